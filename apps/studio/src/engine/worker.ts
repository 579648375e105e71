import type { KernelModule } from "qep";
import { BrowserRuns } from "qep/browser";
import { ComputeEngine } from "./compute-engine.ts";
import type { ComputeReply, ComputeRequest } from "./compute-protocol.ts";
import type { ComputeTaskName, ComputeTasks, TaskComputer } from "./compute-tasks.ts";
import { engineError } from "./engine-error.ts";
import { hostName } from "./host-name.ts";
import { openKernels } from "./open-kernels.ts";
import type { TrainingCommand, TrainingEvent } from "./protocol.ts";
import { RunKeeper } from "./run-keeper.ts";
import { storageRoom } from "./storage-room.ts";
import { TrainingEngine } from "./training-engine.ts";
import { WalkEngine } from "./walk-engine.ts";
import type { WalkCommand, WalkEvent } from "./walk-protocol.ts";
import { pagePort } from "./worker-port.ts";

/** Names that the page gives its workers: what they are for. One script for both, so that it is loaded once. */
export type WorkerRole = "training" | "compute" | "walk";

function serveTraining(): void {
  const port = pagePort<TrainingCommand, TrainingEvent>();
  const place = {
    // The variant that gives the same numbers everywhere, so that runs may move between hosts.
    kernels: (variant: KernelModule["variant"] = "simd") => openKernels(variant),
    keeper: new RunKeeper(() => BrowserRuns.open(), storageRoom),
    host: { qep: __QEP_VERSION__, host: hostName(), workers: 1 },
  };
  const engine = new TrainingEngine(place, port.post);
  port.onMessage((command) => engine.handle(command));
}

function serveComputations(): void {
  const port = pagePort<ComputeRequest, ComputeReply>();
  const engine = openKernels().then((opened) => new ComputeEngine(opened));
  port.onMessage(async (request) => {
    const { id } = request;
    try {
      const onProgress = (fraction: number) => port.post({ id, kind: "progress", fraction });
      port.post({ id, kind: "done", result: await answer(await engine, request, onProgress) });
    } catch (error) {
      port.post({ id, kind: "failed", error: engineError(error) });
    }
  });
}

function answer<Name extends ComputeTaskName>(
  computer: TaskComputer,
  { task, args }: ComputeRequest<Name>,
  onProgress: (fraction: number) => void,
): Promise<ComputeTasks[Name]["result"]> {
  return computer[task](args, onProgress);
}

function serveWalks(): void {
  const port = pagePort<WalkCommand, WalkEvent>();
  // As trainings are: the same numbers everywhere.
  const engine = openKernels("simd").then((opened) => new WalkEngine(opened, port.post));
  port.onMessage(async (command) => {
    try {
      (await engine).handle(command);
    } catch (error) {
      port.post({ kind: "failed", walker: command.walker, error: engineError(error) });
    }
  });
}

const SERVICES: Readonly<Record<WorkerRole, () => void>> = {
  training: serveTraining,
  compute: serveComputations,
  walk: serveWalks,
};

SERVICES[self.name as WorkerRole]();
