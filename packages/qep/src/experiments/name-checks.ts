import { nearestName } from "../base/nearest-name.ts";
import type { Complaint, Written } from "./complaint.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import type { ExperimentConfig, TextSystemConfig } from "./schema.ts";
import { needsTargets } from "./schema-loss.ts";

/** Checks that every name used in an experiment is one that its system declares. */
export function nameComplaints(written: Written): Complaint[] {
  const { system } = written.config;
  if (system === undefined) return [];
  const groups = groupComplaints(written.config.parameters ?? {}, system);
  // The names of a model are known only once it is built.
  if (!("qubits" in system)) return groups;
  return [
    ...groups,
    ...clashes(system),
    ...initialComplaints(written.config.parameters ?? {}, system),
    ...pointComplaints(written, system),
    ...sampleComplaints(written, system),
    ...lossComplaints(written, system),
    ...trainInputComplaints(written, system),
  ];
}

function groupComplaints(
  parameters: ExperimentConfig["parameters"],
  system: ExperimentConfig["system"],
): Complaint[] {
  const groups = groupsOf(system);
  const among = "groups of parameters of this system";
  return unknownNames(["parameters"], Object.keys(parameters), groups, among);
}

/** Names of the groups of parameters of a system, in their order. */
function groupsOf(system: ExperimentConfig["system"]): string[] {
  if ("qubits" in system) return ["all"];
  return [
    ...(system.parameters === undefined ? [] : ["model"]),
    ...("trainPositions" in system && system.trainPositions !== undefined ? ["positions"] : []),
    ...(system.sensor === undefined ? [] : ["couplings", "sensor"]),
  ];
}

/** An input and a parameter are both knobs, told apart by name only. */
function clashes(system: TextSystemConfig): Complaint[] {
  const message = "expected a name of its own, given one that is also an input; rename one of them";
  return Object.keys(system.parameters)
    .filter((parameter) => Object.hasOwn(system.inputs, parameter))
    .map((parameter) => ({ path: ["system", "parameters", parameter], ofKey: true, message }));
}

function initialComplaints(
  parameters: ExperimentConfig["parameters"],
  system: TextSystemConfig,
): Complaint[] {
  const initial = parameters.all?.initial;
  if (typeof initial !== "object" || !("values" in initial)) return [];
  const path = ["parameters", "all", "initial", "values"];
  return unknownNames(path, Object.keys(initial.values), Object.keys(system.parameters), "parameters");
}

function pointComplaints({ config, pointPath }: Written, system: TextSystemConfig): Complaint[] {
  return (config.at ?? []).flatMap((point, index) => inputComplaints(pointPath(index), point, system));
}

function sampleComplaints({ config: { data } }: Written, system: TextSystemConfig): Complaint[] {
  if (data?.sampler !== "table") return [];
  return data.samples.flatMap((sample, index) => [
    ...inputComplaints(["data", "samples", index, "inputs"], sample.inputs, system),
    ...outputComplaints(["data", "samples", index, "target"], Object.keys(sample.target), system),
  ]);
}

/** A point must give each input of the system a value, and nothing else. */
function inputComplaints(
  path: ConfigPath,
  point: Readonly<Record<string, number>>,
  system: TextSystemConfig,
): Complaint[] {
  const inputs = Object.keys(system.inputs);
  const misspelt = Object.keys(point).filter((name) => !inputs.includes(name));
  const meant = misspelt.map((name) => nearestName(name, inputs));
  const missing = inputs.filter((input) => !Object.hasOwn(point, input) && !meant.includes(input));
  return [
    ...unknownNames(path, Object.keys(point), inputs, "inputs"),
    ...missing.map((input) => ({
      path: [...path, input],
      message: `expected a number for each input (${inputs.join(", ")}), given none for ${input}; add ${input}: 0`,
    })),
  ];
}

function lossComplaints({ config: { loss } }: Written, system: TextSystemConfig): Complaint[] {
  if (loss === undefined || loss.kind === "custom") return [];
  const outputs = Object.keys(system.outputs);
  if (needsTargets(loss)) {
    const weights = loss.kind === "square" ? Object.keys(loss.weights ?? {}) : [];
    return [
      ...outputComplaints(["loss", "target"], Object.keys(loss.target ?? {}), system),
      ...outputComplaints(["loss", "weights"], weights, system),
    ];
  }
  if (loss.kind === "correlation") {
    return (["joint", "first", "second"] as const).flatMap((key) =>
      unknownValue(["loss", key], loss[key], outputs, "outputs"),
    );
  }
  const complaints = unknownValue(["loss", "output"], loss.output, outputs, "outputs");
  if (loss.kind !== "sensitivity") return complaints;
  return [
    ...complaints,
    ...unknownValue(["loss", "input"], loss.input, Object.keys(system.inputs), "inputs"),
  ];
}

function trainInputComplaints({ config: { training } }: Written, system: TextSystemConfig): Complaint[] {
  return (training?.trainInputs ?? []).flatMap((input, index) =>
    unknownValue(["training", "trainInputs", index], input, Object.keys(system.inputs), "inputs"),
  );
}

function outputComplaints(path: ConfigPath, names: readonly string[], system: TextSystemConfig): Complaint[] {
  return unknownNames(path, names, Object.keys(system.outputs), "outputs");
}

function unknownNames(
  path: ConfigPath,
  names: readonly string[],
  known: readonly string[],
  among: string,
): Complaint[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: [...path, name], ofKey: true, message: unknownName(name, known, among) }));
}

function unknownValue(path: ConfigPath, name: string, known: readonly string[], among: string): Complaint[] {
  return known.includes(name) ? [] : [{ path, message: unknownName(name, known, among) }];
}

function unknownName(name: string, known: readonly string[], among: string): string {
  const meant = nearestName(name, known);
  const advice = meant === undefined ? "remove it or declare it" : `did you mean "${meant}"?`;
  return `expected one of the ${among} (${known.join(", ") || "there are none"}), given "${name}"; ${advice}`;
}
