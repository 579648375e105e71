import { describe, expect, test } from "vitest";
import { MODEL_NAMES } from "../experiments/schema-system.ts";
import { type ModelFlags, modelSystem } from "./model-flags.ts";

/** What is said of flags that cannot be. */
function refusal(model: string, flags: ModelFlags, ...set: string[]): string {
  try {
    modelSystem(model, flags, set);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("a model named on the command line", () => {
  test("is a section of an experiment, its size in the lattice where it has one", () => {
    expect(modelSystem("cluster-ising", { sites: 4, boundary: "open" }, [])).toEqual({
      model: "cluster-ising",
      sites: 4,
      boundary: "open",
    });
    expect(modelSystem("xxz", { lattice: "square", columns: 2, rows: 3 }, [])).toEqual({
      model: "xxz",
      lattice: { kind: "square", columns: 2, rows: 3 },
    });
  });

  test("stands on a chain of so many sites, or a ladder of so many rungs, where no lattice is named", () => {
    const ladder = { model: "hubbard", lattice: { kind: "ladder", rungs: 3, boundary: "open" } };
    expect(modelSystem("xxz", { sites: 6 }, [])).toEqual({
      model: "xxz",
      lattice: { kind: "chain", sites: 6 },
    });
    expect(modelSystem("hubbard", { rungs: 3, boundary: "open" }, [])).toEqual(ladder);
    expect(refusal("xxz", { sites: 1 })).toBe(
      "model xxz: --sites: expected a whole number of at least 2, given 1",
    );
    expect(refusal("xxz", { sites: 6, rows: 2 })).toContain("--rows does not go with --lattice chain");
  });

  test("may have its lattice and what else it needs from --set", () => {
    expect(refusal("xxz", {}, "system.lattice={ kind: chain, sites: 4 }")).toBe("");
    expect(refusal("long-range-ising", { sites: 4 }, "system.alpha=1.2")).toBe("");
    expect(refusal("rydberg-array", {}, "system.positions[0][1]=1")).toBe("");
  });

  test("asks for the flag it needs, and never for a key of a file", () => {
    expect(refusal("xxz", { columns: 6 })).toBe(
      "model xxz: --lattice is missing: expected chain (with --sites), ladder (--rungs), or square, triangular or " +
        "honeycomb (--columns and --rows); for example --sites 8 for a chain",
    );
    expect(refusal("cluster-ising", {})).toBe(
      "model cluster-ising: --sites is missing: expected a whole number of at least 3; for example --sites 8",
    );
    expect(refusal("kitaev-honeycomb", { columns: 2 })).toBe(
      "model kitaev-honeycomb: --rows is missing: expected an even number of at least 2; for example --rows 2",
    );
    expect(refusal("hubbard", { lattice: "ladder" })).toContain(
      "--rungs is missing: expected a whole number of at least 2",
    );
    expect(refusal("sherrington-kirkpatrick", { sites: 4 })).toBe(
      "model sherrington-kirkpatrick: system.disorder is missing: expected a mapping { seed, distribution }; for example " +
        "--set 'system.disorder={ seed: 1, distribution: normal }'",
    );
    expect(refusal("long-range-ising", { sites: 4 })).toContain("for example --set system.alpha=1.2");
  });

  test.each(MODEL_NAMES)("%s names a way to give each thing that is missing", (model) => {
    const lines = refusal(model, {})
      .split("\n")
      .filter((line) => line.includes("is missing"));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/for example --\w/);
  });

  test("refuses flags that do not go together", () => {
    expect(refusal("cluster-ising", { sites: 4, lattice: "square" })).toBe(
      "model cluster-ising: --lattice does not go with this model, which takes --sites and --boundary; remove it",
    );
    expect(refusal("rydberg-array", { sites: 4 }, "system.positions=[[0, 0], [1, 0]]")).toContain(
      "--sites does not go with this model, which takes none of these flags",
    );
    expect(refusal("xxz", { lattice: "ladder", sites: 4 })).toBe(
      "model xxz: 2 problems\n" +
        "  model xxz: --sites does not go with --lattice ladder, which takes --rungs and --boundary; remove it\n" +
        "  model xxz: --rungs is missing: expected a whole number of at least 2; for example --rungs 4",
    );
  });

  test("refuses values, with what was probably meant", () => {
    expect(refusal("xxz", { lattice: "sqare", columns: 2, rows: 2 })).toContain(
      "given sqare; did you mean square?",
    );
    expect(refusal("xxz", { lattice: "graph" })).toContain("is a matter of an experiment file");
    expect(refusal("cluster-ising", { sites: 2 })).toBe(
      "model cluster-ising: --sites: expected a whole number of at least 3, given 2",
    );
    expect(refusal("cluster-ising", { sites: 4, boundary: "priodic" })).toBe(
      'model cluster-ising: --boundary: expected "periodic" or "open", given "priodic"; did you mean periodic?',
    );
  });
});
