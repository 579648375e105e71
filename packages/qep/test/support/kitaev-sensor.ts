import { attachSensor, kitaevHoneycomb, parseOperator, System } from "../../src/index.ts";

/** The Kitaev phase sensor as described in the paper: 8×2 sites, a sensor of two qubits, 33 parameters, two outputs. */
export function kitaevSensor(): System {
  const model = kitaevHoneycomb({ columns: 8, rows: 2 });
  const couples = ["Z0 Z8", "X0 X1", "Y1 Y2"].map((text) => parseOperator(text));
  const { qubits, couplings, terms } = attachSensor(model, { qubits: 2, couples });
  return new System({
    qubits,
    inputs: model.inputs,
    parameters: [...couplings, ...terms],
    outputs: [
      { name: "Abelian", operator: parseOperator("0.5 + 0.5 Z16") },
      { name: "non-Abelian", operator: parseOperator("0.5 - 0.5 Z16") },
    ],
  });
}
