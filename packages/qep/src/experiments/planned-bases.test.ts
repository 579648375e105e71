import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { CountedDevice } from "../devices/counted-device.ts";
import { Simulator } from "../devices/simulator.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { PlannedEstimator } from "../propagation/error-model.ts";
import { squareLoss } from "../propagation/losses.ts";
import { System } from "../propagation/system.ts";
import { plannedBases } from "./planned-bases.ts";

const named = (...texts: string[]) => texts.map((text) => ({ name: text, operator: parseOperator(text) }));
const system = new System({
  qubits: 2,
  fixed: parseOperator("-Z0 Z1 - 0.5 X0 - 0.7 X1 - 0.2 Z0"),
  parameters: named("X0", "Z0"),
  outputs: named("Z1"),
});

test("each basis of a phase is listed once, with its shots of all visits", async () => {
  const device = new CountedDevice(new Simulator(system, testKernels()), system, {
    keepCounts: true,
    order: "interleaved",
    pilot: 0.25,
    allocation: "uniform",
  });
  const problem = {
    loss: squareLoss(),
    samples: [{ points: [new Float64Array(0)], target: Float64Array.of(0.5) }],
    parameters: Float64Array.of(0.3, 0.2),
    stream: ["planned bases"],
  };
  const plan = { method: "symmetric", strength: 0.2, shots: { free: 40, responding: 100 } };
  expect(await plannedBases(device, problem, plan as PlannedEstimator, [])).toEqual([
    { phase: "free", basis: "ZZ", shots: 40 },
    { phase: "nudged", basis: "XZ", shots: 50 },
    { phase: "nudged", basis: "ZZ", shots: 50 },
  ]);
});
