/**
 * An experiment on two qubits whose strings commute although their letters differ, so that one circuit reads them all; −YY
 * is the product of the others.
 */
export const COMMUTING_STRINGS = `
schemaVersion: 1
system:
  qubits: 2
  inputs: { h: -Z0 }
  parameters:
    x: { operator: X0 X1, initial: 0.4 }
    y: { operator: Y0 Y1, initial: 0.5 }
    z: { operator: Z0 Z1, initial: 0.6 }
  outputs: { end: Z0 Z1 }
at: { h: 1 }
loss: { kind: square, target: { end: 0.3 } }
gradient: { method: symmetric, beta: 0.2 }
`;
