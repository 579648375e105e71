/** Two significant digits: 0.033, 4.8, 120, 1.3e-9, 6.2e5. */
export function brief(value: number): string {
  if (Math.abs(value) >= 1e5) return value.toExponential(1).replace("e+", "e");
  return String(Number(value.toPrecision(2)));
}

/** A whole number that is read at a glance: 950, 45 000, 1.2e6. */
export function countText(count: number): string {
  if (count >= 1e6) return brief(count);
  return String(count).replace(/\B(?=(\d{3})+$)/g, " ");
}

/** A number of things: 1 sample, 3 samples. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** A part of one: 0.975 is "97.5 %". */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** A time: 4.2 s, 42 s, 5 min, 2.5 h. */
export function timeText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
