import { QepError } from "../base/errors.ts";
import { type ComplexVector, solveShifted } from "../linalg/complex-solve.ts";
import { type ComplexMatrix, hermitianEigen } from "../linalg/hermitian-eigen.ts";

export interface ComplexNumber {
  readonly re: number;
  readonly im: number;
}

/** The ground state of H + βB continued to a complex β: right eigenvectors at β and at its conjugate. */
export interface ContinuedLevel {
  readonly energy: ComplexNumber;
  readonly right: ComplexVector;
  /** At the conjugate of β; its adjoint is the left eigenvector at β. */
  readonly left: ComplexVector;
}

/** Two-sided Rayleigh quotient iteration converges cubically; more steps mean that it lost its way. */
const MOST_ITERATIONS = 12;

/** Squared overlap with the state before, below which a step along β was too long. */
const LEAST_OVERLAP = 0.6;

/** Shortest step, relative to |β|. */
const SHORTEST_STEP = 1 / 256;

/**
 * Follows the ground state of the Hermitian H along β = s·target, s from 0 to 1, into the complex plane, where H + βB is
 * not Hermitian.
 *
 * @throws QepError not-converged where the state cannot be followed: another level is met on the way
 */
export function continueGroundLevel(
  hamiltonian: ComplexMatrix,
  perturbation: ComplexMatrix,
  target: ComplexNumber,
): ContinuedLevel {
  const { values, vectors } = hermitianEigen(hamiltonian);
  const n = hamiltonian.order;
  const ground = { re: vectors.re.slice(0, n), im: vectors.im.slice(0, n) };
  let level: ContinuedLevel = { energy: { re: values[0] as number, im: 0 }, right: ground, left: ground };
  let [reached, step] = [0, 1];
  while (reached < 1) {
    const next = Math.min(1, reached + step);
    const at = (sign: number) =>
      sumOf(hamiltonian, perturbation, { re: next * target.re, im: sign * next * target.im });
    const found = refine(at(1), at(-1), level);
    if (found && squaredOverlap(found.right, level.right) > LEAST_OVERLAP) {
      level = found;
      reached = next;
      continue;
    }
    step /= 2;
    if (step < SHORTEST_STEP) throw lost(target);
  }
  return level;
}

/** Two-sided Rayleigh quotient iteration from a state nearby; undefined where it does not settle. */
function refine(
  matrix: ComplexMatrix,
  conjugate: ComplexMatrix,
  start: ContinuedLevel,
): ContinuedLevel | undefined {
  let { right, left } = start;
  let energy = generalisedMean(left, matrix, right);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    right = normalised(solveShifted(matrix, energy, right));
    left = normalised(solveShifted(conjugate, { re: energy.re, im: -energy.im }, left));
    const next = generalisedMean(left, matrix, right);
    const change = Math.hypot(next.re - energy.re, next.im - energy.im);
    energy = next;
    if (change <= 1e-14 * (1 + Math.hypot(energy.re, energy.im))) return { energy, right, left };
  }
  return undefined;
}

/** ⟨L|A|R⟩/⟨L|R⟩, analytic in β for states that are. */
export function generalisedMean(
  left: ComplexVector,
  matrix: ComplexMatrix,
  right: ComplexVector,
): ComplexNumber {
  const above = innerProduct(left, product(matrix, right));
  const below = innerProduct(left, right);
  const square = below.re ** 2 + below.im ** 2;
  return {
    re: (above.re * below.re + above.im * below.im) / square,
    im: (above.im * below.re - above.re * below.im) / square,
  };
}

function product({ order: n, re, im }: ComplexMatrix, v: ComplexVector): ComplexVector {
  const result = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    let [real, imaginary] = [0, 0];
    for (let j = 0; j < n; j++) {
      const [a, b] = [re[i * n + j] as number, im[i * n + j] as number];
      real += a * (v.re[j] as number) - b * (v.im[j] as number);
      imaginary += a * (v.im[j] as number) + b * (v.re[j] as number);
    }
    result.re[i] = real;
    result.im[i] = imaginary;
  }
  return result;
}

/** ⟨a|b⟩. */
function innerProduct(a: ComplexVector, b: ComplexVector): ComplexNumber {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.re.length; i++) {
    const [ar, ai] = [a.re[i] as number, a.im[i] as number];
    const [br, bi] = [b.re[i] as number, b.im[i] as number];
    re += ar * br + ai * bi;
    im += ar * bi - ai * br;
  }
  return { re, im };
}

function normalised(v: ComplexVector): ComplexVector {
  const largest = v.re.reduce((most, x, i) => Math.max(most, Math.abs(x), Math.abs(v.im[i] as number)), 0);
  const scaled = { re: v.re.map((x) => x / largest), im: v.im.map((x) => x / largest) };
  const norm = Math.sqrt(innerProduct(scaled, scaled).re);
  return { re: scaled.re.map((x) => x / norm), im: scaled.im.map((x) => x / norm) };
}

/** |⟨a|b⟩|² of normalised vectors. */
function squaredOverlap(a: ComplexVector, b: ComplexVector): number {
  const { re, im } = innerProduct(a, b);
  return re * re + im * im;
}

/** A + βB. */
function sumOf(a: ComplexMatrix, b: ComplexMatrix, beta: ComplexNumber): ComplexMatrix {
  return {
    order: a.order,
    re: a.re.map((x, k) => x + beta.re * (b.re[k] as number) - beta.im * (b.im[k] as number)),
    im: a.im.map((x, k) => x + beta.re * (b.im[k] as number) + beta.im * (b.re[k] as number)),
  };
}

function lost({ re, im }: ComplexNumber): QepError {
  return new QepError(
    "not-converged",
    `the ground state cannot be followed to the complex nudge β = ${re} + ${im}i: it meets another level on the way. ` +
      "Take a smaller radius, below the gap to the states that the nudge couples over the size of the nudge.",
    { re, im },
  );
}
