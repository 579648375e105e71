/** The smallest experiment: one qubit, one parameter, steps of less than a millisecond. */
export const ONE_QUBIT = `schemaVersion: 1
title: One qubit
system: { qubits: 1, parameters: { a: { operator: -Z0, initial: 0.8 } }, outputs: { z: Z0 } }
loss: { kind: expectation, output: z, goal: minimize }
gradient: { method: symmetric, beta: 0.02 }
training: { optimizer: { kind: sgd, learningRate: 0.2 }, batches: 7 }
`;
