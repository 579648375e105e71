import {
  type DataColumns,
  type DiagramBoundary,
  type ExperimentPlan,
  evaluateOutputs,
  experimentJsonSchema,
  type JsonSchema,
  type Kernels,
  type RunListing,
  readDataColumns,
} from "qep";
import {
  type ErrorCurves,
  type ErrorCurvesRequest,
  type ErrorPilot,
  errorCurves,
  errorPilot,
} from "./error-curves.ts";
import {
  type Expectations,
  type ExpectationsRequest,
  expectations,
  type LossesRequest,
  losses,
} from "./expectations.ts";
import { type Explorable, explorable } from "./explorable.ts";
import { type GradientAnatomy, gradientAnatomy } from "./gradient-anatomy.ts";
import type { AnatomyRequest } from "./gradient-problem.ts";
import { type ExperimentReport, inspectExperiment } from "./inspect-experiment.ts";
import { LaboratoryBench, type LaboratoryReading, type RepeatsRequest } from "./laboratory.ts";
import type { LaboratoryRequest } from "./laboratory-settings.ts";
import {
  type BoundariesRequest,
  type MapPoints,
  type MapPointsRequest,
  mapBoundaries,
  mapPoints,
} from "./map-points.ts";
import type { RepeatedGradient } from "./pulls.ts";
import {
  type ReciprocityRequest,
  type ReciprocityScatter,
  reciprocityScatter,
} from "./reciprocity-scatter.ts";
import { type ResultFile, type ResultFormat, resultFile, type TrainingResult } from "./result-files.ts";
import {
  type IncomingFile,
  type KeptRun,
  type RemovedRun,
  type RunComparison,
  RunLibrary,
} from "./run-library.ts";
import { servedRuns } from "./served-runs.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

/** What a compute worker can be asked for: arguments and result of each task. All plain data. */
export interface ComputeTasks {
  /** Exact outputs of the free phase at many inputs. */
  readonly outputs: {
    readonly args: {
      /** YAML or JSON text. */
      readonly experiment: string;
      /** θ, length P. */
      readonly parameters: Float64Array;
      /** One vector of length K for each point. */
      readonly inputs: readonly Float64Array[];
    };
    /** One vector of length J for each point. */
    readonly result: readonly Float64Array[];
  };
  /** One gradient with everything that it was made of. */
  readonly gradient: { readonly args: AnatomyRequest; readonly result: GradientAnatomy };
  /** Expected errors of that gradient against β; a pilot for each place, then at once for any number of shots. */
  readonly errorCurves: { readonly args: ErrorCurvesRequest; readonly result: ErrorCurves };
  /** Exact means of outputs and trained observables at many settings. */
  readonly expectations: { readonly args: ExpectationsRequest; readonly result: readonly Expectations[] };
  /** The exact loss of the first sample at many values of the variables. */
  readonly losses: { readonly args: LossesRequest; readonly result: Float64Array };
  /** One gradient measured by counting bitstrings, with bases and counts. */
  readonly laboratory: { readonly args: LaboratoryRequest; readonly result: LaboratoryReading };
  /** That gradient measured again and again, with other draws of the shots. */
  readonly laboratoryRepeats: { readonly args: RepeatsRequest; readonly result: readonly RepeatedGradient[] };
  /** What the planner makes of that laboratory. */
  readonly laboratoryPlan: { readonly args: LaboratoryRequest; readonly result: ExperimentPlan };
  /** Both sides of the reciprocity of every parameter and output. */
  readonly reciprocity: { readonly args: ReciprocityRequest; readonly result: ReciprocityScatter };
  /** What of an experiment a map can show. */
  readonly explorable: { readonly args: { readonly experiment: string }; readonly result: Explorable };
  /** Outputs and quantities at points of a map. */
  readonly mapPoints: { readonly args: MapPointsRequest; readonly result: MapPoints };
  /** Phase boundaries of a complete map. */
  readonly mapBoundaries: { readonly args: BoundariesRequest; readonly result: readonly DiagramBoundary[] };
  /** What an experiment is, or what is wrong with it; nothing is simulated. */
  readonly inspect: {
    readonly args: { readonly experiment: string };
    readonly result: ExperimentReport;
  };
  /** What a training came to, as a file. */
  readonly resultFile: {
    readonly args: { readonly result: TrainingResult; readonly format: ResultFormat };
    readonly result: ResultFile;
  };
  /** The columns of a CSV or npz file. */
  readonly columns: {
    readonly args: { readonly name: string; readonly bytes: Uint8Array };
    readonly result: DataColumns;
  };
  /** The runs that this browser keeps, the latest first. */
  readonly runs: { readonly args: Readonly<Record<never, never>>; readonly result: readonly KeptRun[] };
  readonly compareRuns: {
    readonly args: { readonly runs: readonly string[] };
    readonly result: RunComparison;
  };
  readonly renameRun: {
    readonly args: { readonly run: string; readonly title: string };
    /** The title. */
    readonly result: string;
  };
  /** Takes a run away and hands it over. */
  readonly removeRun: { readonly args: { readonly run: string }; readonly result: RemovedRun };
  /** A run as a zip archive. */
  readonly packRun: { readonly args: { readonly run: string }; readonly result: Uint8Array<ArrayBuffer> };
  /** Takes runs in; their names here. */
  readonly takeRuns: {
    readonly args: { readonly files: readonly IncomingFile[] };
    readonly result: readonly string[];
  };
  /** The runs that the server of this page lets be read, the latest first. */
  readonly servedRuns: {
    readonly args: { readonly address: string };
    readonly result: readonly RunListing[];
  };
  /** Copies one of them into this browser; its name here. */
  readonly takeServed: {
    readonly args: { readonly address: string; readonly run: string };
    readonly result: readonly string[];
  };
  /** The schema of experiment files, for editors. */
  readonly schema: { readonly args: Readonly<Record<never, never>>; readonly result: JsonSchema };
}

export type ComputeTaskName = keyof ComputeTasks;

/** Whoever can compute every task. */
export type TaskComputer = {
  readonly [Name in ComputeTaskName]: (
    args: ComputeTasks[Name]["args"],
    onProgress: (fraction: number) => void,
  ) => Promise<ComputeTasks[Name]["result"]>;
};

/** Points between two reports of progress. */
const POINTS_AT_ONCE = 16;

/** Computes tasks in a worker; keeps the device of the latest experiment. */
export class ComputeEngine implements TaskComputer {
  private readonly kernels: Kernels;
  private readonly library = new RunLibrary();
  private opened: { readonly text: string; readonly bench: Workbench } | undefined;
  private piloted: { readonly place: string; readonly pilot: ErrorPilot } | undefined;

  private readonly laboratories: LaboratoryBench;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.laboratories = new LaboratoryBench(kernels);
  }

  /** @throws QepError from the experiment or the device */
  async outputs(
    { experiment, parameters, inputs }: ComputeTasks["outputs"]["args"],
    onProgress: (fraction: number) => void,
  ): Promise<Float64Array[]> {
    const { exact } = this.benchOf(experiment);
    const results: Float64Array[] = [];
    while (results.length < inputs.length) {
      const part = inputs.slice(results.length, results.length + POINTS_AT_ONCE);
      results.push(...(await evaluateOutputs(exact, parameters, part)));
      onProgress(results.length / inputs.length);
    }
    return results;
  }

  /** @throws QepError from the experiment or the device */
  async gradient(request: AnatomyRequest): Promise<GradientAnatomy> {
    return await gradientAnatomy(this.benchOf(request.experiment), request);
  }

  /** @throws QepError from the experiment or the device */
  async errorCurves(
    request: ErrorCurvesRequest,
    onProgress: (fraction: number) => void,
  ): Promise<ErrorCurves> {
    const { experiment, values = [], sample, shots } = request;
    const place = JSON.stringify([experiment, [...values], sample]);
    if (this.piloted?.place !== place) {
      this.piloted = { place, pilot: await errorPilot(this.benchOf(experiment), request, onProgress) };
    }
    return errorCurves(this.piloted.pilot, shots);
  }

  /** @throws QepError from the experiment or the device */
  async expectations({ experiment, settings }: ExpectationsRequest): Promise<Expectations[]> {
    return await expectations(this.benchOf(experiment), settings);
  }

  /** @throws QepError from the experiment or the device */
  async losses({ experiment, values }: LossesRequest): Promise<Float64Array> {
    return await losses(this.benchOf(experiment), values);
  }

  /** @throws QepError from the experiment or the device */
  async laboratory(
    request: LaboratoryRequest,
    onProgress: (fraction: number) => void,
  ): Promise<LaboratoryReading> {
    return await this.laboratories.read(request, onProgress);
  }

  /** @throws QepError from the experiment or the device */
  async laboratoryRepeats(
    request: RepeatsRequest,
    onProgress: (fraction: number) => void,
  ): Promise<RepeatedGradient[]> {
    return await this.laboratories.repeat(request, onProgress);
  }

  /** @throws QepError from the experiment or the device */
  async laboratoryPlan(
    request: LaboratoryRequest,
    onProgress: (fraction: number) => void,
  ): Promise<ExperimentPlan> {
    return await this.laboratories.plan(request, onProgress);
  }

  /** @throws QepError from the experiment or the device */
  async reciprocity(request: ReciprocityRequest): Promise<ReciprocityScatter> {
    return await reciprocityScatter(this.benchOf(request.experiment), request);
  }

  /** @throws QepError from the experiment */
  async explorable({ experiment }: ComputeTasks["explorable"]["args"]): Promise<Explorable> {
    return explorable(experiment);
  }

  /** @throws QepError from the experiment, the quantities or the simulator */
  async mapPoints(request: MapPointsRequest): Promise<MapPoints> {
    return await mapPoints(this.benchOf(request.experiment), request);
  }

  async mapBoundaries(request: BoundariesRequest): Promise<DiagramBoundary[]> {
    return mapBoundaries(request);
  }

  async inspect({ experiment }: ComputeTasks["inspect"]["args"]): Promise<ExperimentReport> {
    return inspectExperiment(experiment);
  }

  /** @throws QepError from the experiment */
  async resultFile({ result, format }: ComputeTasks["resultFile"]["args"]): Promise<ResultFile> {
    return await resultFile(result, format);
  }

  /** @throws QepError invalid-file, not-finite */
  async columns({ name, bytes }: ComputeTasks["columns"]["args"]): Promise<DataColumns> {
    return readDataColumns(bytes, name);
  }

  async runs(): Promise<readonly KeptRun[]> {
    return await this.library.list();
  }

  async compareRuns({ runs }: ComputeTasks["compareRuns"]["args"]): Promise<RunComparison> {
    return await this.library.compare(runs);
  }

  async renameRun({ run, title }: ComputeTasks["renameRun"]["args"]): Promise<string> {
    await this.library.rename(run, title);
    return title;
  }

  async removeRun({ run }: ComputeTasks["removeRun"]["args"]): Promise<RemovedRun> {
    return await this.library.remove(run);
  }

  async packRun({ run }: ComputeTasks["packRun"]["args"]): Promise<Uint8Array<ArrayBuffer>> {
    return await this.library.pack(run);
  }

  async takeRuns({ files }: ComputeTasks["takeRuns"]["args"]): Promise<readonly string[]> {
    return await this.library.take(files);
  }

  async servedRuns({ address }: ComputeTasks["servedRuns"]["args"]): Promise<readonly RunListing[]> {
    return await servedRuns(address);
  }

  async takeServed({ address, run }: ComputeTasks["takeServed"]["args"]): Promise<readonly string[]> {
    return await this.library.takeServed(address, run);
  }

  async schema(): Promise<JsonSchema> {
    return experimentJsonSchema();
  }

  private benchOf(text: string): Workbench {
    if (this.opened?.text !== text) this.opened = { text, bench: openWorkbench(text, this.kernels) };
    return this.opened.bench;
  }
}
