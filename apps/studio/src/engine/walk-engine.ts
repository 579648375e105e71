import {
  type Device,
  type Experiment,
  isQepError,
  type Kernels,
  simulatedDevice,
  trainExperiment,
} from "qep";
import { engineError } from "./engine-error.ts";
import { letMessagesIn } from "./let-messages-in.ts";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import { Pace } from "./pace.ts";
import type { WalkCommand, WalkEvent } from "./walk-protocol.ts";

interface Walker {
  readonly pace: Pace;
  readonly stop: AbortController;
  /** Whether it was ever told to walk. */
  isTold: boolean;
}

/** The experiment that is walked, on its device. */
interface Ground {
  readonly text: string;
  readonly experiment: Experiment;
  readonly device: Device;
}

/**
 * Trains one experiment from several starts, step by step in turn. Each walk is the library's `trainExperiment`; they
 * share a simulator, whose answers depend on nothing but the setting.
 */
export class WalkEngine {
  private readonly kernels: Kernels;
  private readonly post: (event: WalkEvent) => void;
  private readonly walkers = new Map<number, Walker>();
  private ground: Ground | undefined;

  /** @param post sends an event to the page */
  constructor(kernels: Kernels, post: (event: WalkEvent) => void) {
    this.kernels = kernels;
    this.post = post;
  }

  /** Does as told; what goes wrong is an event. */
  handle(command: WalkCommand): void {
    const { walker } = command;
    try {
      if (command.kind === "place") this.place(command);
      else this.obey(command);
    } catch (error) {
      this.post({ kind: "failed", walker, error: engineError(error) });
    }
  }

  private place({ walker, experiment: text, start }: Extract<WalkCommand, { kind: "place" }>): void {
    const { experiment, device } = this.open(text);
    const own: Walker = {
      pace: new Pace(() => {
        // That it waits for its first step is no answer to a pause, which may be on its way.
        if (own.isTold) this.post({ kind: "held", walker });
      }),
      stop: new AbortController(),
      isTold: false,
    };
    this.walkers.get(walker)?.stop.abort();
    this.walkers.set(walker, own);
    const begun = { ...experiment, variables: { ...experiment.variables, initial: start } };
    void this.walk(walker, own, begun, device);
  }

  private obey(command: Exclude<WalkCommand, { kind: "place" }>): void {
    const own = this.walkers.get(command.walker);
    if (own && (command.kind === "run" || command.kind === "step")) own.isTold = true;
    switch (command.kind) {
      case "run":
        own?.pace.run();
        return;
      case "pause":
        own?.pace.pause();
        return;
      case "step":
        own?.pace.step();
        return;
      case "pace":
        own?.pace.setInterval(command.seconds);
        return;
      case "remove":
        own?.stop.abort();
        this.walkers.delete(command.walker);
    }
  }

  private async walk(
    walker: number,
    { pace, stop: { signal } }: Walker,
    experiment: Experiment,
    device: Device,
  ): Promise<void> {
    try {
      await pace.begin(signal);
      const { isComplete, metrics } = await trainExperiment(experiment, device, {
        signal,
        onProgress: async ({ record, values }) => {
          if (!signal.aborted) this.post({ kind: "stepped", walker, loss: record.cost, values });
          await letMessagesIn();
          await pace.turn(signal);
        },
      });
      if (isComplete) this.post({ kind: "arrived", walker, loss: metrics?.cost ?? null });
    } catch (error) {
      if (!isQepError(error, "aborted")) this.post({ kind: "failed", walker, error: engineError(error) });
    }
  }

  private open(text: string): Ground {
    if (this.ground?.text !== text) {
      const experiment = readExperiment(text);
      const device = simulatedDevice(openSimulator(experiment, this.kernels), experiment);
      this.ground = { text, experiment, device };
    }
    return this.ground;
  }
}
