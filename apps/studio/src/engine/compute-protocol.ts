import type { ComputeTaskName, ComputeTasks } from "./compute-tasks.ts";
import type { EngineError } from "./protocol.ts";

/** A task with the number under which it is answered. */
export type ComputeRequest<Names extends ComputeTaskName = ComputeTaskName> = {
  readonly [Name in Names]: {
    readonly id: number;
    readonly task: Name;
    readonly args: ComputeTasks[Name]["args"];
  };
}[Names];

/** The answer to a {@link ComputeRequest}, or how far it is. */
export type ComputeReply =
  | { readonly id: number; readonly kind: "progress"; readonly fraction: number }
  | { readonly id: number; readonly kind: "done"; readonly result: ComputeTasks[ComputeTaskName]["result"] }
  | { readonly id: number; readonly kind: "failed"; readonly error: EngineError };
