import { QepError } from "../base/errors.ts";

/** f(λ) = 1/ρ + Σ_j w_j/(d_j − λ) with ascending poles d_j, weights w_j > 0 and ρ > 0. */
export interface SecularFunction {
  readonly poles: Float64Array;
  readonly weights: Float64Array;
  readonly inverseRho: number;
}

const MAX_STEPS = 200;
const UNIT_ROUNDING = Number.EPSILON / 2;

/**
 * Root number `index` of a secular function: the one right of pole `index`.
 *
 * Steps interpolate f by c + s/(d_i − λ) + S/(d_{i+1} − λ), which takes the two poles beside the root as they are, within a
 * bracket that only shrinks. Distances are measured from the nearer pole, so that the differences d_j − λ, of which
 * eigenvectors are made, keep their relative accuracy.
 *
 * @param differences out: d_j − λ for every pole
 * @returns λ
 * @throws QepError not-converged (never seen on finite input)
 * @see Li, LAPACK Working Note 89 (1993); LAPACK dlaed4
 */
export function secularRoot(problem: SecularFunction, index: number, differences: Float64Array): number {
  const { poles } = problem;
  const { origin, leftPole, rightPole, originWeight, guess, ...bracket } = startOf(problem, index);
  for (const [j, pole] of poles.entries()) differences[j] = pole - origin;
  let { low, high } = bracket;
  let x = guess > low && guess < high ? guess : (low + high) / 2;
  let [before, usesMiddle] = [Number.POSITIVE_INFINITY, false];
  for (let step = 0; step < MAX_STEPS; step++) {
    const { value, psiSlope, phiSlope, bound } = evaluate(problem, index, differences, x);
    if (value <= 0) low = Math.max(low, x);
    else high = Math.min(high, x);
    const width = UNIT_ROUNDING * Math.min(Math.abs(low), Math.abs(high));
    if (Math.abs(value) <= UNIT_ROUNDING * bound || high - low <= width) {
      for (let j = 0; j < poles.length; j++) differences[j] = (differences[j] as number) - x;
      return origin + x;
    }
    if (Math.abs(value) > Math.abs(before) / 10) usesMiddle = !usesMiddle;
    before = value;
    const [toLeft, toRight] = [leftPole - x, rightPole - x];
    const slope = psiSlope + phiSlope;
    const gap = rightPole - leftPole;
    // Either both sums keep their slopes, or the pole at the origin keeps its weight.
    const constant = usesMiddle
      ? value - toLeft * psiSlope - toRight * phiSlope
      : leftPole === 0
        ? value - toRight * slope + (gap * originWeight) / (toLeft * toLeft)
        : value - toLeft * slope - (gap * originWeight) / (toRight * toRight);
    const next = x + interpolationStep(constant, value, slope, toLeft, toRight);
    x = next > low && next < high ? next : (low + high) / 2;
  }
  throw new QepError(
    "not-converged",
    `root ${index} of a secular equation of ${poles.length} poles was not found`,
  );
}

/** Where the search for a root begins; all but the origin are distances from it. */
interface Start {
  /** The nearer of the two poles beside the root. */
  readonly origin: number;
  readonly leftPole: number;
  readonly rightPole: number;
  /** Weight of the pole at the origin. */
  readonly originWeight: number;
  readonly low: number;
  readonly high: number;
  readonly guess: number;
}

/** The sign of f halfway between the poles says which of them is nearer. */
function startOf(problem: SecularFunction, index: number): Start {
  const { poles, weights, inverseRho } = problem;
  const left = poles[index] as number;
  const right = rightEnd(problem, index);
  const gap = right - left;
  const isLast = index + 1 === poles.length;
  const [own, next] = [weights[index] as number, isLast ? 0 : (weights[index + 1] as number)];
  let rest = inverseRho;
  for (let j = 0; j < poles.length; j++) {
    if (j === index || j === index + 1) continue;
    rest += (weights[j] as number) / ((poles[j] as number) - left - gap / 2);
  }
  const isLeftHalf = rest - (2 * (own - next)) / gap >= 0;
  if (isLeftHalf || isLast) {
    const [low, high] = isLeftHalf ? [0, gap / 2] : [gap / 2, gap];
    const guess = guessFromLeft(rest, gap, own, next);
    return { origin: left, leftPole: 0, rightPole: gap, originWeight: own, low, high, guess };
  }
  const guess = guessFromRight(rest, gap, own, next);
  return { origin: right, leftPole: -gap, rightPole: 0, originWeight: next, low: -gap / 2, high: 0, guess };
}

/** f at origin + x with the slopes of its sums left (ψ) and right (φ) of the root, and a bound on the rounding of f. */
function evaluate(
  { weights, inverseRho }: SecularFunction,
  index: number,
  differences: Float64Array,
  x: number,
) {
  let [psi, psiSlope, error] = [0, 0, 0];
  for (let j = 0; j <= index; j++) {
    const distance = (differences[j] as number) - x;
    const term = (weights[j] as number) / distance;
    psi += term;
    psiSlope += term / distance;
    error -= psi;
  }
  let [phi, phiSlope] = [0, 0];
  for (let j = weights.length - 1; j > index; j--) {
    const distance = (differences[j] as number) - x;
    const term = (weights[j] as number) / distance;
    phi += term;
    phiSlope += term / distance;
    error += phi;
  }
  const bound = error + 8 * (phi - psi) + 2 * inverseRho + Math.abs(x) * (psiSlope + phiSlope);
  return { value: inverseRho + psi + phi, psiSlope, phiSlope, bound };
}

/** A point that is not left of root `index`: the next pole, or the bound d + ρ Σw behind the last one. */
function rightEnd({ poles, weights, inverseRho }: SecularFunction, index: number): number {
  if (index + 1 < poles.length) return poles[index + 1] as number;
  return (poles[index] as number) + weights.reduce((sum, weight) => sum + weight, 0) / inverseRho;
}

/** The root of rest + w/(−x) + W/(gap − x); `rest` stands for all other poles. */
function guessFromLeft(rest: number, gap: number, own: number, next: number): number {
  const a = rest * gap + own + next;
  const b = own * gap;
  const root = Math.sqrt(Math.abs(a * a - 4 * b * rest));
  return a > 0 ? (2 * b) / (a + root) : (a - root) / (2 * rest);
}

/** The root of rest + w/(−gap − x) + W/(−x). */
function guessFromRight(rest: number, gap: number, own: number, next: number): number {
  const a = rest * gap - own - next;
  const b = next * gap;
  const root = Math.sqrt(Math.abs(a * a + 4 * b * rest));
  return a < 0 ? (2 * b) / (a - root) : -(a + root) / (2 * rest);
}

/** How far to go to the root of the interpolating function; Newton's step where rounding spoils that. */
function interpolationStep(
  constant: number,
  value: number,
  slope: number,
  toLeft: number,
  toRight: number,
): number {
  const a = (toLeft + toRight) * value - toLeft * toRight * slope;
  const b = toLeft * toRight * value;
  const root = Math.sqrt(Math.abs(a * a - 4 * b * constant));
  const step = constant === 0 ? b / a : a <= 0 ? (a - root) / (2 * constant) : (2 * b) / (a + root);
  return Number.isFinite(step) && value * step < 0 ? step : -value / slope;
}
