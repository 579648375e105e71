import type { ResultFile, ResultFormat } from "../engine/result-files.ts";
import { ComputeClient } from "./compute-client.ts";
import { TrainingSession } from "./training.svelte.ts";

/** The training of what the visitor wrote; the phase sensor goes on beside it, if it does. */
class OwnTraining {
  readonly session = new TrainingSession();
  /** The experiment that was opened; empty before the first. */
  text = $state("");

  private readonly client = new ComputeClient();

  /** What the training came to so far, as a file. */
  async resultFile(format: ResultFormat): Promise<ResultFile> {
    const { values, losses, tests } = this.session;
    const result = { experiment: this.text, values, losses: Float64Array.from(losses), tests: [...tests] };
    return await this.client.compute("resultFile", { result, format });
  }

  /** Trains an experiment from its start. */
  begin(text: string): void {
    this.text = text;
    this.session.open(text);
    this.session.runWhenOpen();
  }
}

export const ownTraining = new OwnTraining();
