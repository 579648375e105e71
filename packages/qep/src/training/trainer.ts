import { QepError } from "../base/errors.ts";
import type { StreamKey } from "../base/random.ts";
import type { Device } from "../propagation/device.ts";
import { estimateGradients } from "../propagation/gradient.ts";
import type { GradientResult } from "../propagation/gradient-result.ts";
import type { GradientSettings } from "../propagation/gradient-settings.ts";
import { type JacobianGradient, jacobianGradients } from "../propagation/jacobian-gradient.ts";
import type { Loss } from "../propagation/loss.ts";
import type { Sample } from "../propagation/problem.ts";
import { projectOntoBounds } from "./bounds.ts";
import { clipGradient } from "./clip-gradient.ts";
import { LearningRate, type LearningRateState } from "./learning-rate.ts";
import { createOptimizer, type Optimizer, type OptimizerConfig, type OptimizerState } from "./optimizer.ts";
import { addPenaltyGradient, checkPenalties, penaltyValue } from "./penalties.ts";
import { ProgressWatch, type WatchSettings, type WatchState } from "./progress-watch.ts";
import type { ScheduleConfig } from "./schedule.ts";
import { type ShotPlan, ShotSchedule, type ShotScheduleState, type SpendingRecord } from "./shot-schedule.ts";
import { gradientNoise, type StepHealth, stepHealth } from "./step-health.ts";
import { meanGradient, parametersOf, responseRows, type Variables, withTrainedInputs } from "./variables.ts";

/** What a training run optimises, and with what. */
export interface TrainingProblem {
  readonly device: Device;
  readonly loss: Loss;
  readonly gradient: GradientSettings;
  /** Where the shots of each step follow its gradient: method, β and budget are then these, not those of `gradient`. */
  readonly shots?: ShotPlan;
  readonly optimizer: OptimizerConfig;
  /** How the learning rate changes; default: not at all. */
  readonly schedule?: ScheduleConfig;
  /** Largest length of a gradient, above 0; longer ones are shortened. Default: any. */
  readonly clip?: number;
  /** When to stop because the loss, with penalty, has stopped falling; default: never. */
  readonly earlyStopping?: WatchSettings;
  readonly variables: Variables;
  /** The samples of batch number `step` (from 0); must depend on nothing else. */
  readonly batch: (step: number) => readonly Sample[];
  /** Seconds of the laboratory's clock at which training begins; default: what the device's clock says. */
  readonly clock?: number;
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
  /** Euclidean norm of the gradient with penalty, before it is clipped or normalised. */
  readonly gradientNorm: number;
  /** Factor of the learning rate; absent where there is no schedule. */
  readonly rateScale?: number;
  readonly preparations: number;
  readonly shots: number;
  /** With what it was measured, and what was spent; absent where all steps measure alike. */
  readonly spending?: SpendingRecord;
  readonly health: StepHealth;
}

/** All a trainer remembers between steps, as plain data. */
export interface TrainerState {
  readonly step: number;
  /** What the next step evaluates. */
  readonly values: readonly number[];
  /** What to stop with, where that differs. */
  readonly settled?: readonly number[];
  readonly optimizer: OptimizerState;
  /** Of a schedule that follows the loss. */
  readonly learningRate?: LearningRateState;
  /** Of shots that follow the gradient: the plan, and what was seen and spent. */
  readonly shots?: ShotScheduleState;
  /** Seconds of the laboratory's clock, where the device has one. */
  readonly clock?: number;
  /** Of early stopping. */
  readonly stopping?: { readonly watch: WatchState; readonly isStopped: boolean };
}

/**
 * Trains one step at a time: gradients of a batch, penalty, clipping, optimiser, bounds.
 *
 * The state between steps is plain data, and every random number is named by the step that draws it, so a trainer
 * restored from {@link TrainerState} goes on bit for bit as if it had never stopped.
 */
export class Trainer {
  private readonly problem: TrainingProblem;
  private readonly optimizer: Optimizer;
  private readonly current: Float64Array;
  private readonly learningRate: LearningRate;
  private readonly stopping: ProgressWatch | undefined;
  private readonly shots: ShotSchedule | undefined;
  private next = 0;
  private stopped = false;
  private clock: number | undefined;

  /** @throws QepError `invalid-argument` where a setting is out of range */
  constructor(problem: TrainingProblem) {
    checkPenalties(problem.variables.penalties, problem.variables.initial.length);
    checkClip(problem.clip);
    this.problem = problem;
    this.current = problem.variables.initial.slice();
    this.optimizer = createOptimizer(problem.optimizer, this.current.length);
    this.learningRate = new LearningRate(problem.schedule ?? { kind: "constant" });
    this.shots = problem.shots && new ShotSchedule(problem.shots);
    this.clock = problem.clock ?? problem.device.clock;
    this.stopping = problem.earlyStopping && new ProgressWatch(problem.earlyStopping, "earlyStopping");
  }

  /** Steps done so far. */
  get step(): number {
    return this.next;
  }

  /** True once the loss has stopped falling, as early stopping sees it. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /** All variables to test or to stop with, a copy: where an optimiser is on trial, the last ones that proved good. */
  get values(): Float64Array {
    return this.optimizer.settled(this.current);
  }

  /** θ of {@link values}, a copy. */
  get parameters(): Float64Array {
    return parametersOf(this.problem.variables, this.values);
  }

  /** The samples of the next batch, trained inputs in place. @param values by default those to stop with */
  nextBatch(values = this.values): Sample[] {
    const { variables, batch } = this.problem;
    return batch(this.next).map((sample) => ({
      ...sample,
      points: withTrainedInputs(variables, values, sample.points),
    }));
  }

  /**
   * One step.
   *
   * @param signal cancels between preparations; the step is then not made
   * @throws QepError from the device or the gradient, before anything has changed
   */
  async advance(signal?: AbortSignal): Promise<StepRecord> {
    const { variables, clip } = this.problem;
    const samples = this.nextBatch(this.current);
    const points = samples.reduce((count, sample) => count + sample.points.length, 0);
    const results = await this.gradients(samples, this.shots?.settings(this.next, points), signal);
    const gradient = meanGradient(variables, results);
    addPenaltyGradient(variables.penalties, this.current, gradient);
    for (const index of variables.frozen ?? []) gradient[index] = 0;
    const health = stepHealth(variables, results);
    const shots = results.reduce((sum, result) => sum + result.shots, 0);
    const spending = this.shots?.observe(this.next, points, shots, gradientNoise(variables, results));
    const record = this.record(results, gradient, { ...(spending ? { spending } : {}), health });
    if (clip !== undefined) clipGradient(gradient, record.gradientNorm, clip);
    const value = record.cost + record.penalty;
    this.optimizer.step(this.current, gradient, {
      value,
      scale: this.learningRate.scale(this.next),
      ...(hasResponses(results) ? { responses: responseRows(variables, results) } : {}),
    });
    projectOntoBounds(this.current, variables.bounds);
    this.learningRate.observe(value);
    if (this.stopping?.observe(value)) this.stopped = true;
    this.clock = this.problem.device.clock;
    this.next++;
    return record;
  }

  /** The gradients of the next batch, by way of the Jacobian where the optimiser asks for it. */
  private gradients(
    samples: readonly Sample[],
    measured: Pick<GradientSettings, "method" | "beta" | "budget"> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<GradientResult[] | JacobianGradient[]> {
    const { device, loss, gradient, optimizer, variables, stream } = this.problem;
    const { trainedInputs, frozen } = variables;
    const problem = {
      loss,
      samples,
      parameters: parametersOf(variables, this.current),
      stream: [...stream, "step", this.next],
      ...(this.clock === undefined ? {} : { time: this.clock }),
    };
    const settings = {
      ...gradient,
      ...measured,
      trainedInputs,
      ...(frozen ? { frozenParameters: frozen } : {}),
    };
    return optimizer.kind === "natural-gradient"
      ? jacobianGradients(device, problem, settings, signal)
      : estimateGradients(device, problem, settings, signal);
  }

  /** Everything that the next steps depend on, as plain data; a trainer made from it goes on bit for bit. */
  state(): TrainerState {
    const learningRate = this.learningRate.state();
    const settled = this.values;
    return {
      step: this.next,
      values: [...this.current],
      ...(settled.every((value, index) => value === this.current[index]) ? {} : { settled: [...settled] }),
      optimizer: this.optimizer.state(),
      ...(learningRate ? { learningRate } : {}),
      ...(this.shots ? { shots: this.shots.state() } : {}),
      ...(this.clock === undefined ? {} : { clock: this.clock }),
      ...(this.stopping ? { stopping: { watch: this.stopping.state(), isStopped: this.stopped } } : {}),
    };
  }

  /**
   * Continues from a state of the same problem, or of one with another budget of shots.
   *
   * @throws QepError run-mismatch for a foreign state, invalid-argument where more than the budget has been spent
   */
  restore({ step, values, optimizer, learningRate, shots, clock, stopping }: TrainerState): void {
    if (values.length !== this.current.length) {
      throw new QepError(
        "run-mismatch",
        `the state has ${values.length} variables, this experiment has ${this.current.length}; resume with the ` +
          "experiment the run was started with",
        { given: values.length, expected: this.current.length },
      );
    }
    this.optimizer.restore(optimizer);
    this.clock = clock;
    this.learningRate.restore(learningRate);
    if (shots) this.shots?.restore(shots, step);
    if (stopping) {
      this.stopping?.restore(stopping.watch);
      this.stopped = stopping.isStopped;
    }
    this.current.set(values);
    this.next = step;
  }

  private record(
    results: readonly GradientResult[],
    gradient: Float64Array,
    rest: Pick<StepRecord, "spending" | "health">,
  ): StepRecord {
    const sum = (pick: (result: GradientResult) => number) =>
      results.reduce((total, result) => total + pick(result), 0);
    return {
      step: this.next,
      cost: sum(({ loss }) => loss) / results.length,
      penalty: penaltyValue(this.problem.variables.penalties, this.current),
      gradientNorm: Math.sqrt(gradient.reduce((square, g) => square + g * g, 0)),
      ...(this.problem.schedule ? { rateScale: this.learningRate.scale(this.next) } : {}),
      preparations: sum(({ preparations }) => preparations),
      shots: sum(({ shots }) => shots),
      ...rest,
    };
  }
}

function hasResponses(results: readonly GradientResult[]): results is readonly JacobianGradient[] {
  return results.every((result) => "responses" in result);
}

function checkClip(clip: number | undefined): void {
  if (clip === undefined || (Number.isFinite(clip) && clip > 0)) return;
  throw new QepError("invalid-argument", `clip must be a finite number above 0; given: ${clip}.`, { clip });
}
