import { QepError } from "../base/errors.ts";
import type { AllocationRule } from "../measurement/grouped-scheme.ts";
import type { ReadoutCalibration } from "../measurement/readout-calibration.ts";
import { type ReadoutErrors, requireReadoutErrors } from "../measurement/readout-errors.ts";
import type { GroupingRule } from "../measurement/string-groups.ts";
import type { NamedOperator } from "../models/model.ts";
import type { Capabilities } from "../propagation/device.ts";
import type { ReadoutOrder } from "./readout-schedule.ts";

/** The operators conjugate to the knobs of a device, in its order; a `System` has them. H0 is not needed. */
export interface CountedOperators {
  readonly outputs: readonly NamedOperator[];
  readonly parameters: readonly NamedOperator[];
  readonly inputs: readonly NamedOperator[];
}

/** How a counted device spends shots. */
export interface CountedDeviceOptions {
  /** Strings read together, or random bases. Default "qubit-wise". */
  readonly grouping?: GroupingRule | "shadows";
  /** How shots are divided over bases, default "variance". Shadows leave it to chance. */
  readonly allocation?: AllocationRule;
  /**
   * Fraction of the shots after which the rest is divided by measured covariances, 0 ≤ pilot < 1. Default 0: all are divided at
   * once, as if nothing were known of the state.
   */
  readonly pilot?: number;
  /**
   * Readout errors, which are inverted: given, or as a calibration measured them, whose standard errors then go into those
   * of the results. Absent where readings are taken as they are.
   */
  readonly readout?: ReadoutErrors | ReadoutCalibration;
  /** Order of the settings of a job, default "sequential". */
  readonly order?: ReadoutOrder["order"];
  /** Parts into which the shots of a setting are split, default 1, or 4 where interleaved. */
  readonly chunks?: number;
  /** Whether measurements hold the counts, and the readouts that they answer. Default false. */
  readonly keepCounts?: boolean;
}

/** {@link CountedDeviceOptions} with every default filled in. */
export type ChosenCountedOptions = Required<Omit<CountedDeviceOptions, "readout">> &
  Pick<CountedDeviceOptions, "readout">;

/** @throws QepError invalid-argument or wrong-shape, naming the option */
export function chooseCountedOptions(options: CountedDeviceOptions, qubits: number): ChosenCountedOptions {
  const { order = "sequential", pilot = 0 } = options;
  const { chunks = order === "interleaved" ? 4 : 1 } = options;
  if (!(pilot >= 0 && pilot < 1)) {
    throw new QepError("invalid-argument", `pilot is a fraction of the shots, 0 ≤ pilot < 1; it is ${pilot}`);
  }
  if (!Number.isInteger(chunks) || chunks < 1) {
    throw new QepError("invalid-argument", `chunks must be a whole number of at least 1; it is ${chunks}`);
  }
  if (options.readout) requireReadoutErrors(options.readout, qubits, "readout");
  const { grouping = "qubit-wise", allocation = "variance", keepCounts = false } = options;
  const readout = options.readout ? { readout: options.readout } : {};
  return { grouping, allocation, pilot, order, chunks, keepCounts, ...readout };
}

/** @throws QepError invalid-argument where the operators are not those of the device's knobs and outputs, in its order */
export function requireSameNames(operators: CountedOperators, capabilities: Capabilities): void {
  const own = {
    outputs: capabilities.outputs,
    parameters: capabilities.parameters.map(({ name }) => name),
    inputs: capabilities.inputs.map(({ name }) => name),
  };
  for (const kind of ["outputs", "parameters", "inputs"] as const) {
    const given = operators[kind].map(({ name }) => name);
    if (given.join() === own[kind].join()) continue;
    throw new QepError(
      "invalid-argument",
      `${kind} of the counted device are ${given.join(", ") || "none"}, those of ${capabilities.name} are ` +
        `${own[kind].join(", ") || "none"}; give the operator of each, in its order`,
      { kind, given, device: own[kind] },
    );
  }
}
