import { describe, expect, test } from "vitest";
import {
  type Boundary,
  clusterIsing,
  kitaevHoneycomb,
  type Model,
  System,
  solveGroundLevel,
  transverseFieldIsing,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./models.json" with { type: "json" };

// Spectra of make_models.py (numpy, scipy).

interface Case {
  readonly model: string;
  readonly sites?: number;
  readonly columns?: number;
  readonly boundary?: string;
  readonly couplings: Readonly<Record<string, number | undefined>>;
  readonly field?: number;
  readonly energies: readonly number[];
}

/** The model of a case and its couplings in the order of its inputs. */
function build({
  model,
  sites = 0,
  columns = 0,
  boundary,
  couplings,
  field = 0,
}: Case): [Model, (number | undefined)[]] {
  const chain = { sites, boundary: boundary as Boundary };
  switch (model) {
    case "cluster-ising":
      return [clusterIsing(chain), [couplings.gZXZ, couplings.gZZ, couplings.gX]];
    case "transverse-field-ising":
      return [transverseFieldIsing(chain), [couplings.J, couplings.g]];
    default: {
      const { Jx, Jy, Jz } = couplings;
      const honeycomb = kitaevHoneycomb({ columns, rows: 2, field: field !== 0 });
      return [honeycomb, field === 0 ? [Jx, Jy, Jz] : [Jx, Jy, Jz, field]];
    }
  }
}

/** Sixteen sites take seconds for six levels each: test/physics/kitaev.test.ts does the ones that matter. */
const cases = (golden.cases as Case[]).filter(({ columns = 0 }) => columns < 8);

describe("six lowest levels", () => {
  test("all models are among the cases", () => {
    expect(new Set(cases.map(({ model }) => model)).size).toBe(3);
    expect(cases.length).toBeGreaterThanOrEqual(16);
  });

  test.each(
    cases.map((one) => [`${one.model} ${JSON.stringify({ ...one, energies: undefined })}`, one] as const),
  )("%s", (_, one) => {
    const [{ qubits, inputs }, couplings] = build(one);
    const values = Float64Array.from(couplings, (value) => value ?? Number.NaN);
    const system = new System({ qubits, inputs });
    const { energies } = solveGroundLevel(system, values, new Float64Array(0), testKernels(), { states: 6 });
    expect(energies).toHaveLength(one.energies.length);
    for (const [k, energy] of energies.entries()) {
      expect(Math.abs(energy - one.energies[k])).toBeLessThan(golden.header.tolerance);
    }
  });
});
