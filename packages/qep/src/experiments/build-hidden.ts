import { RandomStream } from "../base/random.ts";
import { MiscalibratedDevice } from "../devices/miscalibrated-device.ts";
import { drawMiscalibration, type Miscalibration } from "../devices/miscalibration.ts";
import type { ParameterMap } from "../models/parameter-map.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import type { Device } from "../propagation/device.ts";
import { reparametrised } from "../propagation/reparametrised-device.ts";
import { System } from "../propagation/system.ts";
import { type BuiltSystem, operatorAt } from "./build-system.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import type { Locate } from "./experiment-source.ts";
import type { ExperimentConfig } from "./schema.ts";

/** A device that is not what the experiment says. */
export interface HiddenParts {
  /** The system with all of its H0. */
  readonly system: System;
  /** How its knobs are off; absent where they are exact. */
  readonly errors?: Miscalibration;
}

/**
 * What the simulated device of an experiment has and the trainer does not see.
 *
 * Coefficients of the disorder are normal, each from a stream of its own, named by `hidden.seed` and its place in the list.
 *
 * @throws QepError with its place for an operator that cannot be read, is not Hermitian or acts on a qubit that is not there
 */
export function buildHidden(
  { hidden, system: config }: ExperimentConfig,
  { system, model }: BuiltSystem,
  locate: Locate,
): HiddenParts | undefined {
  if (!hidden) return undefined;
  const { seed, fixed, disorder, knobs } = hidden;
  const { n } = config.convention;
  const read = (text: string, path: ConfigPath) =>
    operatorAt(text, ["hidden", ...path], locate, { n, bosons: model?.bosons }, system.qubits);
  const terms: OperatorSum[] = fixed === undefined ? [] : [read(fixed, ["fixed"])];
  for (const [k, text] of (disorder?.operators ?? []).entries()) {
    const coefficient = (disorder?.size ?? 0) * new RandomStream("hidden", seed, "disorder", k).normal();
    terms.push(read(text, ["disorder", "operators", k]).scale(coefficient));
  }
  const { qubits, space, inputs, parameters, outputs } = system;
  const whole = terms.reduce((sum, term) => sum.plus(term), system.fixed);
  const counts = { inputs: inputs.length, parameters: parameters.length, outputs: outputs.length };
  return {
    system: new System({ qubits, space, fixed: whole, inputs, parameters, outputs }),
    ...(knobs && { errors: drawMiscalibration(counts, knobs, seed) }),
  };
}

/** An experiment as far as its simulator is concerned. */
export interface Simulated {
  readonly system: System;
  readonly map?: ParameterMap;
  readonly hidden?: HiddenParts;
}

/** The system as the simulator has it: with what is hidden from the trainer. */
export function simulatedSystem({ hidden, system }: Simulated): System {
  return hidden?.system ?? system;
}

/**
 * The simulated device of an experiment: over the simulator its errors of knobs, over these the map of the parameters.
 *
 * @param simulator of {@link simulatedSystem}
 */
export function simulatedDevice(simulator: Device, { hidden, map }: Simulated): Device {
  return reparametrised(hidden?.errors ? new MiscalibratedDevice(simulator, hidden.errors) : simulator, map);
}
