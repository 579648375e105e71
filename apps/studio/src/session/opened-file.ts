import { LONGEST_TEXT } from "./longest-text.ts";

/** An experiment from a file of the visitor's. */
export interface OpenedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads an experiment file. Nothing in it is run: a module, which the command line would run, is refused.
 *
 * @throws Error that says what is wrong with the file, for the visitor
 */
export async function openExperimentFile(file: File): Promise<OpenedFile> {
  const { name, size } = file;
  if (/\.[cm]?[jt]s$/i.test(name)) {
    throw new Error(
      `${name} is a program. Experiments here are data and never run code: open a YAML file, or train this one on the ` +
        `command line with "npx qep train ${name}".`,
    );
  }
  if (!/\.(ya?ml|json)$/i.test(name)) {
    throw new Error(`${name} is no experiment: its name should end in .yaml, .yml or .json.`);
  }
  if (size > LONGEST_TEXT) {
    throw new Error(`${name} has ${size} bytes, more than any experiment; at most ${LONGEST_TEXT} are read.`);
  }
  return { name, text: await file.text() };
}
