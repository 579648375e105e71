import type { Sections } from "./complaint.ts";
import { crossChecks } from "./cross-checks.ts";
import { invalidExperiment } from "./experiment-issues.ts";
import { type ExperimentSource, isMapping, type Locate, plainSource } from "./experiment-source.ts";
import { explainIssues } from "./issue-messages.ts";
import { withOperatorFiles } from "./operator-files.ts";
import { applyOverrides } from "./overrides.ts";
import { type ExperimentConfig, experimentSchema } from "./schema.ts";
import { type SectionFile, withSection } from "./section-file.ts";
import { yamlSource } from "./yaml-source.ts";

/** A valid experiment: the resolved configuration, and where each part of it was written. */
export interface ParsedExperiment {
  readonly config: ExperimentConfig;
  readonly locate: Locate;
}

/** How to read an experiment. */
export interface ReadOptions {
  /** Name of the file, for error messages. */
  readonly file?: string;
  /** Changes made before validation, each `path=value` with the value in YAML: `training.batches=200`. */
  readonly overrides?: readonly string[];
  /** The laboratory it is meant for, in place of the section `platform`. */
  readonly platform?: SectionFile | undefined;
  /** The content of a file that an operator names; without it such operators are refused. */
  readonly readText?: (file: string) => string;
}

/**
 * Reads an experiment file.
 *
 * @param text YAML, or JSON
 * @returns the configuration with every default filled in
 * @throws QepError `invalid-experiment`, one for all that is wrong, each with file:line:column; `invalid-argument` for
 * an override that cannot be applied
 *
 * @example
 * const { config, locate } = parseExperiment(text, { file: "phase-sensor.yaml", overrides: ["seed=2"] });
 */
export function parseExperiment(text: string, options: ReadOptions = {}): ParsedExperiment {
  return validate(changed(yamlSource(text, options.file), options));
}

/**
 * Checks an experiment that is already data: of a TypeScript module, or the stored configuration of a run. Resolving a
 * resolved configuration changes nothing.
 *
 * @param value plain data; keys that are undefined count as left out
 * @throws QepError as {@link parseExperiment}, without line and column
 */
export function resolveExperiment(value: unknown, options: ReadOptions = {}): ParsedExperiment {
  return validate(changed(plainSource(value, options.file), options));
}

function changed(
  source: ExperimentSource,
  { overrides = [], platform, readText }: ReadOptions,
): ExperimentSource {
  const whole = platform ? withSection(source, "platform", platform) : source;
  const overridden = applyOverrides(whole, overrides);
  return readText ? withOperatorFiles(overridden, readText) : overridden;
}

function validate(source: ExperimentSource): ParsedExperiment {
  const parsed = experimentSchema.safeParse(source.value);
  const found = parsed.success ? [] : explainIssues(parsed.error.issues, experimentSchema, source);
  const config = parsed.success ? parsed.data : validSections(source.value);
  const issues = [...found, ...crossChecks(config, source)];
  if (!parsed.success || issues.length > 0) throw invalidExperiment(issues, source.file);
  return { config: parsed.data, locate: source.locate };
}

/** The sections that are valid although others are not, so that one error reports everything. */
function validSections(value: unknown): Sections {
  if (!isMapping(value)) return {};
  const entries = Object.entries(experimentSchema.shape).flatMap(([key, schema]) => {
    const section = schema.safeParse(value[key]);
    return section.success && Object.hasOwn(value, key) ? [[key, section.data] as const] : [];
  });
  return Object.fromEntries(entries);
}
