import type { HistoryRecord } from "qep";
import type { ExperimentOutline } from "./experiment-outline.ts";
import type { PhaseReadings } from "./phase-reader.ts";
import type { StorageRoom } from "./storage-room.ts";

/** What the page asks of the training worker. */
export type TrainingCommand =
  /** The first message, and another one for another experiment: its YAML or JSON text, and whether its run is kept. */
  | OpenCommand
  /** The first message instead: go on with a run that is kept. */
  | ResumeCommand
  | { readonly kind: "run" }
  | { readonly kind: "pause" }
  /** One step, then pause. */
  | { readonly kind: "step" }
  /** Seconds from the end of one step to the beginning of the next; 0 for as fast as it goes. */
  | { readonly kind: "pace"; readonly seconds: number }
  /** Back to the initial values. */
  | { readonly kind: "reset" }
  | ExtendCommand
  /** Tries to keep a run that is not kept. */
  | { readonly kind: "keep" }
  /** Asks for all that is recorded of the training, or of one of several. */
  | { readonly kind: "history"; readonly restart: number }
  /** Asks for the run as far as it has come, as a zip archive. */
  | { readonly kind: "archive" };

/** An experiment to be trained from its initial values. */
export interface OpenCommand {
  readonly kind: "open";
  readonly experiment: string;
  readonly isKept: boolean;
  /** A run whose worker had to be ended for this; dropped if it had only just begun. */
  readonly abandoned?: string;
}

/** A run to go on with. */
export interface ResumeCommand {
  readonly kind: "resume";
  readonly run: string;
}

/**
 * Goes on after its end, until so many steps are done in all, and, where there is a budget, so many shots fired: as
 * `qep train --resume RUN --steps BATCHES --set gradient.budget.shots=BUDGET`.
 */
export interface ExtendCommand {
  readonly kind: "extend";
  readonly batches: number;
  readonly budget?: number;
}

/** What the training worker tells the page. */
export type TrainingEvent =
  /** `experiment` is the text that was opened, or that of a run. */
  | { readonly kind: "opened"; readonly outline: ExperimentOutline; readonly experiment: string }
  | RestoredEvent
  /** The training is being kept under this name from now on, as a whole. */
  | { readonly kind: "kept"; readonly run: string }
  | UnkeptEvent
  | TrainingProgressEvent
  /** No step is under way, and none begins until it is told to. */
  | { readonly kind: "held" }
  | { readonly kind: "reset" }
  /** It is longer now, and goes on from its last checkpoint. */
  | { readonly kind: "extended"; readonly outline: ExperimentOutline; readonly restored: RestoredEvent }
  /** It cannot be made so long, and is as it was. */
  | { readonly kind: "refused"; readonly error: EngineError }
  | { readonly kind: "history"; readonly records: readonly HistoryRecord[] }
  | { readonly kind: "archive"; readonly archive: Uint8Array<ArrayBuffer> }
  /** `best` is the one of several trainings that is kept. */
  | { readonly kind: "finished"; readonly step: number; readonly best: number }
  | { readonly kind: "failed"; readonly error: EngineError };

/** The training goes on, but is not kept, or not any more. */
export interface UnkeptEvent {
  readonly kind: "unkept";
  readonly error: EngineError;
  /** How full the storage is, where the browser says. */
  readonly room?: StorageRoom;
}

/** What a run that is gone on with has behind it. */
export interface RestoredEvent {
  readonly kind: "restored";
  /** The training that goes on; of a run that has ended, the best. From 0; one that is not repeated is 0. */
  readonly restart: number;
  readonly step: number;
  readonly values: Float64Array;
  /** Of each of its trainings that has begun. */
  readonly curves: readonly RunCurves[];
  readonly isComplete: boolean;
}

/** The curves of a training: mean loss of the batch of each step, and the tests. */
export interface RunCurves {
  readonly losses: Float64Array;
  readonly tests: readonly TestPoint[];
}

/** Where a training stands; at most about fifteen a second. */
export interface TrainingProgressEvent {
  readonly kind: "progress";
  /** Which of several trainings, from 0. */
  readonly restart: number;
  /** Steps done. */
  readonly step: number;
  /** θ and trained inputs after the last step, in the order of the variables. */
  readonly values: Float64Array;
  /** Mean loss of each batch since the last event; the last one is of step `step − 1`. */
  readonly losses: Float64Array;
  /** Tests since the last event. */
  readonly tests: readonly TestPoint[];
  /** The phases of one sample of the last step, where they were read again for the page. */
  readonly readings?: PhaseReadings;
}

/** Exact scores on the test set, of the parameters before step `step`. */
export interface TestPoint {
  readonly step: number;
  readonly cost: number;
  /** Share of test samples whose largest output is the right one; absent where there are no phases to tell. */
  readonly maxChoice?: number;
  /** Mean probability of the right answer in a single shot. */
  readonly singleShot?: number;
}

/** An error on its way between threads: `code` of a `QepError`, or "internal". */
export interface EngineError {
  readonly code: string;
  readonly message: string;
}
