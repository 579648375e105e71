import { QepError } from "../base/errors.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import type { PauliLetter } from "../operators/pauli-string.ts";
import type { Model, NamedOperator } from "./model.ts";

/** Options of {@link attachSensor}. */
export interface SensorOptions {
  /** Number of sensor qubits; they take the indices after the model's own. */
  readonly qubits: number;
  /** Operators of the system that the sensor couples to, for instance X0, Y0, Z0. */
  readonly couples: readonly OperatorSum[];
}

/** The trainable terms of a sensor, by group and in the order of the paper. */
export interface Sensor {
  /** Qubits of system and sensor together. */
  readonly qubits: number;
  /** Indices of the sensor qubits. */
  readonly sites: readonly number[];
  /** For each system operator, for each sensor operator X, Y, Z of each qubit: their product. */
  readonly couplings: readonly NamedOperator[];
  /** X, Y, Z of each sensor qubit, then for each pair of qubits the nine products. */
  readonly terms: readonly NamedOperator[];
}

const LETTERS: readonly PauliLetter[] = ["X", "Y", "Z"];

/**
 * A small sensor coupled to a model: every system operator times every sensor operator, sensor fields and pairs.
 *
 * Order: couplings (system operator outer, sensor operator inner), fields, pairs (first qubit's operator outer).
 * Names are the operators without blanks: `X0X8`, `Y9`, `Z8Z9`.
 *
 * @throws QepError invalid-argument where a coupled operator acts outside of the system
 * @see Wanjura & Marquardt, "Supervised learning: phase sensor"
 */
export function attachSensor(model: Model, { qubits, couples }: SensorOptions): Sensor {
  if (!Number.isInteger(qubits) || qubits < 1) {
    throw new QepError("invalid-argument", `sensor: qubits must be a positive integer, it is ${qubits}`);
  }
  for (const operator of couples) {
    if (operator.minimalQubits > model.qubits) {
      throw new QepError(
        "qubit-out-of-range",
        `sensor: it couples to ${operator}, but the system has qubits 0 to ${model.qubits - 1}`,
        { operator: operator.toString(), qubits: model.qubits },
      );
    }
  }
  const sites = Array.from({ length: qubits }, (_, index) => model.qubits + index);
  const fields = sites.flatMap((site) => LETTERS.map((letter) => named(OperatorSum.pauli(letter, site))));
  const couplings = couples.flatMap((system) => fields.map(({ operator }) => named(system.times(operator))));
  const pairs = sites.flatMap((first, index) =>
    sites
      .slice(index + 1)
      .flatMap((second) =>
        LETTERS.flatMap((left) =>
          LETTERS.map((right) =>
            named(OperatorSum.pauli(left, first).times(OperatorSum.pauli(right, second))),
          ),
        ),
      ),
  );
  return { qubits: model.qubits + qubits, sites, couplings, terms: [...fields, ...pairs] };
}

/**
 * The three answers of a two-qubit sensor on qubits a, b, named by the phases I, II, III:
 * (1+Z_a)(1+Z_b)/4, (1+Z_a)(1−Z_b)/4, (1−Z_a)(1−Z_b)/4. The fourth state, |1_a 0_b⟩, means no answer.
 */
export function phaseProjectors(sensor: Sensor): NamedOperator[] {
  const [a, b] = sensor.sites;
  if (a === undefined || b === undefined || sensor.sites.length !== 2) {
    throw new QepError(
      "invalid-argument",
      `outputs "phase-projectors" need a sensor of 2 qubits, this one has ${sensor.sites.length}; ` +
        "name the outputs one by one as operators instead",
    );
  }
  const projector = (site: number, sign: 1 | -1) =>
    OperatorSum.identity.plus(OperatorSum.pauli("Z", site).scale(sign)).scale(0.5);
  return [
    { name: "I", operator: projector(a, 1).times(projector(b, 1)) },
    { name: "II", operator: projector(a, 1).times(projector(b, -1)) },
    { name: "III", operator: projector(a, -1).times(projector(b, -1)) },
  ];
}

function named(operator: OperatorSum): NamedOperator {
  return { name: operator.toString().replaceAll(" ", ""), operator };
}
