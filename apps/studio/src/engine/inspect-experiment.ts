import {
  buildExperiment,
  bytesOf,
  describeNeed,
  type Experiment,
  type ExperimentIssue,
  isQepError,
  type MemoryNeed,
  type ParsedExperiment,
  parseExperiment,
  type QepError,
  requireBuildableSize,
  requireMemoryToOpen,
  simulatedSystem,
  simulatorSettings,
  type TextLocation,
} from "qep";
import { memoryLimit } from "./memory-limit.ts";
import { type SystemGraph, systemGraph } from "./system-graph.ts";

/** What can be said of an experiment without computing anything of it. Plain data. */
export interface ExperimentReport {
  /** All that is wrong; none where it can be used. */
  readonly problems: readonly ExperimentProblem[];
  /** A table that the experiment reads and does not hold. */
  readonly wantedFile?: string;
  readonly summary?: ExperimentSummary;
}

/** One thing that is wrong, in the library's words. */
export interface ExperimentProblem {
  readonly code: string;
  /** From 1; absent where the whole experiment is meant. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** An experiment whose system could be built. */
export interface ExperimentSummary {
  readonly title: string;
  readonly qubits: number;
  readonly inputs: readonly string[];
  readonly parameters: readonly string[];
  readonly outputs: readonly string[];
  /** Bytes that its simulation takes, and what for in words. */
  readonly memory: { readonly bytes: number; readonly text: string };
  /** Steps of its training; 0 where it says not how to train. */
  readonly batches: number;
  readonly graph: SystemGraph;
}

/**
 * Reads an experiment and builds its system; nothing is simulated.
 *
 * @param text YAML or JSON
 */
export function inspectExperiment(text: string): ExperimentReport {
  let parsed: ParsedExperiment | undefined;
  try {
    parsed = parseExperiment(text);
    const wantedFile = wantedFileOf(parsed);
    if (wantedFile !== undefined) return { problems: [], wantedFile };
    requireBuildableSize(parsed);
    const experiment = buildExperiment(parsed);
    const need = requireMemoryToOpen(simulatedSystem(experiment), {
      ...simulatorSettings(experiment),
      ...memoryLimit(),
    });
    return { problems: [], summary: summaryOf(experiment, need) };
  } catch (error) {
    if (!isQepError(error)) throw error;
    // What has no place of its own is about the system: most often that it is too large.
    return { problems: problemsOf(error, parsed?.locate(["system"])) };
  }
}

/** The table that is named and not there: a page has no folder to look into. */
function wantedFileOf({ config: { data } }: ParsedExperiment): string | undefined {
  return data?.sampler === "file" && !data.columns ? data.file : undefined;
}

function summaryOf(experiment: Experiment, need: MemoryNeed): ExperimentSummary {
  const { config, system, parameterNames } = experiment;
  const isTrainable = config.loss !== undefined && config.gradient !== undefined;
  return {
    title: config.title ?? "Untitled experiment",
    qubits: system.qubits,
    inputs: system.inputs.map(({ name }) => name),
    parameters: parameterNames,
    outputs: system.outputs.map(({ name }) => name),
    memory: { bytes: bytesOf(need), text: describeNeed(need) },
    batches: (isTrainable && config.training?.batches) || 0,
    graph: systemGraph(experiment),
  };
}

/** Each problem in an error of the library, without the place that its message begins with. */
function problemsOf(
  { code, message, context }: QepError,
  system: TextLocation | undefined,
): ExperimentProblem[] {
  const issues = context.issues as readonly ExperimentIssue[] | undefined;
  if (issues) {
    return issues.map(({ message: problem, location }) => ({ code, message: problem, ...placeOf(location) }));
  }
  const place = placeOf(context.line === undefined ? system : context);
  return [{ code, message: message.replace(/^experiment(:\d+)*: /, ""), ...place }];
}

function placeOf({ line, column }: TextLocation = {}): { line?: number; column?: number } {
  return line === undefined || column === undefined ? {} : { line, column };
}
