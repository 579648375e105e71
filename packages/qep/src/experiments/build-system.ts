import { QepError } from "../base/errors.ts";
import type { Model, NamedOperator } from "../models/model.ts";
import { attachSensor, phaseProjectors, type Sensor } from "../models/sensor.ts";
import { type OperatorSum, requireHermitian, requireWithin } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { buildModel } from "./build-model.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import type { ModelConfig, SystemConfig, TextSystemConfig } from "./schema.ts";

/** Parameters that start, are limited and are drawn together, by position in θ. */
export interface ParameterGroup {
  readonly name: string;
  readonly indices: readonly number[];
}

/** A system with what an experiment knows about it beyond the Hamiltonian. */
export interface BuiltSystem {
  readonly system: System;
  readonly groups: readonly ParameterGroup[];
  /** The sensor of a model that has one. */
  readonly sensor?: Sensor;
  /** The named model, if it is one. */
  readonly model?: Model;
}

/**
 * Builds the system of an experiment.
 *
 * @throws QepError with file, line and column where an operator cannot be read, is not Hermitian or acts on a qubit that
 *   is not there
 */
export function buildSystem(config: SystemConfig, locate: Locate): BuiltSystem {
  return config.model === undefined ? textSystem(config, locate) : modelSystem(config, locate);
}

function textSystem(config: TextSystemConfig, locate: Locate): BuiltSystem {
  const { qubits, convention } = config;
  const read = (text: string, path: ConfigPath) => operatorAt(text, path, locate, convention.n, qubits);
  const readAll = (texts: Readonly<Record<string, string>>, section: string) =>
    Object.entries(texts).map(
      ([name, text]): NamedOperator => ({ name, operator: read(text, ["system", section, name]) }),
    );
  const parameters = Object.entries(config.parameters).map(([name, { operator }]): NamedOperator => {
    const path = ["system", "parameters", name];
    // The short form `name: "X0"` has its text at the name itself.
    return { name, operator: read(operator, locate([...path, "operator"]) ? [...path, "operator"] : path) };
  });
  const system = new System({
    qubits,
    ...(config.fixed === undefined ? {} : { fixed: read(config.fixed, ["system", "fixed"]) }),
    inputs: readAll(config.inputs, "inputs"),
    parameters,
    outputs: readAll(config.outputs, "outputs"),
  });
  return { system, groups: [{ name: "all", indices: parameters.map((_, index) => index) }] };
}

function modelSystem(config: ModelConfig, locate: Locate): BuiltSystem {
  const model = atPlace(locate, ["system"], () => buildModel(config));
  const { n } = config.convention;
  const total = model.qubits + (config.sensor?.qubits ?? 0);
  const readOutputs = (outputs: Readonly<Record<string, string>>, path: ConfigPath) =>
    Object.entries(outputs).map(([name, text]) => ({
      name,
      operator: operatorAt(text, [...path, name], locate, n, total),
    }));
  const outputs = readOutputs(config.outputs, ["system", "outputs"]);
  if (!config.sensor) {
    const system = atPlace(
      locate,
      ["system"],
      () => new System({ qubits: model.qubits, inputs: model.inputs, outputs }),
    );
    return { system, model, groups: [] };
  }
  const { qubits, couples } = config.sensor;
  const operators = couples.map((text, index) =>
    operatorAt(text, ["system", "sensor", "couples", index], locate, n, model.qubits),
  );
  const sensor = atPlace(locate, ["system", "sensor"], () =>
    attachSensor(model, { qubits, couples: operators }),
  );
  const answers =
    config.sensor.outputs === "phase-projectors"
      ? phaseProjectors(sensor)
      : readOutputs(config.sensor.outputs, ["system", "sensor", "outputs"]);
  const parameters = [...sensor.couplings, ...sensor.terms];
  const system = atPlace(
    locate,
    ["system"],
    () =>
      new System({
        qubits: sensor.qubits,
        inputs: model.inputs,
        parameters,
        outputs: [...answers, ...outputs],
      }),
  );
  const count = sensor.couplings.length;
  const groups: ParameterGroup[] = [
    { name: "couplings", indices: sensor.couplings.map((_, index) => index) },
    { name: "sensor", indices: sensor.terms.map((_, index) => count + index) },
  ];
  return { system, model, sensor, groups };
}

function operatorAt(
  text: string,
  path: ConfigPath,
  locate: Locate,
  n: "down" | "up",
  qubits: number,
): OperatorSum {
  return atPlace(locate, path, () => {
    const operator = parseOperator(text, { where: "operator", n });
    requireWithin(operator, qubits, text);
    requireHermitian(operator, text);
    return operator;
  });
}

/** Index of a named knob or output. @throws QepError invalid-experiment listing the names there are */
export function indexOfName(names: readonly { readonly name: string }[], name: string, what: string): number {
  const index = names.findIndex((candidate) => candidate.name === name);
  if (index >= 0) return index;
  const known = names.map((candidate) => candidate.name).join(", ") || "none";
  throw new QepError("invalid-experiment", `there is no ${what} "${name}"; known: ${known}`, { name });
}

/** Values by name in the order of `names`. @throws QepError invalid-experiment for missing or unknown names */
export function valuesByName(
  names: readonly { readonly name: string }[],
  values: Readonly<Record<string, number>>,
  what: string,
): Float64Array {
  const result = new Float64Array(names.length).fill(Number.NaN);
  for (const [name, value] of Object.entries(values)) result[indexOfName(names, name, what)] = value;
  const missing = result.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw new QepError("invalid-experiment", `the ${what} "${names[missing]?.name}" has no value`, {
      name: names[missing]?.name,
    });
  }
  return result;
}
