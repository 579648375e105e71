import type { Model, NamedOperator } from "../models/model.ts";
import type { ParameterMap } from "../models/parameter-map.ts";
import { attachSensor, phaseProjectors, type Sensor } from "../models/sensor.ts";
import { type OperatorSum, requireHermitian, requireWithin } from "../operators/operator-sum.ts";
import { parseOperator, type TextConvention } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { buildModelParts } from "./build-model.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import { joinBlocks, type OwnSettings, operatorBlock, type ParameterGroup } from "./parameter-blocks.ts";
import type { ModelConfig, SensorConfig, SystemConfig, TextSystemConfig } from "./schema.ts";

/** A system with what an experiment knows about it beyond the Hamiltonian. */
export interface BuiltSystem {
  /** H with its parameters as it is prepared: where there is a map, they are the coefficients it gives. */
  readonly system: System;
  /** From what is trained to the parameters of the system; absent where they are the same. */
  readonly map?: ParameterMap;
  /** Names of what is trained in the Hamiltonian, in order. */
  readonly parameterNames: readonly string[];
  readonly groups: readonly ParameterGroup[];
  /** What each parameter says about itself. */
  readonly own: readonly OwnSettings[];
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
  const read = (text: string, path: ConfigPath) => operatorAt(text, path, locate, convention, qubits);
  const readAll = (texts: Readonly<Record<string, string>>, section: string) =>
    Object.entries(texts).map(
      ([name, text]): NamedOperator => ({ name, operator: read(text, ["system", section, name]) }),
    );
  const members = Object.entries(config.parameters).map(([name, { operator, ...settings }]) => {
    const path = ["system", "parameters", name];
    // The short form `name: "X0"` has its text at the name itself.
    const place = locate([...path, "operator"]) ? [...path, "operator"] : path;
    return { name, operator: read(operator, place), settings };
  });
  const { operators, ...parameters } = joinBlocks([operatorBlock("all", members)]);
  const system = new System({
    qubits,
    ...(config.fixed === undefined ? {} : { fixed: read(config.fixed, ["system", "fixed"]) }),
    inputs: readAll(config.inputs, "inputs"),
    parameters: operators,
    outputs: readAll(config.outputs, "outputs"),
  });
  return { system, ...parameters };
}

function modelSystem(config: ModelConfig, locate: Locate): BuiltSystem {
  const { model, inputs, blocks } = buildModelParts(config, locate);
  const convention = { n: config.convention.n, bosons: model.bosons };
  const qubits = model.qubits + (config.sensor?.qubits ?? 0);
  const readOutputs = (outputs: Readonly<Record<string, string>>, path: ConfigPath) =>
    Object.entries(outputs).map(([name, text]) => ({
      name,
      operator: operatorAt(text, [...path, name], locate, convention, qubits),
    }));
  const outputs = readOutputs(config.outputs, ["system", "outputs"]);
  const sensor = config.sensor && buildSensor(model, config.sensor, convention, locate);
  const answers = !sensor
    ? []
    : config.sensor?.outputs === "phase-projectors"
      ? phaseProjectors(sensor)
      : readOutputs(config.sensor?.outputs ?? {}, ["system", "sensor", "outputs"]);
  const { operators, ...parameters } = joinBlocks([
    ...blocks,
    ...(sensor ? [operatorBlock("couplings", sensor.couplings), operatorBlock("sensor", sensor.terms)] : []),
  ]);
  const space = model.space?.extendedTo(qubits);
  const definition = { qubits, space, inputs, parameters: operators, outputs: [...answers, ...outputs] };
  const system = atPlace(locate, ["system"], () => new System(definition));
  return { system, model, ...(sensor && { sensor }), ...parameters };
}

function buildSensor(
  model: Model,
  { qubits, couples }: SensorConfig,
  convention: TextConvention,
  locate: Locate,
): Sensor {
  const operators = couples.map((text, index) =>
    operatorAt(text, ["system", "sensor", "couples", index], locate, convention, model.qubits),
  );
  return atPlace(locate, ["system", "sensor"], () => attachSensor(model, { qubits, couples: operators }));
}

/** The operator at a place of an experiment. @throws QepError with that place */
export function operatorAt(
  text: string,
  path: ConfigPath,
  locate: Locate,
  convention: TextConvention,
  qubits: number,
): OperatorSum {
  return atPlace(locate, path, () => {
    const operator = parseOperator(text, { ...convention, where: "operator" });
    requireWithin(operator, qubits, text);
    requireHermitian(operator, text);
    return operator;
  });
}
