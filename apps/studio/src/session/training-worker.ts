import type { HistoryRecord } from "qep";
import type { OpenCommand, ResumeCommand, TrainingCommand, TrainingEvent } from "../engine/protocol.ts";
import { startWorker } from "./start-worker.ts";

/** What a training says without being asked. */
export type ToldEvent = Exclude<TrainingEvent, { readonly kind: "history" | "archive" }>;

/** The worker of one training, and what it was asked. */
export class TrainingWorker {
  private readonly worker: Worker;
  private historyAsked: ((records: readonly HistoryRecord[]) => void)[] = [];
  private archiveAsked: ((archive: Uint8Array<ArrayBuffer>) => void)[] = [];

  /**
   * @param opening what it begins with
   * @param receive is called with all else that it tells
   */
  constructor(opening: OpenCommand | ResumeCommand, receive: (event: ToldEvent) => void) {
    this.worker = startWorker<TrainingEvent>(
      "training",
      (event) => {
        if (event.kind === "history") this.historyAsked.shift()?.(event.records);
        else if (event.kind === "archive") this.archiveAsked.shift()?.(event.archive);
        else receive(event);
      },
      (message) => receive({ kind: "failed", error: { code: "device-failed", message } }),
    );
    this.send(opening);
  }

  send(command: TrainingCommand): void {
    this.worker.postMessage(command);
  }

  /** All that is recorded of a training. @param restart which of several, from 0 */
  history(restart: number): Promise<readonly HistoryRecord[]> {
    return new Promise((resolve) => {
      this.historyAsked.push(resolve);
      this.send({ kind: "history", restart });
    });
  }

  /** The run as far as it has come, as a zip archive of its directory. */
  archive(): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve) => {
      this.archiveAsked.push(resolve);
      this.send({ kind: "archive" });
    });
  }

  /** Ends it, at once and whatever it computes; it answers nothing any more. */
  end(): void {
    this.worker.terminate();
  }
}
