import type { ExperimentConfig } from "../experiments/schema.ts";

/** What to type to go on with a run. */
export function resumeCommand({ loss }: ExperimentConfig, directory: string): string {
  // A function cannot be stored, so that its module must be named again.
  return `${program()} train ${loss?.kind === "custom" ? "EXPERIMENT.ts " : ""}--resume ${directory}`;
}

/** What to type to make a run longer: more steps of a budget take a larger one. */
export function longerCommand(config: ExperimentConfig, directory: string): string {
  return `${resumeCommand(config, directory)} ${lengthOptions(config)}`;
}

/** The options that make a run longer. */
export function lengthOptions({ gradient }: ExperimentConfig): string {
  const hasBudget = gradient?.method === "auto" && gradient.budget !== undefined;
  return hasBudget ? "--steps N --set gradient.budget.shots=M" : "--steps N";
}

/** What to type to make a run again from its start, in another directory. */
export function repeatCommand({ loss }: ExperimentConfig, experimentFile: string): string {
  return `${program()} train ${loss?.kind === "custom" ? "EXPERIMENT.ts" : experimentFile}`;
}

/** How the user started us decides what to type: in a clone it is npx that finds qep. */
function program(): string {
  return process.env.npm_execpath === undefined ? "qep" : "npx qep";
}
