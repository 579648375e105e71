import { RandomStream, type StreamKey } from "../../src/base/random.ts";
import type { NamedOperator } from "../../src/models/model.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import type { ObservablesRequest, Setting } from "../../src/propagation/device.ts";
import { allIndices } from "../../src/propagation/free-phase.ts";
import { System } from "../../src/propagation/system.ts";

const LETTERS = ["X", "Y", "Z"] as const;

/** A complex system without symmetries: random fields and pairs as 2 inputs, 6 parameters and 2 outputs. */
export function randomSystem(key: StreamKey, qubits = 6): System {
  const random = new RandomStream("random system", key);
  const named = (prefix: string, count: number, terms: number): NamedOperator[] =>
    allIndices(count).map((index) => ({
      name: `${prefix}${index}`,
      operator: randomOperator(random, qubits, terms),
    }));
  return new System({
    qubits,
    fixed: randomOperator(random, qubits, 3 * qubits),
    inputs: named("x", 2, 4),
    parameters: named("a", 6, 2),
    outputs: named("b", 2, 1),
  });
}

/** Free settings of unrelated states. */
export function randomSettings(
  { inputs, parameters, outputs }: System,
  count: number,
  key: StreamKey,
): Setting[] {
  const random = new RandomStream("random settings", key);
  return allIndices(count).map((index) => ({
    inputs: Float64Array.from(inputs, () => random.normal()),
    parameters: Float64Array.from(parameters, () => random.normal()),
    nudge: new Float64Array(outputs.length),
    stream: [key, index],
  }));
}

/** Every observable, outputs exact, the others with shots. */
export function observeAll({ inputs, parameters, outputs }: System): ObservablesRequest {
  return {
    observables: {
      outputs: allIndices(outputs.length),
      parameters: allIndices(parameters.length),
      inputs: allIndices(inputs.length),
    },
    shots: { outputs: null, parameters: 10, inputs: 100 },
  };
}

function randomOperator(random: RandomStream, qubits: number, terms: number): OperatorSum {
  const pauli = () => OperatorSum.pauli(LETTERS[random.integer(3)] ?? "Z", random.integer(qubits));
  return OperatorSum.sum(
    allIndices(terms).map(() => {
      const [first, second] = [pauli(), pauli()];
      // Factors on one site may give i times a Pauli matrix: the first alone then stands for the pair.
      const pair = first.times(second);
      return (pair.isHermitian() ? pair : first).scale(random.normal());
    }),
  );
}
