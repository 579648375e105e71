import { type Findings, type Reproduction, type Verdict, verdictOf } from "./reproduction.ts";

/** A finished reproduction with all that its report says. */
export interface Report {
  readonly reproduction: Omit<Reproduction, "run">;
  readonly findings: Findings;
  readonly verdict: Verdict;
  readonly made: ReportOrigin;
}

/** How a report was made. */
export interface ReportOrigin {
  /** The command that makes it again. */
  readonly command: string;
  /** The same command for all results together. */
  readonly indexCommand: string;
  readonly version: string;
  /** For instance "node 24.21.0, linux x64, 2 cores, relaxed-simd kernels". */
  readonly host: string;
  /** Own training runs of each setting. */
  readonly runs: number;
  readonly isQuick: boolean;
  /** Where the published data came from in words, or null where there was none. */
  readonly reference: string | null;
}

export function reportOf(
  { run: _run, ...reproduction }: Reproduction,
  findings: Findings,
  made: ReportOrigin,
): Report {
  return { reproduction, findings, verdict: verdictOf(findings.comparisons), made };
}
