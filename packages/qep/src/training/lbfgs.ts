import { QepError } from "../base/errors.ts";
import { checkPositive } from "./optimizer-settings.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Settings of L-BFGS. */
export interface LbfgsConfig {
  readonly kind: "lbfgs";
  /** First length tried along each direction, above 0; 1 by default, the Newton step. */
  readonly learningRate?: number;
  /** m ≥ 1, how many past steps the curvature is estimated from; 10 by default. */
  readonly history?: number;
}

/** c₁ of the sufficient decrease f(θ + s) ≤ f(θ) + c₁ g·s (Armijo). */
const SUFFICIENT_DECREASE = 1e-4;
/** A length is halved so often before the curvature is forgotten. */
const MOST_HALVINGS = 20;
/** Pairs with s·y below this part of ‖s‖‖y‖ tell nothing of the curvature. */
const LEAST_CURVATURE = 1e-8;

/**
 * L-BFGS with a backtracking line search that takes one evaluation a step.
 *
 * d = −H g by the two-loop recursion over the last m pairs s = Δθ, y = Δg, with H₀ = s·y/y·y. The next step evaluates
 * θ + t d, t = α; where the decrease is not sufficient (Armijo, c₁ = 10⁻⁴), it goes back and tries t/2, and so on. After
 * twenty halvings it returns to the last accepted θ and forgets the pairs. The first length is α min(1, 1/‖g‖₁). A
 * training that ends leaves the last accepted θ.
 *
 * The value of the function has to be told with each gradient, and both must be free of noise: it compares them between
 * steps. Parameters moved between two steps, for instance onto their bounds, are taken where they are.
 *
 * @param size number of parameters P
 * @see Nocedal & Wright, Numerical Optimization (2006), algorithms 3.1 and 7.4
 */
export function lbfgs({ learningRate = 1, history = 10 }: LbfgsConfig, size: number): UpdateRule {
  checkPositive("learningRate", learningRate);
  if (!Number.isInteger(history) || history < 1) {
    throw new QepError(
      "invalid-argument",
      `Optimizer: history must be a whole number of at least 1; given: ${history}.`,
      { setting: "history", value: history },
    );
  }
  // isSearching: 0 where the next gradient is that of a fresh start.
  const scalars = { isSearching: 0, value: 0, length: 0, halvings: 0, pairs: 0 };
  const [base, baseGradient, direction] = [0, 1, 2].map(() => new Float64Array(size));
  const pairs = new CurvaturePairs(history, size);

  const tryLength = (parameters: Float64Array) => {
    for (let j = 0; j < size; j++) parameters[j] = base[j] + scalars.length * direction[j];
  };
  const isSufficient = (parameters: Float64Array, value: number) => {
    const decrease = dot(baseGradient, difference(parameters, base));
    return decrease < 0 && value <= scalars.value + SUFFICIENT_DECREASE * decrease;
  };
  const shorten = (parameters: Float64Array) => {
    scalars.halvings++;
    scalars.length /= 2;
    if (scalars.halvings <= MOST_HALVINGS) return tryLength(parameters);
    parameters.set(base);
    scalars.isSearching = 0;
    scalars.pairs = 0;
  };
  const accept = (parameters: Float64Array, gradient: Float64Array, value: number, rate: number) => {
    if (scalars.isSearching) {
      const [s, y] = [difference(parameters, base), difference(gradient, baseGradient)];
      if (pairs.add(s, y, scalars.pairs)) scalars.pairs = Math.min(scalars.pairs + 1, history);
    }
    store(base, parameters);
    store(baseGradient, gradient);
    store(direction, pairs.newtonStep(baseGradient, scalars.pairs));
    const largest = baseGradient.reduce((sum, g) => sum + Math.abs(g), 0);
    const first = scalars.pairs > 0 || largest <= 1 ? rate : rate / largest;
    Object.assign(scalars, { isSearching: 1, value: value + 0, length: first, halvings: 0 });
    tryLength(parameters);
  };

  return {
    memory: { scalars, vectors: { base, baseGradient, direction, ...pairs.vectors } },
    update(parameters, gradient, { value, scale }) {
      if (value === undefined) {
        throw new QepError(
          "invalid-argument",
          "Optimizer: lbfgs searches along lines and needs the value of the function with each gradient; given: none.",
        );
      }
      if (scalars.isSearching && !isSufficient(parameters, value)) shorten(parameters);
      else accept(parameters, gradient, value, learningRate * scale);
    },
    settled: () => (scalars.isSearching ? base : undefined),
  };
}

/** The last m pairs of s = Δθ and y = Δg, oldest first. */
class CurvaturePairs {
  private readonly steps: readonly Float64Array[];
  private readonly changes: readonly Float64Array[];

  constructor(history: number, size: number) {
    const empty = () => Array.from({ length: history }, () => new Float64Array(size));
    this.steps = empty();
    this.changes = empty();
  }

  /** All memory by name. */
  get vectors(): Readonly<Record<string, Float64Array>> {
    return Object.fromEntries([
      ...this.steps.map((s, k) => [`step${k}`, s] as const),
      ...this.changes.map((y, k) => [`change${k}`, y] as const),
    ]);
  }

  /** Takes a pair in, dropping the oldest of a full memory; false where it has no curvature. */
  add(s: Float64Array, y: Float64Array, count: number): boolean {
    if (!(dot(s, y) > LEAST_CURVATURE * Math.sqrt(dot(s, s) * dot(y, y)))) return false;
    const { steps, changes } = this;
    const last = steps.length - 1;
    if (count > last) {
      for (let k = 0; k < last; k++) {
        steps[k].set(steps[k + 1]);
        changes[k].set(changes[k + 1]);
      }
    }
    const place = Math.min(count, last);
    store(steps[place], s);
    store(changes[place], y);
    return true;
  }

  /** −H g by the two-loop recursion over the first `count` pairs. */
  newtonStep(gradient: Float64Array, count: number): Float64Array {
    const { steps, changes } = this;
    const q = gradient.slice();
    const alphas = new Float64Array(count);
    for (let k = count - 1; k >= 0; k--) {
      alphas[k] = dot(steps[k], q) / dot(steps[k], changes[k]);
      addTo(q, -alphas[k], changes[k]);
    }
    if (count > 0) {
      const [s, y] = [steps[count - 1], changes[count - 1]];
      const scale = dot(s, y) / dot(y, y);
      for (let j = 0; j < q.length; j++) q[j] *= scale;
    }
    for (let k = 0; k < count; k++) {
      addTo(q, alphas[k] - dot(changes[k], q) / dot(steps[k], changes[k]), steps[k]);
    }
    return q.map((x) => -x);
  }
}

/** Copies; + 0 turns −0 into 0. */
function store(target: Float64Array, source: Float64Array): void {
  for (let j = 0; j < target.length; j++) target[j] = source[j] + 0;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((x, j) => x - b[j]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

function addTo(target: Float64Array, factor: number, vector: Float64Array): void {
  for (let j = 0; j < target.length; j++) target[j] += factor * vector[j];
}
