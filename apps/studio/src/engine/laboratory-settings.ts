import { type Experiment, experimentText } from "qep";
import type { AnatomyRequest } from "./gradient-problem.ts";
import type { MeasuredOptions } from "./measured-gradient.ts";
import { readExperiment } from "./open-experiment.ts";
import type { BitstringCounts } from "./outcome-text.ts";

/** What is done about bits that are read wrongly. */
export type ReadoutTreatment = "raw" | "inverted" | "calibrated";

/** What is wrong with a laboratory; 0 where nothing is. */
export interface LaboratoryImperfections {
  /** Probability that a 0 is read as 1. */
  readonly p01: number;
  /** Probability that a 1 is read as 0. */
  readonly p10: number;
  /** Probability that a preparation ends in the first excited state. */
  readonly preparation: number;
  /** Probability with which each qubit is replaced by a random one. */
  readonly depolarisation: number;
  /** Probability that a shot gives no outcome. */
  readonly shotLoss: number;
  /** Size of the wandering of inputs and parameters, in parts of their values. */
  readonly drift: number;
  /** How long a knob stays what it is, in seconds. */
  readonly driftTime: number;
}

/** How an experiment is read in the laboratory. */
export interface LaboratoryRequest extends Omit<AnatomyRequest, "shots"> {
  /** Prepared and read states of each phase. */
  readonly shots: number;
  /** Which Pauli strings share a basis: those that agree on every qubit, or all that commute. */
  readonly grouping: "qubit-wise" | "commuting";
  /** One setting after the other, or in turns, so that a drift hits all alike. */
  readonly order: "sequential" | "interleaved";
  readonly imperfections: LaboratoryImperfections;
  /** raw: nothing; inverted: the probabilities are known; calibrated: they are measured first. */
  readonly treatment: ReadoutTreatment;
  /** Temperature of the equilibrium in the unit of energy; 0 for the one that the experiment means. */
  readonly temperature: number;
}

/** How long things take in a laboratory that does not say, in seconds. */
const TIMES = { shot: 0.01, basis: 0.5, setting: 2 } as const;

/** Seconds between two draws: far more than a drift remembers. */
const BETWEEN_DRAWS = 1e6;

/** The experiment as it is read in this laboratory. */
export function laboratoryExperiment(
  request: LaboratoryRequest,
  calibration?: Readonly<Record<string, BitstringCounts>>,
): Experiment {
  const { experiment: text, grouping, order, method, beta, shots, treatment, temperature } = request;
  const hasTimes = readExperiment(text).config.platform?.times !== undefined;
  const readout = calibration ? { calibration } : treatment === "calibrated" ? "inverted" : treatment;
  const phases = { free: shots, nudged: shots, probe: 0 };
  const sections = {
    measurement: { kind: "counts", shots: phases, grouping, order, readout },
    gradient: { method, beta },
    "platform.imperfections": declaredImperfections(request.imperfections),
    ...(hasTimes ? {} : { "platform.times": TIMES }),
    // A circuit before the readout is more than a laboratory has that is not said to have one.
    ...(grouping === "commuting" ? { "platform.bases": "clifford" } : {}),
    ...(temperature > 0 ? { equilibrium: { kind: "thermal", temperature } } : {}),
  };
  return readExperiment(
    text,
    Object.entries(sections).map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  );
}

/** The laboratory as a file for `--platform`. */
export function platformText({ config }: Experiment): string {
  return experimentText({ ...config.platform });
}

/** What else is asked of a measured gradient: that a drift is looked for, and that it cancels. */
export function measuredOptions({ order, method, imperfections }: LaboratoryRequest): MeasuredOptions {
  return {
    ...(imperfections.drift > 0 ? { driftCheck: true } : {}),
    ...(order === "interleaved" && method === "one-sided" ? { baseline: "interleaved" } : {}),
  };
}

/** When a draw begins on the laboratory's clock. */
export function timeOfDraw(draw: number): number {
  return draw * BETWEEN_DRAWS;
}

/** As a platform declares them: what is perfect is left out. */
function declaredImperfections({ p01, p10, drift, driftTime, ...rest }: LaboratoryImperfections) {
  return {
    ...(p01 > 0 || p10 > 0 ? { readout: { p01, p10 } } : {}),
    ...Object.fromEntries(Object.entries(rest).filter(([, probability]) => probability > 0)),
    ...(drift > 0 ? { drift: { correlationTime: driftTime, relative: drift } } : {}),
  };
}
