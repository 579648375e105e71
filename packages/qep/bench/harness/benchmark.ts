import type { Verdict } from "./verdict.ts";

/** One benchmark of the suite: a module exports it, the catalogue lists it. */
export interface Benchmark {
  /** What follows `npm run bench --`, kebab-case. */
  readonly name: string;
  /** One line: what is measured against what. */
  readonly description: string;
  /** True for those that only run when named: they take many minutes. */
  readonly isLong?: boolean;
  /** Its own flags with their defaults, all given as text. */
  readonly flags?: Readonly<Record<string, string>>;
  /**
   * Measures, and prints its own tables on the way.
   *
   * @throws PeerUnavailable where the program to compare with cannot be had here
   */
  run(options: BenchmarkOptions): Promise<BenchmarkOutcome>;
}

export interface BenchmarkOptions {
  /** How often every contender has its turn. */
  readonly rounds: number;
  readonly flags: Readonly<Record<string, string>>;
}

export interface BenchmarkOutcome {
  /** The figures that have a target. */
  readonly verdicts: readonly Verdict[];
  /** All that was measured, as plain data for bench-results/. */
  readonly measurements: unknown;
}

/** The program to compare with cannot be installed or run on this machine: the benchmark is skipped. */
export class PeerUnavailable extends Error {}
