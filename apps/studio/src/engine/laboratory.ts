import {
  type Experiment,
  type ExperimentPlan,
  type ImperfectionBias,
  imperfectionBiases,
  type Kernels,
  pilotDevice,
  planExperiment,
  simulatedDevice,
  undoneReadoutErrors,
} from "qep";
import { type BasisCounts, basisCounts, countedBases } from "./basis-counts.ts";
import { anatomyOf, type GradientAnatomy } from "./gradient-anatomy.ts";
import { type AnatomyBench, problemOf } from "./gradient-problem.ts";
import { type GradientReference, gradientReference } from "./gradient-reference.ts";
import {
  type LaboratoryRequest,
  laboratoryExperiment,
  measuredOptions,
  platformText,
  timeOfDraw,
} from "./laboratory-settings.ts";
import { type MeasuredGradient, measuredGradient, recordOf } from "./measured-gradient.ts";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import { pullsOf, type RepeatedGradient } from "./pulls.ts";
import { calibrationCounts } from "./readout-known-states.ts";
import { RecordingDevice } from "./recording-device.ts";
import { ReportedDevice } from "./reported-device.ts";
import { type MeasuredString, type ObservableReading, stringTable } from "./string-readings.ts";

/** One gradient as a laboratory measures it. Plain data. */
export interface LaboratoryReading {
  readonly anatomy: GradientAnatomy;
  readonly bases: readonly BasisCounts[];
  /** The Pauli strings that the observables are made of. */
  readonly strings: readonly MeasuredString[];
  /** Where the observables are read: those of the outputs, then those of the knobs. */
  readonly observables: readonly ObservableReading[];
  /** Shots that went into the calibration of the readout; 0 where there is none. */
  readonly calibrationShots: number;
  /** On the laboratory's clock, without the calibration. */
  readonly seconds: number;
  /** What shifts the gradient and is in no error bar. */
  readonly biases: readonly ImperfectionBias[];
  /** The laboratory as a file for `--platform`. */
  readonly platform: string;
}

/** Gradients are measured again and again. */
export interface RepeatsRequest {
  readonly laboratory: LaboratoryRequest;
  /** How many; the draws follow that of the laboratory. */
  readonly count: number;
}

/** Shots of each known state that calibrates the readout. */
const CALIBRATION_SHOTS = 1000;

interface Opened {
  readonly key: string;
  readonly bench: AnatomyBench & { readonly exact: ReportedDevice };
  readonly calibrationShots: number;
}

type Progress = (fraction: number) => void;

/** Reads experiments by counts, with the imperfections of a laboratory; keeps the latest one open. */
export class LaboratoryBench {
  private readonly kernels: Kernels;
  private opened: Opened | undefined;
  private referred: { readonly key: string; readonly reference: GradientReference } | undefined;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  /** @throws QepError from the experiment or the device */
  async read(request: LaboratoryRequest, onProgress: Progress): Promise<LaboratoryReading> {
    const { bench, calibrationShots } = await this.open(request);
    const { experiment, exact } = bench;
    const most = mostSettings(experiment, request);
    let settings = 0;
    exact.onMeasured = () => onProgress(Math.min(1, ++settings / most));
    const { device, measured } = await measuredIn(bench, request);
    const reference = await this.reference(bench, request);
    return {
      anatomy: anatomyOf(bench, request, device, measured, reference),
      ...countsOf(experiment, device, request),
      calibrationShots,
      seconds: (bench.counted.clock ?? 0) - timeOfDraw(request.draw),
      biases: imperfectionBiases(experiment),
      platform: platformText(experiment),
    };
  }

  /** Measures the gradient again; how far each result is from what it should be. @throws QepError as `read` */
  async repeat({ laboratory, count }: RepeatsRequest, onProgress: Progress): Promise<RepeatedGradient[]> {
    const { bench } = await this.open(laboratory);
    const reference = await this.reference(bench, laboratory);
    const repeats: RepeatedGradient[] = [];
    while (repeats.length < count) {
      const draw = laboratory.draw + repeats.length;
      const { measured } = await measuredIn(bench, { ...laboratory, draw });
      repeats.push(pullsOf(measured, reference));
      onProgress(repeats.length / count);
    }
    return repeats;
  }

  /** What one gradient with so many shots can reach. @throws QepError from the experiment or the device */
  async plan(request: LaboratoryRequest, onProgress: Progress): Promise<ExperimentPlan> {
    const { experiment, exact, counted } = (await this.open(request)).bench;
    const { values = experiment.variables.initial } = request;
    const times = experiment.config.platform?.times;
    return await planExperiment(
      experiment,
      { exact, measured: counted },
      {
        values,
        // The one that is measured, so that promise and result can be compared.
        samples: problemOf({ experiment }, request).samples,
        batchSize: 1,
        ...(times ? { times } : {}),
        onProgress: (done, total) => onProgress(done / total),
      },
    );
  }

  private async reference(bench: AnatomyBench, request: LaboratoryRequest): Promise<GradientReference> {
    const { experiment, values, sample, method, beta, temperature } = request;
    const key = JSON.stringify([experiment, [...(values ?? [])], sample, method, beta, temperature]);
    if (this.referred?.key !== key) {
      this.referred = { key, reference: await gradientReference(bench, request) };
    }
    return this.referred.reference;
  }

  private async open(request: LaboratoryRequest): Promise<Opened> {
    const { values: _, sample: __, draw: ___, ...laboratory } = request;
    const key = JSON.stringify(laboratory);
    if (this.opened?.key === key) {
      this.opened.bench.exact.onMeasured = () => {};
      return this.opened;
    }
    const { treatment, imperfections, experiment: text } = request;
    const calibration =
      treatment === "calibrated"
        ? await calibrationCounts(
            readExperiment(text).system.qubits,
            imperfections,
            CALIBRATION_SHOTS,
            this.kernels,
          )
        : undefined;
    const experiment = laboratoryExperiment(request, calibration);
    const exact = new ReportedDevice(simulatedDevice(openSimulator(experiment, this.kernels), experiment));
    await this.opened?.bench.exact.close();
    this.opened = {
      key,
      bench: { experiment, exact, counted: pilotDevice(exact, experiment) },
      calibrationShots: calibration ? 2 * CALIBRATION_SHOTS : 0,
    };
    return this.opened;
  }
}

/**
 * Settings of a reading at most: of the measured gradient with its probes along every output and the repeated free phases of
 * a check for drift, then of the gradient without noise and of the exact response.
 */
function mostSettings({ system }: Experiment, { method }: LaboratoryRequest): number {
  const nudges = method === "symmetric" ? 2 : 1;
  return 3 + nudges * (1 + system.outputs.length) + (1 + nudges) + 1;
}

async function measuredIn(
  bench: AnatomyBench,
  request: LaboratoryRequest,
): Promise<{ device: RecordingDevice; measured: MeasuredGradient }> {
  const device = new RecordingDevice(bench.counted);
  const timed = { ...request, time: timeOfDraw(request.draw) };
  return { device, measured: await measuredGradient(bench, timed, device, measuredOptions(request)) };
}

/** What was counted in the phases, basis by basis. */
function countsOf(
  experiment: Experiment,
  device: RecordingDevice,
  request: LaboratoryRequest,
): Pick<LaboratoryReading, "bases" | "strings" | "observables"> {
  const problem = problemOf({ experiment }, request);
  const phases = (["minus", "free", "baseline", "plus"] as const).flatMap((name) => {
    const record = recordOf(device.records, problem, name);
    return record
      ? [{ phase: name === "baseline" ? "free" : name, measurement: record.measurement } as const]
      : [];
  });
  const { system, variables, map } = experiment;
  const counted = countedBases(phases);
  // Behind a map of the parameters a knob has no operator of its own.
  const knobs = map
    ? []
    : [...system.parameters, ...variables.trainedInputs.flatMap((input) => system.inputs[input] ?? [])];
  const operators = [...system.outputs, ...knobs];
  const errors = undoneReadoutErrors(experiment);
  const { places, ...table } = stringTable(counted, operators, system.qubits, errors);
  return { bases: counted.map((basis, b) => basisCounts(basis, places[b] ?? [])), ...table };
}
