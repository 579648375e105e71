import { QepError } from "../base/errors.ts";
import { type AdamConfig, type AdamWConfig, adam, adamW } from "./adam.ts";
import { type AdamaxConfig, adamax } from "./adamax.ts";
import { type LbfgsConfig, lbfgs } from "./lbfgs.ts";
import { type NaturalGradientConfig, naturalGradient } from "./natural-gradient.ts";
import { type RmspropConfig, rmsprop } from "./rmsprop.ts";
import { type SgdConfig, sgd } from "./sgd.ts";
import { unitGradient } from "./unit-gradient.ts";
import type { StepConditions, UpdateRule } from "./update-rule.ts";

/** An optimiser and its settings, as in an experiment file. */
export type OptimizerConfig =
  | ((SgdConfig | AdamConfig | AdamWConfig | AdamaxConfig | RmspropConfig) & {
      /** Follow g/‖g‖ instead of g; a zero gradient then makes no step. Off by default. */
      readonly normalize?: boolean;
    })
  | LbfgsConfig
  | NaturalGradientConfig;

/** All an optimiser remembers between steps, as plain data: JSON keeps every bit of it. */
export interface OptimizerState {
  readonly kind: OptimizerConfig["kind"];
  readonly scalars: Readonly<Record<string, number>>;
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

/** Takes steps downhill. The same gradients give the same bits on every host, interrupted or not. */
export interface Optimizer {
  readonly kind: OptimizerConfig["kind"];
  /**
   * One step against the gradient, in place.
   *
   * @param parameters θ, length P
   * @param gradient ∂L/∂θ, length P; left as it is
   * @param conditions the value of L for `lbfgs`, the responses of the outputs for `natural-gradient`; a factor of the
   *   learning rate, by default 1
   * @throws QepError `wrong-shape`, `not-finite` or `invalid-argument`, before anything has changed
   */
  step(parameters: Float64Array, gradient: Float64Array, conditions?: Partial<StepConditions>): void;
  /**
   * A copy of the parameters to stop with: those given, but where the last step of a line search is still a trial, those
   * it started from.
   */
  settled(parameters: Float64Array): Float64Array;
  /** A copy of the memory, for a checkpoint. */
  state(): OptimizerState;
  /**
   * Continues from a state made by an optimiser of the same kind and size.
   *
   * @throws QepError `run-mismatch` where the state belongs to another optimiser, before anything has changed
   */
  restore(state: OptimizerState): void;
}

/**
 * An optimiser by its settings.
 *
 * @param size number of parameters P, at least 1
 * @throws QepError `invalid-argument` where a setting is out of range
 * @example
 * const optimizer = createOptimizer({ kind: "adam", learningRate: 0.01 }, parameters.length);
 * optimizer.step(parameters, gradient);
 */
export function createOptimizer(config: OptimizerConfig, size: number): Optimizer {
  if (!Number.isInteger(size) || size < 1) {
    throw new QepError("invalid-argument", `Optimizer: needs at least one parameter; given: ${size}.`, {
      size,
    });
  }
  const { kind } = config;
  const normalize = "normalize" in config && config.normalize === true;
  const rule = ruleFor(config, size);
  return {
    kind,
    step(parameters, gradient, { scale = 1, value, responses } = {}) {
      checkStep(parameters, gradient, size);
      if (value !== undefined && !Number.isFinite(value)) {
        throw new QepError("not-finite", `Optimizer: the value is ${value}. No step was made.`, { value });
      }
      const direction = normalize ? unitGradient(gradient) : gradient;
      if (direction !== undefined) rule.update(parameters, direction, { scale, value, responses });
    },
    settled(parameters) {
      return (rule.settled?.() ?? parameters).slice();
    },
    state() {
      const vectors = Object.entries(rule.memory.vectors).map(([name, v]) => [name, Array.from(v)] as const);
      return { kind, scalars: { ...rule.memory.scalars }, vectors: Object.fromEntries(vectors) };
    },
    restore(state) {
      checkState(state, kind, rule, size);
      Object.assign(rule.memory.scalars, state.scalars);
      for (const [name, vector] of Object.entries(rule.memory.vectors)) vector.set(state.vectors[name]);
    },
  };
}

function ruleFor(config: OptimizerConfig, size: number): UpdateRule {
  switch (config.kind) {
    case "sgd":
      return sgd(config, size);
    case "adam":
      return adam(config, size);
    case "adamw":
      return adamW(config, size);
    case "adamax":
      return adamax(config, size);
    case "rmsprop":
      return rmsprop(config, size);
    case "lbfgs":
      return lbfgs(config, size);
    case "natural-gradient":
      return naturalGradient(config, size);
    default: {
      const { kind } = config as { kind: unknown };
      const kinds = "sgd, adam, adamw, adamax, rmsprop, lbfgs or natural-gradient";
      throw new QepError("invalid-argument", `Optimizer: kind must be ${kinds}; given: ${kind}.`, { kind });
    }
  }
}

function checkStep(parameters: Float64Array, gradient: Float64Array, size: number): void {
  if (parameters.length !== size || gradient.length !== size) {
    throw new QepError(
      "wrong-shape",
      `Optimizer: made for ${size} parameters; given: ${parameters.length} parameters, ` +
        `a gradient of length ${gradient.length}.`,
      { size, parameters: parameters.length, gradient: gradient.length },
    );
  }
  const bad = gradient.findIndex((g) => !Number.isFinite(g));
  if (bad >= 0) {
    throw new QepError(
      "not-finite",
      `Optimizer: entry ${bad} of the gradient is ${gradient[bad]}. No step was made.`,
      {
        index: bad,
        value: gradient[bad],
      },
    );
  }
}

function checkState(state: OptimizerState, kind: string, rule: UpdateRule, size: number): void {
  const { scalars, vectors } = rule.memory;
  const fits =
    state.kind === kind &&
    sameNames(scalars, state.scalars) &&
    sameNames(vectors, state.vectors) &&
    Object.values(state.scalars).every(Number.isFinite) &&
    Object.values(state.vectors).every((v) => v.length === size && v.every(Number.isFinite));
  if (fits) return;
  throw new QepError(
    "run-mismatch",
    `Optimizer: this state is not one of ${kind} for ${size} parameters (it says it is of ${state.kind}). ` +
      "Resume with the settings the run was started with.",
    { expected: kind, given: state.kind, size },
  );
}

function sameNames(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return String(Object.keys(a).sort()) === String(Object.keys(b).sort());
}
