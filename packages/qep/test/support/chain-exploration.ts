import {
  absoluteExpectationLoss,
  chainSum,
  estimateGradients,
  type GradientSettings,
  parseOperator,
  Simulator,
  System,
} from "../../src/index.ts";
import { testKernels } from "./kernels.ts";

const SITES = 10;
const ZXZ = parseOperator("-0.5 sum(j=1..7, Z[j] X[j+1] Z[j+2])");
const X = chainSum("X", SITES, "open").scale(-1);
const ZZ = chainSum("ZZ", SITES, "open").scale(-1);

/**
 * The authors' open chain, H = −[gX ΣX + gZZ ΣZZ + 0.5 Σ_{j=1..7} ZXZ + ν X0 X4]. The output is −X0 X4, so that a nudge
 * ν of it enters the Hamiltonian as theirs does.
 */
export function chainExploration(): System {
  return new System({
    qubits: SITES,
    fixed: ZXZ,
    parameters: [
      { name: "gX", operator: X },
      { name: "gZZ", operator: ZZ },
    ],
    outputs: [{ name: "-X0X4", operator: parseOperator("-X0 X4") }],
  });
}

/** The same chain with gX as an input, one value for each operating point. */
export function chainSensitivity(): System {
  return new System({
    qubits: SITES,
    fixed: ZXZ,
    inputs: [{ name: "gX", operator: X }],
    parameters: [{ name: "gZZ", operator: ZZ }],
    outputs: [{ name: "-X0X4", operator: parseOperator("-X0 X4") }],
  });
}

/** −|⟨X0 X4⟩|, its gradient, and the response of (ΣX, ΣZZ) to ν that the gradient is made of. */
export async function explorationGradient(theta: Float64Array, settings: GradientSettings) {
  const device = new Simulator(chainExploration(), testKernels());
  const problem = {
    loss: absoluteExpectationLoss({ output: 0, goal: "maximize" }),
    samples: [{ points: [new Float64Array(0)] }],
    parameters: theta,
    stream: [],
  };
  const [{ loss, parameters, outputs, health }] = await estimateGradients(device, problem, settings);
  await device.close();
  // gradient = ε d⟨A⟩/dν with ε = −sign⟨−X0X4⟩ and A = −(ΣX, ΣZZ).
  const sign = Math.sign(outputs[0][0]);
  return { value: loss, gradient: parameters, response: parameters.map((value) => sign * value), health };
}

/** Iterations of θ ← θ − 0.1 ∇L/‖∇L‖ with the authors' one-sided nudge: θ and the value before each step. */
export async function normalisedAscent(start: Float64Array, iterations: number) {
  const steps: { theta: Float64Array; value: number }[] = [];
  const theta = start.slice();
  for (let iteration = 0; iteration < iterations; iteration++) {
    const settings = { method: "one-sided", beta: 0.1, nudge: "each-output" } as const;
    const { value, gradient } = await explorationGradient(theta, settings);
    steps.push({ theta: theta.slice(), value });
    const norm = Math.hypot(...gradient);
    for (const [j, slope] of gradient.entries()) theta[j] -= (0.1 * slope) / norm;
  }
  return steps;
}
