import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { trackPeak } from "../../test/support/peak-memory.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { stateLayoutOf } from "./hamiltonian.ts";
import { bytesOf, vectorBytes } from "./memory-need.ts";
import { Simulator } from "./simulator.ts";
import { rememberedStates, requireMemoryToOpen, roomForPartners } from "./simulator-memory.ts";
import { chooseSymmetries } from "./symmetry-choice.ts";

const QUBITS = 11;
const chain = `sum(j=0..${QUBITS - 2}, Z[j] Z[j+1])`;
const field = `sum(j=0..${QUBITS - 1}, X[j])`;

function systemOf(fixed: string): System {
  return new System({
    qubits: QUBITS,
    fixed: parseOperator(fixed),
    inputs: [{ name: "x", operator: parseOperator(field) }],
    outputs: [{ name: "z", operator: parseOperator("Z0 Z1") }],
  });
}

const SYSTEMS = {
  "real, no symmetry": systemOf(`${chain} + 0.1 Z0`),
  "complex, no symmetry": systemOf(`${chain} + 0.1 Z0 + 0.2 X0 Y1 Z2 + 0.3 Y0 + 0.4 Z1 X2`),
  "tapered by one symmetry": systemOf(chain),
};

const setting = (x: number, nudge = 0, near?: Setting): Setting => ({
  inputs: Float64Array.of(x),
  parameters: new Float64Array(0),
  nudge: Float64Array.of(nudge),
  stream: ["test"],
  ...(near ? { near } : {}),
});

/** What it took to solve two free settings and a nudged one, in state vectors beside the tables of operators. */
async function vectorsUsed(system: System, options: EigenOptions, responds: boolean): Promise<number> {
  const kernels = testKernels();
  const { symmetries, layout } = memoryOf(system);
  const device = new Simulator(system, kernels, options);
  const tables = kernels.bytesInUse - (symmetries.searched > 0 ? 3 : 2) * vectorBytes(layout);
  const foretold = requireMemoryToOpen(system, options).tables;
  expect(tables / foretold).toBeGreaterThan(0.5);
  expect(tables / foretold).toBeLessThan(2);
  const peak = trackPeak(kernels);
  const request = { observables: { outputs: [0] }, shots: { outputs: null, parameters: null, inputs: null } };
  const free = setting(1.3);
  await measure(device, [setting(0.4), free, setting(1.3, 0.05, free)], request);
  if (responds) await device.respond([free], [Float64Array.of(1)], { outputs: [0] });
  return (peak() - tables) / vectorBytes(layout);
}

function memoryOf(system: System) {
  const symmetries = chooseSymmetries(system);
  return { symmetries, layout: stateLayoutOf(system, symmetries.tapering) };
}

describe.each(Object.entries(SYSTEMS))("%s", (_, system) => {
  test.each([
    ["stored", {}, false],
    ["two-pass", { form: "two-pass" }, false],
    ["two-pass, with the exact response", { form: "two-pass" }, true],
  ] as const)("%s: what is allocated is what was foretold", async (_name, options, responds) => {
    const need = requireMemoryToOpen(system, { ...options, responds, freeStates: 2 });
    const used = await vectorsUsed(system, options, responds);
    expect(used).toBeGreaterThanOrEqual(need.reserved);
    // A block has a number for each of its rows beside.
    expect(used).toBeLessThan(need.reserved + 1);
  });
});

describe("what is counted", () => {
  test("tapering comes first: what fits only on fewer qubits is not refused", () => {
    const system = SYSTEMS["tapered by one symmetry"];
    const whole = requireMemoryToOpen(system, { symmetries: "off", form: "two-pass" });
    const tapered = requireMemoryToOpen(system, { form: "two-pass" });
    expect([whole.layout.qubits, tapered.layout.qubits]).toEqual([QUBITS, QUBITS - 1]);
    const memoryLimit = bytesOf(tapered);
    expect(bytesOf(whole)).toBeGreaterThan(memoryLimit);
    expect(requireMemoryToOpen(system, { memoryLimit, form: "two-pass" })).toEqual(tapered);
    expect(() => requireMemoryToOpen(system, { memoryLimit, form: "two-pass", symmetries: "off" })).toThrow(
      /11 qubits \(real\) need/,
    );
  });

  test("a sector of an imaginary symmetry makes a real system complex, and takes twice as much", () => {
    // All terms commute with Y0 Y1 Y2 Y3 Y4, which complex conjugation turns into its negative.
    const bonds = "sum(j=0..3, X[j] X[j+1] + 0.5 Z[j] Z[j+1] + 0.3 X[j] Z[j+1])";
    const system = new System({ qubits: 5, fixed: parseOperator(`${bonds} + Y0 Y2 + X0 Z2 Y3 Y4`) });
    expect(system.isReal).toBe(true);
    const { layout } = requireMemoryToOpen(system, { symmetries: { sector: [1] } });
    expect(layout).toMatchObject({ qubits: 4, isComplex: true });
    expect(vectorBytes(layout)).toBe(2 * 8 * 2 ** 4);
  });

  test("of a stored basis the memory that a usual solve writes, and the addresses of all of it", () => {
    const need = requireMemoryToOpen(SYSTEMS["real, no symmetry"], { freeStates: 1 });
    expect(need).toMatchObject({ work: "stored Lanczos", vectors: 3 + 150, reserved: 3 + 1000 });
  });

  test("few free states are remembered where their memory would be missed", () => {
    const symmetries = { searched: 0, sector: 0 };
    const at = (qubits: number, options: EigenOptions = {}) => {
      const layout = { ...memoryOf(SYSTEMS["real, no symmetry"]).layout, qubits, length: 2 ** qubits };
      return rememberedStates(layout, { symmetries, options });
    };
    expect([at(10), at(20), at(23), at(24)]).toEqual([256, 32, 4, 2]);
    expect([at(26), at(26, { form: "stored", krylovDimension: 5 })]).toEqual([2, 1]);
    // 7 vectors of half a GiB: 2 for Lanczos, 2 free states, the start and the ground state itself, and a partner.
    const layout = { ...memoryOf(SYSTEMS["real, no symmetry"]).layout, qubits: 26, length: 2 ** 26 };
    expect(roomForPartners(layout, { symmetries, options: {} })).toBe(2);
  });
});
