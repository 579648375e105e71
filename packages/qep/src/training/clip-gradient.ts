/**
 * Shortens a gradient to a largest length, in place, and leaves shorter ones alone: g ← g min(1, c/‖g‖).
 *
 * @param gradient finite, length P
 * @param norm ‖g‖, Euclidean
 * @param largest c > 0
 */
export function clipGradient(gradient: Float64Array, norm: number, largest: number): void {
  if (norm <= largest) return;
  for (let j = 0; j < gradient.length; j++) gradient[j] *= largest / norm;
}
