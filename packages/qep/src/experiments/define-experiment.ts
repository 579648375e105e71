import type { ExperimentInput } from "./schema.ts";

/** Registered globally, so that a module and the command line may load two copies of the library. */
const MARK = Symbol.for("qep.experiment");

/** An experiment written in TypeScript, checked only when it is resolved. */
export type DefinedExperiment = ExperimentInput & { readonly [MARK]: true };

/**
 * Declares an experiment in a TypeScript module; the editor checks it while one types.
 *
 * @param experiment what an experiment file would say; `loss` may be a function
 * @returns the same, marked for {@link isDefinedExperiment}
 *
 * @example
 * export default defineExperiment({
 *   schemaVersion: 1,
 *   system: { qubits: 2, parameters: { a: "Z0 Z1" }, outputs: { up: "0.5 + 0.5 Z1" } },
 *   loss: { kind: "square", target: { up: 1 } },
 *   gradient: { beta: 0.1 },
 * });
 */
export function defineExperiment(experiment: ExperimentInput): DefinedExperiment {
  return { ...experiment, [MARK]: true };
}

/** True for what {@link defineExperiment} returned, so that a loader can tell a module's experiment from other exports. */
export function isDefinedExperiment(value: unknown): value is DefinedExperiment {
  return typeof value === "object" && value !== null && MARK in value;
}
