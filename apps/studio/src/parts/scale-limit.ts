/** The least of 0.1, 0.2, 0.5, 1, 2, 5, 10, … that no value exceeds: a scale that seldom jumps. */
export function scaleLimit(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let decade = 0.1; ; decade *= 10) {
    const limit = [1, 2, 5]
      .map((digit) => Number((digit * decade).toPrecision(1)))
      .find((end) => largest <= end);
    if (limit !== undefined) return limit;
  }
}
