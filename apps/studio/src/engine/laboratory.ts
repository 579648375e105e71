import { type ExperimentPlan, type Kernels, pilotDevice, planExperiment, simulatedDevice } from "qep";
import { type BasisCounts, basisCounts } from "./basis-counts.ts";
import {
  type AnatomyBench,
  type AnatomyRequest,
  type GradientAnatomy,
  gradientAnatomy,
  problemOf,
  recordOf,
} from "./gradient-anatomy.ts";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import { calibrationCounts } from "./readout-known-states.ts";
import { RecordingDevice } from "./recording-device.ts";
import { samplesOf } from "./workbench.ts";

/** What is done about bits that are read wrongly. */
export type ReadoutTreatment = "raw" | "inverted" | "calibrated";

/** How an experiment is read in the laboratory. */
export interface LaboratoryRequest extends Omit<AnatomyRequest, "shots"> {
  /** Prepared and read states of each phase. */
  readonly shots: number;
  /** Which Pauli strings share a basis: those that agree on every qubit, or all that commute. */
  readonly grouping: "qubit-wise" | "commuting";
  /** Probability that a 0 is read as 1. */
  readonly p01: number;
  /** Probability that a 1 is read as 0. */
  readonly p10: number;
  /** raw: nothing; inverted: the probabilities are known; calibrated: they are measured first. */
  readonly treatment: ReadoutTreatment;
}

/** One gradient as a laboratory measures it. Plain data. */
export interface LaboratoryReading {
  readonly anatomy: GradientAnatomy;
  readonly bases: readonly BasisCounts[];
  /** Shots that went into the calibration of the readout; 0 where there is none. */
  readonly calibrationShots: number;
}

/** Shots of each known state that calibrates the readout. */
const CALIBRATION_SHOTS = 1000;

/** Samples of the planner's pilot: more of them make it slower, not different in kind. */
const PILOT_SAMPLES = 3;

interface Opened {
  readonly key: string;
  readonly bench: AnatomyBench;
  readonly calibrationShots: number;
}

/** Reads experiments by counts, with the imperfections of a laboratory; keeps the latest one open. */
export class LaboratoryBench {
  private readonly kernels: Kernels;
  private opened: Opened | undefined;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  /** @throws QepError from the experiment or the device */
  async read(request: LaboratoryRequest): Promise<LaboratoryReading> {
    const { bench, calibrationShots } = await this.open(request);
    const device = new RecordingDevice(bench.counted);
    const anatomy = await gradientAnatomy(bench, request, device);
    const problem = problemOf(bench, request);
    const phases = (["minus", "free", "plus"] as const).flatMap((phase) => {
      const record = recordOf(device.records, problem, phase);
      return record ? [{ phase, measurement: record.measurement }] : [];
    });
    return { anatomy, bases: basisCounts(phases), calibrationShots };
  }

  /** @throws QepError from the experiment or the device */
  async plan(request: LaboratoryRequest, onProgress: (fraction: number) => void): Promise<ExperimentPlan> {
    const { experiment, exact, counted } = (await this.open(request)).bench;
    const { values = experiment.variables.initial } = request;
    const times = experiment.config.platform?.times;
    return await planExperiment(
      experiment,
      { exact, measured: counted },
      {
        values,
        samples: samplesOf(experiment).slice(0, PILOT_SAMPLES),
        ...(times ? { times } : {}),
        onProgress: (done, total) => onProgress(done / total),
      },
    );
  }

  private async open(request: LaboratoryRequest): Promise<Opened> {
    const { values: _, sample: __, draw: ___, ...laboratory } = request;
    const key = JSON.stringify(laboratory);
    if (this.opened?.key === key) return this.opened;
    const { treatment, p01, p10, experiment: text } = request;
    const calibration =
      treatment === "calibrated"
        ? await calibrationCounts(
            readExperiment(text).system.qubits,
            { p01, p10 },
            CALIBRATION_SHOTS,
            this.kernels,
          )
        : undefined;
    const readout = calibration ? { calibration } : treatment;
    const experiment = readExperiment(text, overridesOf(request, readout));
    const simulator = openSimulator(experiment, this.kernels);
    const exact = simulatedDevice(simulator, experiment);
    this.opened = {
      key,
      bench: { experiment, exact, counted: pilotDevice(exact, experiment) },
      calibrationShots: calibration ? 2 * CALIBRATION_SHOTS : 0,
    };
    return this.opened;
  }
}

/** The laboratory as changes of the experiment; all else of it stays. */
function overridesOf(
  { method, beta, shots, grouping, p01, p10 }: LaboratoryRequest,
  readout: unknown,
): string[] {
  const measurement = { kind: "counts", shots: { free: shots, nudged: shots, probe: 0 }, grouping, readout };
  return [
    `measurement=${JSON.stringify(measurement)}`,
    `gradient=${JSON.stringify({ method, beta })}`,
    `platform.imperfections.readout=${JSON.stringify({ p01, p10 })}`,
    // A circuit before the readout is more than a laboratory has that is not said to have one.
    ...(grouping === "commuting" ? ["platform.bases=clifford"] : []),
  ];
}
