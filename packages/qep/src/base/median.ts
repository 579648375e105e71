/**
 * The middle value, or the mean of the two middle ones; it does not follow a few extreme values as the mean does.
 *
 * @param values at least one, finite, in any order
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
