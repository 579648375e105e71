import type { ConfigPath } from "./experiment-issues.ts";
import type { ExperimentConfig } from "./schema.ts";

/** The sections of an experiment that are valid by themselves. */
export type Sections = Partial<ExperimentConfig>;

/** One thing that does not fit: where, and what to do; `ofKey` where the key itself is to blame, not its value. */
export interface Complaint {
  readonly path: ConfigPath;
  readonly message: string;
  readonly ofKey?: boolean;
}

/** What a check sees: the valid sections, and whether a section was written at all. */
export interface Written {
  readonly config: Sections;
  readonly has: (section: keyof ExperimentConfig) => boolean;
  /** Path of an operating point as it was written: `at` alone may stand for a list of one. */
  readonly pointPath: (index: number) => ConfigPath;
}
