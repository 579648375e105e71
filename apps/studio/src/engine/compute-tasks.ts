import type {
  DataColumns,
  DiagramBoundary,
  ExperimentPlan,
  JsonSchema,
  RunListing,
  StartingValue,
} from "qep";
import type { ErrorCurves, ErrorCurvesRequest } from "./error-curves.ts";
import type { Expectations, ExpectationsRequest, LossesRequest } from "./expectations.ts";
import type { Explorable } from "./explorable.ts";
import type { GradientAnatomy } from "./gradient-anatomy.ts";
import type { AnatomyRequest } from "./gradient-problem.ts";
import type { ExperimentReport } from "./inspect-experiment.ts";
import type { LaboratoryReading, RepeatsRequest } from "./laboratory.ts";
import type { LaboratoryRequest } from "./laboratory-settings.ts";
import type { BoundariesRequest, MapPoints, MapPointsRequest } from "./map-points.ts";
import type { GalleryModel } from "./model-gallery.ts";
import type { RepeatedGradient } from "./pulls.ts";
import type { ReciprocityRequest, ReciprocityScatter } from "./reciprocity-scatter.ts";
import type { ResultFile, ResultFormat, TrainingResult } from "./result-files.ts";
import type { IncomingFile, KeptRun, RemovedRun, RunComparison } from "./run-library.ts";

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
  /** What to write into an experiment so that it starts at the parameters of an npz, CSV or JSON file. */
  readonly startingValues: {
    readonly args: { readonly experiment: string; readonly name: string; readonly bytes: Uint8Array };
    readonly result: readonly StartingValue[];
  };
  /** The library's models. */
  readonly models: {
    readonly args: Readonly<Record<never, never>>;
    readonly result: readonly GalleryModel[];
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
