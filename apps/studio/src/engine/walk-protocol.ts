import type { EngineError } from "./protocol.ts";

/** What the page asks of the worker in which walkers walk; each walker has a number of its own. */
export type WalkCommand =
  /** Puts a walker at its start: θ and trained inputs. All walkers of a worker walk the same experiment. */
  | {
      readonly kind: "place";
      readonly walker: number;
      readonly experiment: string;
      readonly start: Float64Array;
    }
  | { readonly kind: "run"; readonly walker: number }
  | { readonly kind: "pause"; readonly walker: number }
  /** One step, then pause. */
  | { readonly kind: "step"; readonly walker: number }
  /** Seconds between two steps. */
  | { readonly kind: "pace"; readonly walker: number; readonly seconds: number }
  | { readonly kind: "remove"; readonly walker: number };

/** What a walker tells the page. */
export type WalkEvent =
  /** A step was made: the loss before it, and θ and trained inputs after it. */
  | {
      readonly kind: "stepped";
      readonly walker: number;
      readonly loss: number;
      readonly values: Float64Array;
    }
  /** It stands, until it is told to walk. */
  | { readonly kind: "held"; readonly walker: number }
  /** All steps are done; the loss where it stands. */
  | { readonly kind: "arrived"; readonly walker: number; readonly loss: number | null }
  | { readonly kind: "failed"; readonly walker: number; readonly error: EngineError };
