import { expect, test } from "vitest";
import { hubbard, kitaevChain } from "./fermions.ts";

test("the Kitaev chain as spins: hopping and pairing weigh XX against YY", () => {
  const { inputs, observables } = kitaevChain({ sites: 2, boundary: "open" });
  expect(inputs.map(({ name, operator }) => [name, String(operator)])).toEqual([
    ["t", "-0.5 Y0 Y1 - 0.5 X0 X1"],
    ["Delta", "0.5 Y0 Y1 - 0.5 X0 X1"],
    ["mu", "0.5 Z0 + 0.5 Z1"],
  ]);
  expect(String(observables[1]?.operator)).toBe("Z0 Z1");
});

test("Hubbard: spin up on the first qubits, spin down on the others", () => {
  const { qubits, inputs, observables, lattice } = hubbard({
    lattice: { kind: "ladder", rungs: 2, boundary: "open" },
  });
  expect(qubits).toBe(8);
  expect(inputs.map(({ name }) => name)).toEqual(["tLeg", "tRung", "U", "mu"]);
  expect(String(inputs[2]?.operator)).toBe("0.25 Z0 Z4 + 0.25 Z1 Z5 + 0.25 Z2 Z6 + 0.25 Z3 Z7");
  expect(String(observables[1]?.operator)).toBe("2 - 0.5 Z4 - 0.5 Z5 - 0.5 Z6 - 0.5 Z7");
  expect(lattice.bonds.map(({ sites, kind }) => `${kind} ${sites.join("-")}`)).toEqual([
    ..."tLeg 0-2,tLeg 1-3,tRung 0-1,tRung 2-3".split(","),
    ..."tLeg 4-6,tLeg 5-7,tRung 4-5,tRung 6-7".split(","),
    ..."U 0-4,U 1-5,U 2-6,U 3-7".split(","),
  ]);
});
