import { TrainingSession } from "./training.svelte.ts";

/** The training of what the visitor wrote; the phase sensor goes on beside it, if it does. */
class OwnTraining {
  readonly session = new TrainingSession();
  /** The experiment that was opened; empty before the first. */
  text = $state("");

  /** Trains an experiment from its start. */
  begin(text: string): void {
    this.text = text;
    this.session.open(text);
    this.session.runWhenOpen();
  }
}

export const ownTraining = new OwnTraining();
