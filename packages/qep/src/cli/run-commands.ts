import type { ExperimentConfig } from "../experiments/schema.ts";

/** What to type to go on with a run, or to make it longer with `--steps`. */
export function resumeCommand({ loss }: ExperimentConfig, directory: string): string {
  // A function cannot be stored, so that its module must be named again.
  return `${program()} train ${loss?.kind === "custom" ? "EXPERIMENT.ts " : ""}--resume ${directory}`;
}

/** What to type to make a run again from its start, in another directory. */
export function repeatCommand({ loss }: ExperimentConfig, experimentFile: string): string {
  return `${program()} train ${loss?.kind === "custom" ? "EXPERIMENT.ts" : experimentFile}`;
}

/** How the user started us decides what to type: in a clone it is npx that finds qep. */
function program(): string {
  return process.env.npm_execpath === undefined ? "qep" : "npx qep";
}
