/** Probability with which {@link LevelExclusion} may err, over the draw of the random start. */
const RISK = 1e-9;

/**
 * Follows a Lanczos run from a random start and says when no eigenvalue at or below a given energy can be there.
 *
 * After k steps, with p_j the orthonormal polynomials of the start's spectral measure (known from α and β), an eigenvalue
 * λ has weight |⟨λ|start⟩|² ≤ 1/Σ_{j≤k} p_j(λ)² (Christoffel). Below the lowest Ritz value the p_j grow as λ falls. So once
 * Σ p_j(E)² exceeds 1/w, an eigenvalue ≤ E would need a weight less than w. A start drawn uniformly from the unit
 * sphere of dimension D gives a state less than w with probability at most D w (complex) or √(2 D w/π) (real); w is
 * chosen to make this 10⁻⁹. No gap and no convergence is assumed. O(1) a step.
 *
 * @see Szegő, Orthogonal Polynomials, section 3.41; Kuczyński & Woźniakowski, SIAM J. Matrix Anal. Appl. 13, 1094 (1992)
 */
export class LevelExclusion {
  readonly energy: number;
  private readonly bound: number;
  private sum = 1;
  private previous = 0;
  private current = 1;
  private coupling = 0;
  private isBelowRitz = true;

  /**
   * @param energy E
   * @param dimension D of the space that the start was drawn from
   */
  constructor(energy: number, dimension: number, isComplex: boolean) {
    this.energy = energy;
    const weight = isComplex ? RISK / dimension : (Math.PI * RISK ** 2) / (2 * dimension);
    this.bound = 1 / weight;
  }

  /**
   * Takes the numbers of the next step, H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1}.
   *
   * @returns true where all eigenvalues are above E
   */
  excludes(alpha: number, beta: number): boolean {
    const next = ((this.energy - alpha) * this.current - this.coupling * this.previous) / beta;
    // Sturm: the signs alternate exactly while E is below all Ritz values.
    this.isBelowRitz &&= next * this.current < 0;
    [this.previous, this.current, this.coupling] = [this.current, next, beta];
    this.sum += next * next;
    return this.isBelowRitz && this.sum > this.bound;
  }
}

/** Bisections: the bound is as sharp as 10⁻⁹ of the interval it is searched in. */
const BISECTIONS = 30;

/**
 * The highest energy, of those a bisection looks at, that all eigenvalues are above, by {@link LevelExclusion}.
 *
 * @param alpha α_j of an unbroken run from a random start
 * @param beta β_j
 * @param ritz lowest Ritz value of that run
 * @param width how far below it to look: a bound of the norm
 * @returns −∞ where the run says nothing
 */
export function excludedBelow(
  { alpha, beta }: { readonly alpha: readonly number[]; readonly beta: readonly number[] },
  ritz: number,
  width: number,
  { dimension, isComplex }: { readonly dimension: number; readonly isComplex: boolean },
): number {
  const isExcluded = (energy: number): boolean => {
    const exclusion = new LevelExclusion(energy, dimension, isComplex);
    return alpha.some((value, j) => exclusion.excludes(value, beta[j] as number));
  };
  let [below, above] = [ritz - width, ritz];
  if (!isExcluded(below)) return Number.NEGATIVE_INFINITY;
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = (below + above) / 2;
    if (isExcluded(middle)) below = middle;
    else above = middle;
  }
  return below;
}
