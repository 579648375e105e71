import type { NamedOperator } from "../models/model.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { Subspace, type SubspaceDefinition } from "../operators/subspace.ts";
import { System } from "../propagation/system.ts";

/** Name and operator text. */
type NamedText = readonly [name: string, operator: string];

/** A {@link System} as plain data that can be posted to another thread. */
export interface SystemData {
  readonly qubits: number;
  /** Where its basis is truncated. */
  readonly space?: SubspaceDefinition;
  readonly fixed: string;
  readonly inputs: readonly NamedText[];
  readonly parameters: readonly NamedText[];
  readonly outputs: readonly NamedText[];
}

/** @returns plain data from which {@link restoreSystem} makes the same system, to the last bit */
export function describeSystem(system: System): SystemData {
  const { qubits, space, fixed, inputs, parameters, outputs } = system;
  const texts = (members: readonly NamedOperator[]) =>
    members.map(({ name, operator }): NamedText => [name, operator.toString()]);
  return {
    qubits,
    ...(space && { space: space.definition }),
    fixed: fixed.toString(),
    inputs: texts(inputs),
    parameters: texts(parameters),
    outputs: texts(outputs),
  };
}

/** @throws QepError invalid-operator or whatever {@link System} refuses */
export function restoreSystem(data: SystemData): System {
  const { qubits, space, fixed, inputs, parameters, outputs } = data;
  const operators = (members: readonly NamedText[]) =>
    members.map(([name, text]): NamedOperator => ({ name, operator: parseOperator(text, { where: name }) }));
  return new System({
    qubits,
    ...(space && { space: new Subspace(space) }),
    fixed: parseOperator(fixed, { where: "the fixed part" }),
    inputs: operators(inputs),
    parameters: operators(parameters),
    outputs: operators(outputs),
  });
}
