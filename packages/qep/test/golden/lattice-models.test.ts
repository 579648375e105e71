import { describe, expect, test } from "vitest";
import { buildExperiment } from "../../src/experiments/build-experiment.ts";
import { resolveExperiment } from "../../src/experiments/parse-experiment.ts";
import { solveGroundLevel } from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./lattice-models.json" with { type: "json" };

// Spectra of make_lattice_models.py (numpy, scipy): bonds found by distance, fermions with their signs counted.

interface Case {
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>> & { readonly exchange?: string; readonly n?: string };
  readonly inputs: Readonly<Record<string, number | undefined>>;
  readonly energies: readonly number[];
}

const cases = golden.cases as readonly Case[];

/** The system of a case, built from an experiment as one writes it. */
function systemOf({ model, options: { exchange, n, ...options } }: Case) {
  const system = { model: exchange ?? model, ...options, ...(n === undefined ? {} : { convention: { n } }) };
  return buildExperiment(resolveExperiment({ schemaVersion: 1, system }, { file: model })).system;
}

test("every model and every lattice is among the cases", () => {
  expect(new Set(cases.map(({ model, options }) => options.exchange ?? model))).toEqual(
    new Set(
      "heisenberg xxz xyz xx-zz xy ising long-range-ising rydberg-array hubbard kitaev-chain".split(" "),
    ),
  );
  const lattices = cases.map(({ options }) => options.lattice as { kind: string } | undefined);
  expect(new Set(lattices.flatMap((lattice) => lattice?.kind ?? []))).toEqual(
    new Set(["chain", "ladder", "square", "triangular", "honeycomb"]),
  );
});

describe("four lowest levels", () => {
  test.each(cases.map((one) => [`${one.model} ${JSON.stringify(one.options)}`, one] as const))(
    "%s",
    (_, one) => {
      const system = systemOf(one);
      expect(system.inputs.map(({ name }) => name)).toEqual(Object.keys(one.inputs));
      const values = Float64Array.from(system.inputs, ({ name }) => one.inputs[name] ?? Number.NaN);
      const { energies } = solveGroundLevel(system, values, new Float64Array(0), testKernels(), {
        states: 4,
      });
      expect(energies).toHaveLength(one.energies.length);
      for (const [k, energy] of energies.entries()) {
        expect(Math.abs(energy - (one.energies[k] as number))).toBeLessThan(golden.header.tolerance);
      }
    },
  );
});
