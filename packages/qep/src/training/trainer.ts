import { QepError } from "../base/errors.ts";
import type { StreamKey } from "../base/random.ts";
import type { Device } from "../propagation/device.ts";
import { estimateGradients } from "../propagation/gradient.ts";
import type { GradientResult } from "../propagation/gradient-result.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import type { Loss } from "../propagation/loss.ts";
import type { Sample } from "../propagation/problem.ts";
import { projectOntoBounds } from "./bounds.ts";
import { createOptimizer, type Optimizer, type OptimizerConfig, type OptimizerState } from "./optimizer.ts";
import { addPenaltyGradient, checkPenalties, penaltyValue } from "./penalties.ts";
import { type StepHealth, stepHealth } from "./step-health.ts";
import { meanGradient, parametersOf, type Variables, withTrainedInputs } from "./variables.ts";

/** What a training run optimises, and with what. */
export interface TrainingProblem {
  readonly device: Device;
  readonly loss: Loss;
  readonly gradient: GradientSettings;
  readonly optimizer: OptimizerConfig;
  readonly variables: Variables;
  /** The samples of batch number `step` (from 0); must depend on nothing else. */
  readonly batch: (step: number) => readonly Sample[];
  /** First part of the names of all random streams, for instance the seed. */
  readonly stream: readonly StreamKey[];
}

/** One line of a training history. */
export interface StepRecord {
  /** Number of the step, from 0; costs and gradient are those before its update. */
  readonly step: number;
  /** Mean loss over the batch, without penalty. */
  readonly cost: number;
  readonly penalty: number;
  /** Euclidean norm of the gradient with penalty, before any normalisation. */
  readonly gradientNorm: number;
  readonly preparations: number;
  readonly shots: number;
  readonly health: StepHealth;
}

/** All a trainer remembers between steps, as plain data. */
export interface TrainerState {
  readonly step: number;
  readonly values: readonly number[];
  readonly optimizer: OptimizerState;
}

/**
 * Trains one step at a time: gradients of a batch, penalty, optimiser, bounds.
 *
 * The state between steps is plain data, and every random number is named by the step that draws it, so a trainer
 * restored from {@link TrainerState} goes on bit for bit as if it had never stopped.
 */
export class Trainer {
  private readonly problem: TrainingProblem;
  private readonly optimizer: Optimizer;
  private readonly current: Float64Array;
  private next = 0;

  constructor(problem: TrainingProblem) {
    checkPenalties(problem.variables.penalties, problem.variables.initial.length);
    this.problem = problem;
    this.current = problem.variables.initial.slice();
    this.optimizer = createOptimizer(problem.optimizer, this.current.length);
  }

  /** Steps done so far. */
  get step(): number {
    return this.next;
  }

  /** All variables, a copy. */
  get values(): Float64Array {
    return this.current.slice();
  }

  /** θ, a copy. */
  get parameters(): Float64Array {
    return parametersOf(this.problem.variables, this.current);
  }

  /** The samples of the next batch, trained inputs in place. */
  nextBatch(): Sample[] {
    const { variables, batch } = this.problem;
    return batch(this.next).map((sample) => ({
      ...sample,
      points: withTrainedInputs(variables, this.current, sample.points),
    }));
  }

  /**
   * One step.
   *
   * @param signal cancels between preparations; the step is then not made
   * @throws QepError from the device or the gradient, before anything has changed
   */
  async advance(signal?: AbortSignal): Promise<StepRecord> {
    const { device, loss, gradient: settings, variables, stream } = this.problem;
    const problem = {
      loss,
      samples: this.nextBatch(),
      parameters: this.parameters,
      stream: [...stream, "step", this.next],
    };
    const results = await estimateGradients(
      device,
      problem,
      { ...settings, trainedInputs: variables.trainedInputs },
      signal,
    );
    const gradient = meanGradient(variables, results);
    addPenaltyGradient(variables.penalties, this.current, gradient);
    for (const index of variables.frozen ?? []) gradient[index] = 0;
    const record = this.record(results, gradient);
    this.optimizer.step(this.current, gradient);
    projectOntoBounds(this.current, variables.bounds);
    this.next++;
    return record;
  }

  state(): TrainerState {
    return { step: this.next, values: [...this.current], optimizer: this.optimizer.state() };
  }

  /** Continues from a state of the same problem. @throws QepError run-mismatch for a foreign state */
  restore({ step, values, optimizer }: TrainerState): void {
    if (values.length !== this.current.length) {
      throw new QepError(
        "run-mismatch",
        `the state has ${values.length} variables, this experiment has ${this.current.length}; resume with the ` +
          "experiment the run was started with",
        { given: values.length, expected: this.current.length },
      );
    }
    this.optimizer.restore(optimizer);
    this.current.set(values);
    this.next = step;
  }

  private record(results: readonly GradientResult[], gradient: Float64Array): StepRecord {
    const sum = (pick: (result: GradientResult) => number) =>
      results.reduce((total, result) => total + pick(result), 0);
    return {
      step: this.next,
      cost: sum(({ loss }) => loss) / results.length,
      penalty: penaltyValue(this.problem.variables.penalties, this.current),
      gradientNorm: Math.sqrt(gradient.reduce((square, g) => square + g * g, 0)),
      preparations: sum(({ preparations }) => preparations),
      shots: sum(({ shots }) => shots),
      health: stepHealth(this.problem.variables, results),
    };
  }
}
