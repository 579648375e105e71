import { median } from "../../src/base/median.ts";

/** Repetitions of one piece of work. */
export interface Timing {
  /** Seconds. */
  readonly minimum: number;
  /** Seconds. */
  readonly median: number;
  /** The largest ‖Hψ − Eψ‖ of the states computed, where states are what is computed. */
  readonly maxResidual?: number;
}

/** One side of a comparison, in one setting. */
export interface Contender {
  readonly name: string;
  readonly side: "own" | "peer";
  /** Threads or processes it may use. */
  readonly threads: number;
  /** A warmed-up measurement of some repetitions. */
  measure(): Timing | Promise<Timing>;
}

export interface TimedContender extends Omit<Contender, "measure"> {
  readonly timing: Timing;
}

/**
 * Measures contenders in turns, there and back again, so that a change of the machine's load meets all of them and none
 * has a better place in the row.
 *
 * @returns one result a contender: the least minimum, the median of its medians, the worst residual
 */
export async function inTurns(contenders: readonly Contender[], rounds: number): Promise<TimedContender[]> {
  const timings: Timing[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const indices = contenders.map((_, index) => (round % 2 === 0 ? index : contenders.length - 1 - index));
    for (const index of indices) timings[index]?.push(await (contenders[index] as Contender).measure());
  }
  return contenders.map(({ name, side, threads }, index) => ({
    name,
    side,
    threads,
    timing: combine(timings[index] as Timing[]),
  }));
}

/** @param seconds of each repetition */
export function timingOf(seconds: readonly number[], maxResidual?: number): Timing {
  const times = { minimum: Math.min(...seconds), median: median(seconds) };
  return maxResidual === undefined ? times : { ...times, maxResidual };
}

/** How often a piece of work is repeated: until both limits are reached. */
export interface Repetition {
  readonly least: number;
  readonly seconds: number;
}

/** Seconds of each repetition; as `repeated` in peers/measurement.py. */
export function repeated(work: () => unknown, { least, seconds }: Repetition): number[] {
  const times: number[] = [];
  for (let total = 0; times.length < least || total < seconds; ) {
    const started = performance.now();
    work();
    const elapsed = (performance.now() - started) / 1000;
    times.push(elapsed);
    total += elapsed;
  }
  return times;
}

function combine(timings: readonly Timing[]): Timing {
  const residuals = timings.flatMap(({ maxResidual }) => maxResidual ?? []);
  return {
    minimum: Math.min(...timings.map(({ minimum }) => minimum)),
    median: median(timings.map((timing) => timing.median)),
    ...(residuals.length > 0 ? { maxResidual: Math.max(...residuals) } : {}),
  };
}
