/**
 * Coefficients of e^{−z(1+x)} in Chebyshev polynomials on −1 ≤ x ≤ 1, where it is at most 1:
 *
 *     e^{−z(1+x)} = Σ_k c_k T_k(x),   c_0 = e^{−z} I_0(z),   c_k = 2 (−1)^k e^{−z} I_k(z)
 *
 * with the modified Bessel functions from Miller's backward recurrence I_{k−1} = I_{k+1} + (2k/z) I_k, normalised by
 * Σ_k |c_k| = 1 (the value at x = −1). All terms have one sign, so every coefficient is accurate to rounding.
 *
 * @param z above 10⁻¹⁰⁰
 * @param tolerance bound on the error on the whole interval, and on that of the derivative with respect to the operator that
 * x stands for, per unit of z: Σ k² |c_k| of what is left out is at most tolerance·min(1, z)
 * @returns c_0 … c_K; K grows as z where that is small, as √(2 z ln(1/tolerance)) where it is large
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 9.6.34, 9.6.26; Tal-Ezer & Kosloff, J. Chem. Phys. 81, 3967
 * (1984)
 */
export function exponentialCoefficients(z: number, tolerance: number): Float64Array {
  const bessel = scaledBessel(z);
  let [kept, tail] = [bessel.length, 0];
  while (kept > 1) {
    const order = kept - 1;
    tail += 2 * order * order * (bessel[order] as number);
    if (tail > tolerance * Math.min(1, z)) break;
    kept--;
  }
  return bessel.slice(0, kept).map((value, k) => (k === 0 ? value : k % 2 === 0 ? 2 * value : -2 * value));
}

/** Orders from here on are below 10⁻³⁰: as e^{−k²/2z} for large z, as (z/2)^k/k! for small z. */
const orderOfNothing = (z: number) => Math.ceil(60 + Math.sqrt(160 * z));

/** The recurrence grows downwards and is scaled back in time for another factor 2k/z. */
const LARGE = 1e150;

/** e^{−z} I_k(z) for k from 0 to where nothing is left. */
function scaledBessel(z: number): Float64Array {
  const orders = orderOfNothing(z);
  const values = new Float64Array(orders + 1);
  let [above, current, sum] = [0, 1, 0];
  for (let k = orders; k > 0; k--) {
    if (current > LARGE) {
      for (let j = k + 1; j <= orders; j++) values[j] = (values[j] as number) / current;
      [above, sum, current] = [above / current, sum / current, 1];
    }
    values[k] = current;
    sum += 2 * current;
    [above, current] = [current, above + ((2 * k) / z) * current];
  }
  values[0] = current;
  sum += current;
  return values.map((value) => value / sum);
}
