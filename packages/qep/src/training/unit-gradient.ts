/**
 * The gradient's direction, g/‖g‖ in the Euclidean norm.
 *
 * Scaled by the largest entry first, so that squares neither overflow nor vanish.
 *
 * @param gradient finite, length P
 * @returns a vector of unit length, or undefined where the gradient is zero and has no direction
 */
export function unitGradient(gradient: Float64Array): Float64Array | undefined {
  let largest = 0;
  for (const g of gradient) largest = Math.max(largest, Math.abs(g));
  if (largest === 0) return undefined;
  const direction = gradient.map((g) => g / largest);
  let square = 0;
  for (const g of direction) square += g * g;
  const norm = Math.sqrt(square);
  return direction.map((g) => g / norm);
}
