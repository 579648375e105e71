import type { ResultFormat } from "../engine/result-files.ts";
import { ComputeClient } from "./compute-client.ts";
import { pictureOf } from "./picture.ts";
import { saveFile } from "./save-file.ts";
import type { TrainingSession } from "./training.svelte.ts";

const client = new ComputeClient();

/** Saves the run of a training as far as it has come, as a zip archive that the studio and the command line go on with. */
export async function saveRun(session: TrainingSession): Promise<void> {
  const archive = await session.archive();
  const name = session.keptAs ?? session.outline?.title ?? "run";
  if (archive) saveFile(`${name.replaceAll(/[^\w.-]+/g, "-")}.zip`, archive, "application/zip");
}

/**
 * Saves what a training came to so far.
 *
 * @param as figures are SVG, or pictures
 * @throws Error that says what is wrong, for the visitor
 */
export async function saveResult(
  session: TrainingSession,
  format: ResultFormat,
  as: "file" | "PNG" = "file",
): Promise<void> {
  const { text, values } = session;
  const history = await session.history();
  const result = { experiment: text, values: values.slice(), history };
  const file = await client.compute("resultFile", { result, format });
  if (as === "file") saveFile(file.name, file.content, file.type);
  else saveFile(file.name.replace(".svg", ".png"), await pictureOf(String(file.content)), "image/png");
}
