import {
  checkReciprocity,
  type Device,
  drawMiscalibration,
  MiscalibratedDevice,
  parametersOf,
  type ReciprocityCheck,
  withTrainedInputs,
} from "qep";
import { samplesOf, type Workbench } from "./workbench.ts";

/**
 * What the device is like: as the experiment says, with knobs whose gains are off, with knobs that move others too, or read before
 * it has settled.
 */
export type DeviceKind = "as-written" | "gains" | "crosstalk" | "quenched";

/** Which responses are compared. */
export interface ReciprocityRequest {
  /** YAML or JSON text. */
  readonly experiment: string;
  /** θ and trained inputs; the initial values where absent. */
  readonly values?: Float64Array;
  readonly device: DeviceKind;
  /** Prepared and read states on each side of each knob; null for exact expectation values, the only ones of a quench. */
  readonly shots: number | null;
}

/** Both responses of every pair of a parameter and an output, and whether they agree. Plain data. */
export interface ReciprocityScatter {
  readonly pairs: readonly ScatterPair[];
  readonly outputNames: readonly string[];
  readonly verdict: ReciprocityCheck["verdict"];
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** With gains fitted to the knobs; null where these explain anything. */
  readonly pValueUpToGains: number | null;
  readonly preparations: number;
  readonly shots: number;
}

/** ∂⟨B_l⟩/∂θ_j and ∂⟨A_j⟩/∂ν_l with standard errors. */
export interface ScatterPair {
  readonly parameter: string;
  readonly output: number;
  readonly response: number;
  readonly responseError: number;
  readonly reverse: number;
  readonly reverseError: number;
}

/** Knobs are moved by ±h and ±h/2: far enough to be seen through shot noise where there is any. */
const STEP = { exact: 0.05, counted: 0.2 } as const;
/** Standard deviations of what is wrong with the knobs. */
const ERRORS = { gains: { gain: 0.25 }, crosstalk: { crosstalk: 0.25 } } as const;

/** Measures both sides of every relation ∂⟨B_l⟩/∂θ_j = ∂⟨A_j⟩/∂ν_l, as `qep check-reciprocity` does. */
export async function reciprocityScatter(
  bench: Workbench,
  {
    values = bench.experiment.variables.initial,
    device: kind,
    shots,
  }: Omit<ReciprocityRequest, "experiment">,
): Promise<ReciprocityScatter> {
  const { experiment } = bench;
  const [sample] = samplesOf(experiment);
  const [inputs = new Float64Array(0)] = withTrainedInputs(
    experiment.variables,
    values,
    sample?.points ?? [],
  );
  const parameters = parametersOf(experiment.variables, values);
  const device = deviceOf(bench, kind, shots);
  const point = { inputs, parameters, stream: [experiment.config.seed, "studio", "reciprocity"] };
  const step = shots === null ? STEP.exact : STEP.counted;
  const check = await checkReciprocity(device, point, { step, shots });
  const names = experiment.parameterNames;
  return {
    pairs: check.pairs.map(({ knob, partner, ...pair }) => ({
      ...pair,
      parameter: names[knob.index] ?? "",
      output: partner.index,
    })),
    outputNames: experiment.system.outputs.map(({ name }) => name),
    verdict: check.verdict,
    ...check.asSet,
    pValueUpToGains: check.upToGains?.pValue ?? null,
    preparations: check.preparations,
    shots: check.shots,
  };
}

function deviceOf({ exact, counted, quenched }: Workbench, kind: DeviceKind, shots: number | null): Device {
  if (kind === "quenched") return quenched();
  const measured = shots === null ? exact : counted;
  return kind === "as-written" ? measured : withErrors(measured, kind);
}

function withErrors(device: Device, kind: keyof typeof ERRORS): Device {
  const { inputs, parameters, outputs } = device.capabilities();
  const counts = { inputs: inputs.length, parameters: parameters.length, outputs: outputs.length };
  return new MiscalibratedDevice(device, drawMiscalibration(counts, ERRORS[kind], 1));
}
