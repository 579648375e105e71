import type { Reading } from "./phase-reader.ts";

/** ‖ĝ − g‖/‖g‖ */
export function relativeError(estimate: readonly Reading[], exact: readonly number[]): number {
  return Math.hypot(...estimate.map(({ mean }, j) => mean - (exact[j] ?? 0))) / Math.hypot(...exact);
}
