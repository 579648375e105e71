import type { ConfigPath } from "qep";
import { ComputeClient } from "../../session/compute-client.ts";
import { draft } from "../../session/draft.svelte.ts";
import { linkedExperiment } from "../../session/experiment-link.ts";
import { openExperimentFile } from "../../session/opened-file.ts";
import { ownTraining } from "../../session/own-training.svelte.ts";
import { saveFile } from "../../session/save-file.ts";
import { setValue } from "./edit-yaml.ts";

/** Files of numbers: a table that the experiment reads, or parameters to start from. */
const NUMBERS = /\.(csv|npz)$/i;

/** What the visitor does with the draft: open, save, train; and what is said about it. */
export class Making {
  notice = $state("Nothing runs until you press Train.");
  /** The notice is a refusal. */
  isRefused = $state(false);
  private readonly client = new ComputeClient();

  tell(message: string): void {
    this.notice = message;
    this.isRefused = false;
  }

  refuse(error: unknown): void {
    this.notice = error instanceof Error ? error.message : String(error);
    this.isRefused = true;
  }

  /** The experiment in the address of the page, if there is one. */
  openLink(): void {
    try {
      const text = linkedExperiment(location.hash);
      if (text === undefined) return;
      draft.open(text, { kind: "link" });
      this.tell("Opened from a link. Nothing runs until you press Train.");
    } catch (error) {
      this.refuse(error);
    }
  }

  /** An experiment, the table that it reads, or parameters to start from. */
  async openFile(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      if (!NUMBERS.test(file.name)) await this.openExperiment(file);
      else if (draft.wantedFile) await this.takeTable(file);
      else await this.takeParameters(file);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** The present text as a file. */
  save(): void {
    const { source } = draft;
    const name = source.kind === "link" ? "experiment" : source.name.replace(/\.(ya?ml|json)$/, "");
    saveFile(`${name}.yaml`, draft.text, "application/yaml");
  }

  train(): void {
    ownTraining.open(draft.text);
    ownTraining.runWhenOpen();
  }

  close(): void {
    this.client.close();
  }

  private async openExperiment(file: File): Promise<void> {
    const { name, text } = await openExperimentFile(file);
    draft.open(text, { kind: "file", name });
    this.tell(`Opened ${name}. Nothing runs until you press Train.`);
  }

  private async takeTable(file: File): Promise<void> {
    this.write([{ path: ["data", "columns"], value: await draft.readColumns(file) }]);
    this.tell(`The numbers of ${file.name} are a part of the experiment now.`);
  }

  private async takeParameters(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const args = { experiment: draft.text, name: file.name, bytes };
    this.write(await this.client.compute("startingValues", args));
    this.tell(
      `The training starts at the parameters of ${file.name} now: they are the initial values in the file.`,
    );
  }

  private write(changes: readonly { readonly path: ConfigPath; readonly value: unknown }[]): void {
    draft.write(changes.reduce((text, { path, value }) => setValue(text, path, value), draft.text));
  }
}
