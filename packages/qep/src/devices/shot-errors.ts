import type { RandomStream } from "../base/random.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import type { BasisPlan } from "./basis-plan.ts";
import { flipAt } from "./outcome-words.ts";

/** How many of some shots give an outcome. */
export function shotsKept(shots: number, { shotLoss = 0 }: Imperfections, stream: RandomStream): number {
  if (shotLoss === 0) return shots;
  let kept = 0;
  for (let shot = 0; shot < shots; shot++) if (stream.uniform() >= shotLoss) kept++;
  return kept;
}

/** Whether each shot may come out differently. */
export function hasShotErrors({ depolarisation = 0, readout }: Imperfections): boolean {
  return depolarisation > 0 || [...(readout?.p01 ?? []), ...(readout?.p10 ?? [])].some((p) => p > 0);
}

/**
 * Depolarises each qubit of each shot with probability p: 𝟙/2 is the state after one of 1, X, Y, Z with probability ¼ each, and
 * such an error travels through the circuit of the basis to the bits whose measured string anticommutes with it.
 */
export function depolariseShots(
  outcomes: Uint32Array,
  p: number,
  plan: BasisPlan,
  stream: RandomStream,
): void {
  if (p === 0) return;
  for (let start = 0; start < outcomes.length; start += plan.words) {
    for (const { x, z } of plan.errors) {
      if (stream.uniform() >= p) continue;
      const error = stream.integer(4);
      if (error & 1) flipAt(outcomes, start, x);
      if (error & 2) flipAt(outcomes, start, z);
    }
  }
}

/** Reads each bit of each shot wrongly with the probability of its qubit and value. */
export function misreadShots(
  outcomes: Uint32Array,
  { p01, p10 }: NonNullable<Imperfections["readout"]>,
  words: number,
  stream: RandomStream,
): void {
  for (let start = 0; start < outcomes.length; start += words) {
    for (let qubit = 0; qubit < p01.length; qubit++) {
      const at = start + (qubit >> 5);
      const word = outcomes[at] as number;
      const isOne = (word >>> (qubit & 31)) & 1;
      const p = (isOne ? p10[qubit] : p01[qubit]) as number;
      if (p > 0 && stream.uniform() < p) outcomes[at] = word ^ (1 << (qubit & 31));
    }
  }
}
