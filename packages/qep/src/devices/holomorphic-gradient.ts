import { QepError } from "../base/errors.ts";
import { denseOperator } from "../operators/dense-operator.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import type { System } from "../propagation/system.ts";
import { continueGroundLevel, generalisedMean } from "../solvers/continued-level.ts";

/** Where a gradient is asked for. */
export interface HolomorphicPoint {
  /** x, length K. */
  readonly inputs: Float64Array;
  /** θ, length P. */
  readonly parameters: Float64Array;
  /** ε, length J. */
  readonly errorSignal: Float64Array;
}

/** The circle in the plane of complex β. */
export interface HolomorphicCircle {
  /** r > 0, below the distance from 0 to the nearest complex β at which the ground level meets another one. */
  readonly radius: number;
  /** N, a multiple of 4, default 8. */
  readonly points?: number;
}

/** A gradient from a circle of complex nudges, with what is known of its error. */
export interface HolomorphicGradient {
  /** ∂(Σ ε_l⟨B_l⟩)/∂θ_j, length P. */
  readonly parameters: Float64Array;
  /** Largest change against half the points, a bound on the error where the radius is small enough. */
  readonly change: number;
}

/** Matrices are dense and not Hermitian. */
const MOST_QUBITS = 8;

/**
 * The gradient from nudges at complex β, holomorphic equilibrium propagation, with the dense matrix of a simulator:
 *
 *     ∂L/∂θ_j = (1/Nr) Σ_k e^{−iφ_k} ⟨L|A_j|R⟩/⟨L|R⟩ at β_k = r e^{iφ_k},   φ_k = 2πk/N
 *
 * R is the ground state of H + βΣ_l ε_l B_l continued to complex β, ⟨L| the left eigenvector with it. The mean is analytic
 * in β, so that the error falls as (r/R)^N, R the distance to the nearest crossing: a reference that needs no small
 * β. No device can do it. Cost: N/2 + 1 pairs of non-Hermitian eigenvectors of order 2^N.
 *
 * @throws QepError unsupported beyond 8 qubits, invalid-argument, wrong-shape, not-converged where the circle is too large
 * @see Laborieux & Zenke (2022), "Holomorphic equilibrium propagation computes exact gradients through finite size oscillations"
 */
export function holomorphicGradient(
  system: System,
  { inputs, parameters, errorSignal }: HolomorphicPoint,
  { radius, points = 8 }: HolomorphicCircle,
): HolomorphicGradient {
  checkArguments(system, { inputs, parameters, errorSignal }, radius, points);
  const weighted = (members: System["inputs"], values: Float64Array) =>
    members.map(({ operator }, k) => operator.scale(values[k] as number));
  const dense = (operators: readonly OperatorSum[]) =>
    denseOperator(OperatorSum.sum(operators), system.qubits);
  const hamiltonian = dense([
    system.fixed,
    ...weighted(system.inputs, inputs),
    ...weighted(system.parameters, parameters),
  ]);
  const nudge = dense(weighted(system.outputs, errorSignal));
  const observables = system.parameters.map(({ operator }) => dense([operator]));
  // f(β*) = f(β)*: the lower half of the circle repeats the upper one.
  const terms = Array.from({ length: points / 2 + 1 }, (_, k) => {
    const angle = (2 * Math.PI * k) / points;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const { left, right } = continueGroundLevel(hamiltonian, nudge, {
      re: radius * cosine,
      im: radius * sine,
    });
    const multiplicity = k === 0 || k === points / 2 ? 1 : 2;
    return Float64Array.from(observables, (observable) => {
      const { re, im } = generalisedMean(left, observable, right);
      return multiplicity * (re * cosine + im * sine);
    });
  });
  const mean = (stride: number) =>
    Float64Array.from(observables, (_, j) => {
      const sum = terms.reduce(
        (total, term, k) => (k % stride === 0 ? total + (term[j] as number) : total),
        0,
      );
      return (stride * sum) / (points * radius);
    });
  const [all, half] = [mean(1), mean(2)];
  const change = all.reduce((most, value, j) => Math.max(most, Math.abs(value - (half[j] as number))), 0);
  return { parameters: all, change };
}

function checkArguments(
  { qubits, space, inputs, parameters, outputs }: System,
  given: HolomorphicPoint,
  radius: number,
  points: number,
): void {
  if (space) {
    throw new QepError(
      "unsupported",
      "the holomorphic gradient is not available in a truncated basis; use the method linear-response",
    );
  }
  if (qubits > MOST_QUBITS) {
    throw new QepError(
      "unsupported",
      `the holomorphic gradient takes dense matrices, up to ${MOST_QUBITS} qubits; this system has ${qubits}. Use linear ` +
        "response for an exact gradient.",
      { qubits },
    );
  }
  const lengths = { inputs: inputs.length, parameters: parameters.length, errorSignal: outputs.length };
  for (const [name, expected] of Object.entries(lengths)) {
    const values = given[name as keyof HolomorphicPoint];
    if (values.length === expected && values.every((value) => Number.isFinite(value))) continue;
    throw new QepError(
      "wrong-shape",
      `${name}: expected ${expected} finite numbers, given ${[...values].join(", ")}`,
      {
        expected,
        given: values.length,
      },
    );
  }
  if (radius > 0 && Number.isFinite(radius) && Number.isInteger(points / 4) && points >= 4) return;
  throw new QepError(
    "invalid-argument",
    `expected a radius above 0 and a number of points that is a multiple of 4, given ${radius} and ${points}`,
    { radius, points },
  );
}
