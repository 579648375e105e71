import type { ConfigPath } from "./experiment-issues.ts";
import { type ExperimentSource, isMapping } from "./experiment-source.ts";
import { yamlSource } from "./yaml-source.ts";

/** The text of a file that holds one section of an experiment. */
export interface SectionFile {
  readonly text: string;
  readonly file: string;
}

/**
 * Puts a section of an experiment in place from a file of its own; what the experiment had there is gone.
 *
 * @returns a new source; the section is located in its own file
 * @throws QepError invalid-experiment where the text is no YAML
 */
export function withSection(
  source: ExperimentSource,
  section: string,
  { text, file }: SectionFile,
): ExperimentSource {
  const own = yamlSource(text, file);
  const isOwn = (path: ConfigPath) => path[0] === section;
  return {
    ...source,
    value: { ...(isMapping(source.value) ? source.value : {}), [section]: own.value },
    locate: (path, index) => (isOwn(path) ? own.locate(path.slice(1), index) : source.locate(path, index)),
    locateKey: (path) => (isOwn(path) ? own.locateKey(path.slice(1)) : source.locateKey(path)),
  };
}
