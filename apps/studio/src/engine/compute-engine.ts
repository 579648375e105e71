import {
  type DataColumns,
  type DiagramBoundary,
  type ExperimentPlan,
  evaluateOutputs,
  type JsonSchema,
  type Kernels,
  type RunListing,
  readDataColumns,
  readParameters,
  type StartingValue,
  startingValues,
} from "qep";
import type { ComputeTasks, TaskComputer } from "./compute-tasks.ts";
import { editorSchema } from "./editor-schema.ts";
import type { ErrorCurves, ErrorCurvesRequest, ErrorPilot } from "./error-curves.ts";
import {
  type Expectations,
  type ExpectationsRequest,
  expectations,
  type LossesRequest,
  losses,
} from "./expectations.ts";
import type { Explorable } from "./explorable.ts";
import type { GradientAnatomy } from "./gradient-anatomy.ts";
import type { AnatomyRequest } from "./gradient-problem.ts";
import { type ExperimentReport, inspectExperiment } from "./inspect-experiment.ts";
import type { LaboratoryBench, LaboratoryReading, RepeatsRequest } from "./laboratory.ts";
import type { LaboratoryRequest } from "./laboratory-settings.ts";
import type { BoundariesRequest, MapPoints, MapPointsRequest } from "./map-points.ts";
import type { GalleryModel } from "./model-gallery.ts";
import { readExperiment } from "./open-experiment.ts";
import type { RepeatedGradient } from "./pulls.ts";
import type { ReciprocityRequest, ReciprocityScatter } from "./reciprocity-scatter.ts";
import { type ResultFile, resultFile } from "./result-files.ts";
import { type KeptRun, type RemovedRun, type RunComparison, RunLibrary } from "./run-library.ts";
import { servedRuns } from "./served-runs.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

/** Points between two reports of progress. */
const POINTS_AT_ONCE = 16;

/**
 * Computes tasks in a worker; keeps the device of the latest experiment. Larger parts that the first view never asks for are
 * loaded with their first task.
 */
export class ComputeEngine implements TaskComputer {
  private readonly kernels: Kernels;
  private readonly library = new RunLibrary();
  private opened: { readonly text: string; readonly bench: Workbench } | undefined;
  private piloted: { readonly place: string; readonly pilot: ErrorPilot } | undefined;

  private laboratories: Promise<LaboratoryBench> | undefined;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
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
    const { gradientAnatomy } = await import("./gradient-anatomy.ts");
    return await gradientAnatomy(this.benchOf(request.experiment), request);
  }

  /** @throws QepError from the experiment or the device */
  async errorCurves(
    request: ErrorCurvesRequest,
    onProgress: (fraction: number) => void,
  ): Promise<ErrorCurves> {
    const { errorCurves, errorPilot } = await import("./error-curves.ts");
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
    return await (await this.laboratoryBench()).read(request, onProgress);
  }

  /** @throws QepError from the experiment or the device */
  async laboratoryRepeats(
    request: RepeatsRequest,
    onProgress: (fraction: number) => void,
  ): Promise<RepeatedGradient[]> {
    return await (await this.laboratoryBench()).repeat(request, onProgress);
  }

  /** @throws QepError from the experiment or the device */
  async laboratoryPlan(
    request: LaboratoryRequest,
    onProgress: (fraction: number) => void,
  ): Promise<ExperimentPlan> {
    return await (await this.laboratoryBench()).plan(request, onProgress);
  }

  /** @throws QepError from the experiment or the device */
  async reciprocity(request: ReciprocityRequest): Promise<ReciprocityScatter> {
    const { reciprocityScatter } = await import("./reciprocity-scatter.ts");
    return await reciprocityScatter(this.benchOf(request.experiment), request);
  }

  /** @throws QepError from the experiment */
  async explorable({ experiment }: ComputeTasks["explorable"]["args"]): Promise<Explorable> {
    const { explorable } = await import("./explorable.ts");
    return explorable(experiment);
  }

  /** @throws QepError from the experiment, the quantities or the simulator */
  async mapPoints(request: MapPointsRequest): Promise<MapPoints> {
    const { mapPoints } = await import("./map-points.ts");
    return await mapPoints(this.benchOf(request.experiment), request);
  }

  async mapBoundaries(request: BoundariesRequest): Promise<DiagramBoundary[]> {
    const { mapBoundaries } = await import("./map-points.ts");
    return mapBoundaries(request);
  }

  async inspect({ experiment }: ComputeTasks["inspect"]["args"]): Promise<ExperimentReport> {
    return inspectExperiment(experiment);
  }

  /** @throws QepError from the experiment */
  async resultFile({ result, format }: ComputeTasks["resultFile"]["args"]): Promise<ResultFile> {
    return await resultFile(result, format, () => this.benchOf(result.experiment));
  }

  /** @throws QepError invalid-file, not-finite */
  async columns({ name, bytes }: ComputeTasks["columns"]["args"]): Promise<DataColumns> {
    return readDataColumns(bytes, name);
  }

  /** @throws QepError from the experiment, invalid-file with the names that are missing or foreign */
  async startingValues({
    experiment: text,
    name,
    bytes,
  }: ComputeTasks["startingValues"]["args"]): Promise<readonly StartingValue[]> {
    const experiment = readExperiment(text);
    return startingValues(experiment, readParameters(experiment, bytes, name));
  }

  async models(): Promise<readonly GalleryModel[]> {
    const { modelGallery } = await import("./model-gallery.ts");
    return modelGallery();
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
    return editorSchema();
  }

  private laboratoryBench(): Promise<LaboratoryBench> {
    this.laboratories ??= import("./laboratory.ts").then(
      (module) => new module.LaboratoryBench(this.kernels),
    );
    return this.laboratories;
  }

  private benchOf(text: string): Workbench {
    if (this.opened?.text !== text) this.opened = { text, bench: openWorkbench(text, this.kernels) };
    return this.opened.bench;
  }
}
