import { QepError } from "../base/errors.ts";
import type { Vector } from "../kernels/kernels.ts";
import { exponentialCoefficients } from "../linalg/exponential-coefficients.ts";
import { type HermitianProblem, notFinite } from "./problem.ts";
import { type SpectralBounds, spectralBounds } from "./spectral-bounds.ts";

/** How e^{−H/2T} is expanded; immutable. */
export interface ThermalExpansion {
  /** An interval that should hold the spectrum; its lower end within a few T of E0. */
  readonly bounds: SpectralBounds;
  /** T > 0, in the unit of energy. */
  readonly temperature: number;
  /** Bound on the error of the result, relative to the norm of a typical result. */
  readonly tolerance: number;
  /** Applications of H allowed. */
  readonly maxIterations: number;
}

/** A thermal vector in the vector that was passed in. */
export interface ThermalVector {
  /** ln⟨r|e^{−H/T}|r⟩ of the normalised start. */
  readonly logWeight: number;
  /** Applications of H. */
  readonly iterations: number;
  /** The interval that was used, wider than the one given where that left out a level. */
  readonly bounds: SpectralBounds;
}

/** The derivative of a thermal vector along H + νB. */
export interface ThermalDerivative {
  /** target ← B|vector⟩ */
  readonly applyPerturbation: (vector: Vector, target: Vector) => void;
  /** Overwritten with d/dν e^{−(H+νB)/2T}|r⟩ at ν = 0, divided by the norm of the thermal vector. */
  readonly result: Vector;
}

/**
 * A canonical thermal vector |ψ⟩ = e^{−H/2T}|r⟩, normalised, by the Chebyshev expansion of the exponential:
 *
 *     e^{−(H−a)/2T} = Σ_k c_k T_k(h),   h = (2H − a − b)/(b − a),   T_{k+1}(h)|r⟩ = 2h T_k(h)|r⟩ − T_{k−1}(h)|r⟩
 *
 * Memory is three vectors beside start and result, and the error is bounded beforehand. Differentiated term by term the
 * recurrence gives the exact derivative along H + νB, for one more product with H and one with B a term.
 *
 * @param start |r⟩, any norm but zero; not changed
 * @param result overwritten with |ψ⟩/‖ψ‖
 * @throws QepError not-converged, before any work, where more products are needed than `maxIterations`, and where
 * something is not finite
 * @see Sugiura & Shimizu, Phys. Rev. Lett. 111, 010401 (2013); Tal-Ezer & Kosloff, J. Chem. Phys. 81, 3967 (1984)
 */
export function thermalVector(
  problem: HermitianProblem,
  start: Vector,
  result: Vector,
  expansion: ThermalExpansion,
  derivative?: ThermalDerivative,
): ThermalVector {
  const { kernels, layout } = problem;
  const { bounds, temperature, tolerance, maxIterations } = expansion;
  const interval = intervalOf(bounds, temperature);
  // The smallest result is the ground state's part of the start, 1/√D of it.
  const share = tolerance / Math.sqrt(layout.dimension);
  const coefficients = exponentialCoefficients(interval.halfWidth / (2 * temperature), share);
  const iterations = (coefficients.length - 1) * (derivative ? 2 : 1);
  if (iterations > maxIterations) throw tooCold(temperature, iterations, maxIterations);
  const outlier = expand(problem, interval, coefficients, start, result, derivative);
  if (outlier) {
    const wider = { ...expansion, bounds: union(bounds, spectralBounds(problem, outlier, temperature)) };
    kernels.release(outlier);
    const again = thermalVector(problem, start, result, wider, derivative);
    return { ...again, iterations: iterations + again.iterations };
  }
  const norm = Math.sqrt(kernels.dot(result, result));
  kernels.scale(1 / norm, result, result);
  if (derivative) kernels.scale(1 / norm, derivative.result, derivative.result);
  return { logWeight: 2 * Math.log(norm) - bounds.lower / temperature, iterations, bounds };
}

interface Interval {
  readonly centre: number;
  readonly halfWidth: number;
}

/** Narrower than this part of T, the exponential is one to rounding, but its derivative still needs a scale. */
const NARROWEST = 1e-6;

function intervalOf({ lower, upper }: SpectralBounds, temperature: number): Interval {
  const halfWidth = Math.max((upper - lower) / 2, NARROWEST * temperature);
  return { centre: lower + halfWidth, halfWidth };
}

function union(a: SpectralBounds, b: SpectralBounds): SpectralBounds {
  return { lower: Math.min(a.lower, b.lower), upper: Math.max(a.upper, b.upper) };
}

/** ‖T_k(h)|r⟩‖ is at most 1 on the interval and grows exponentially with k where a level lies outside. */
const TOLERATED_NORM = 1.001;

/**
 * result ← Σ c_k T_k(h)|start⟩/‖start‖ and its derivative.
 *
 * @returns undefined, or where a level lies outside the interval the last T_k(h)|start⟩, in which it has grown above all others
 */
function expand(
  problem: HermitianProblem,
  interval: Interval,
  coefficients: Float64Array,
  start: Vector,
  result: Vector,
  derivative?: ThermalDerivative,
): Vector | undefined {
  const { kernels, layout } = problem;
  const values = new ChebyshevRecurrence(problem, interval);
  kernels.scale(1 / Math.sqrt(kernels.dot(start, start)), start, values.current);
  kernels.scale(coefficients[0] as number, values.current, result);
  const tangents = derivative && new ChebyshevRecurrence(problem, interval);
  const image = kernels.allocate(derivative ? layout.length : 0);
  if (derivative) kernels.scale(0, start, derivative.result);
  for (const coefficient of coefficients.subarray(1)) {
    if (derivative && tangents) {
      derivative.applyPerturbation(values.current, image);
      tangents.advance(image);
      kernels.axpy(coefficient, tangents.current, derivative.result);
    }
    values.advance();
    kernels.axpy(coefficient, values.current, result);
  }
  const norm = Math.sqrt(kernels.dot(values.current, values.current));
  let outlier: Vector | undefined;
  if (norm > TOLERATED_NORM && Number.isFinite(norm)) {
    outlier = kernels.allocate(layout.length);
    kernels.copy(values.current, outlier);
  }
  for (const part of [values, tangents]) part?.release();
  kernels.release(image);
  if (!Number.isFinite(norm)) throw notFinite("a thermal vector");
  return outlier;
}

/** The vectors t_k = T_k(h) t_0, or their derivatives, from t_{k+1} = 2h t_k − t_{k−1}, t_1 = h t_0. */
class ChebyshevRecurrence {
  /** t_k. */
  current: Vector;
  private readonly problem: HermitianProblem;
  private readonly interval: Interval;
  private previous: Vector;
  private next: Vector;
  private order = 0;

  constructor(problem: HermitianProblem, interval: Interval) {
    const allocate = () => problem.kernels.allocate(problem.layout.length);
    this.problem = problem;
    this.interval = interval;
    [this.previous, this.current, this.next] = [allocate(), allocate(), allocate()];
  }

  /** From k to k + 1; with `image` B|u_k⟩ of the undifferentiated vectors, by the derivative of the recurrence. */
  advance(image?: Vector): void {
    const { kernels, plan } = this.problem;
    const { centre, halfWidth } = this.interval;
    const { previous, current, next } = this;
    kernels.apply(plan, current, next, -centre, current);
    if (image) kernels.axpy(1, image, next);
    kernels.scale((this.order === 0 ? 1 : 2) / halfWidth, next, next);
    if (this.order > 0) kernels.axpy(-1, previous, next);
    [this.previous, this.current, this.next] = [current, next, previous];
    this.order++;
  }

  release(): void {
    for (const vector of [this.previous, this.current, this.next]) this.problem.kernels.release(vector);
  }
}

function tooCold(temperature: number, iterations: number, allowed: number): QepError {
  return new QepError(
    "not-converged",
    `a thermal vector at temperature ${temperature} takes ${iterations} applications of H; ${allowed} are allowed. Ask for ` +
      "a higher temperature, or for the ground state (equilibrium: { kind: ground }).",
    { temperature, iterations, allowed },
  );
}
