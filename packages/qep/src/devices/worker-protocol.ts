import type { KernelModule } from "../kernels/wasm-module.ts";
import type {
  Capabilities,
  ExactResponse,
  Measurement,
  MeasurementRequest,
  Selection,
  Setting,
} from "../propagation/device.ts";
import type { ErrorData } from "./error-data.ts";
import type { SimulatorOptions } from "./simulator.ts";
import type { StateObservation, StateRequestData } from "./state-observer.ts";
import type { SystemData } from "./system-data.ts";

/**
 * One end of a line between two threads, whatever the host calls them. Messages are plain data, copied by structured
 * clone, and arrive in the order they were posted.
 */
export interface Channel<Outgoing, Incoming> {
  /** Sends a message to the other end. Messages arrive in the order in which they were sent. */
  post(message: Outgoing): void;
  /** Sets the one receiver of messages. */
  onMessage(handler: (message: Incoming) => void): void;
  /** Sets the one receiver of failures: the other end died, or a message could not be read. */
  onError(handler: (error: Error) => void): void;
  /** Ends the line; the thread that has a thread at its other end ends that too. Reports no error. */
  close(): Promise<void>;
  /** Says whether an answer is awaited; a host that ends when nothing is left to do may end while none is. */
  keepAlive?(isAwaited: boolean): void;
}

/** First message to a worker: what to simulate, and with what. */
export interface OpenRequest {
  readonly kind: "open";
  readonly system: SystemData;
  /** The compiled module travels, not its bytes: compiling once is enough. */
  readonly kernels: KernelModule;
  readonly options: SimulatorOptions;
}

/** What a worker may be asked to compute, setting by setting. */
export type Work =
  | {
      readonly kind: "measure";
      readonly settings: readonly Setting[];
      readonly request: MeasurementRequest;
    }
  | {
      readonly kind: "respond";
      readonly settings: readonly Setting[];
      readonly directions: readonly Float64Array[];
      readonly observables: Selection;
    }
  | {
      readonly kind: "observe";
      readonly settings: readonly Setting[];
      readonly request: StateRequestData;
    };

/** Work with the number under which it is answered or cancelled. */
export type NumberedWork = Work & { readonly id: number };

/** Messages to a worker. It answers each in turn, except a cancelled one, which it drops. */
export type WorkerRequest = OpenRequest | NumberedWork | { readonly kind: "cancel"; readonly id: number };

/** Messages from a worker. */
export type WorkerReply =
  | { readonly kind: "opened"; readonly capabilities: Capabilities }
  | { readonly kind: "refused"; readonly error: ErrorData }
  | {
      readonly kind: "computed";
      readonly id: number;
      /** In the order of the settings; what they are follows from the kind of work. */
      readonly results: readonly Measurement[] | readonly ExactResponse[] | readonly StateObservation[];
    }
  | {
      readonly kind: "failed";
      readonly id: number;
      /** Which of the settings sent failed; those after it were not tried. */
      readonly position: number;
      readonly error: ErrorData;
    };
