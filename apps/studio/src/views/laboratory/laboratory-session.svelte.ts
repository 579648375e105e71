import type { ExperimentPlan } from "qep";
import type { RepeatsRequest } from "../../engine/laboratory.ts";
import type {
  LaboratoryImperfections,
  LaboratoryRequest,
  ReadoutTreatment,
} from "../../engine/laboratory-settings.ts";
import type { RepeatedGradient } from "../../engine/pulls.ts";
import { relativeError } from "../../engine/relative-error.ts";
import threeSpins from "../../experiments/three-spins.yaml?raw";
import { draft } from "../../session/draft.svelte.ts";
import { COUNTED_SHOTS, EstimatorChoice } from "../../session/estimator-choice.svelte.ts";
import { experiment } from "../../session/experiment.svelte.ts";
import { LiveTask } from "../../session/live-task.svelte.ts";
import { StoppableTask } from "../../session/stoppable-task.svelte.ts";
import { training } from "../../session/training.svelte.ts";

/** Which system stands in the laboratory: three spins, what is trained, or what is written in "Make your own". */
export type SourceName = "chain" | "session" | "draft";

/** Repetitions that are asked for at once: few, so that they are seen to come in. */
const TOGETHER = 5;
/** Draws of the repetitions, away from those of single measurements. */
const FIRST_REPETITION = 1000;

/** The laboratory with its controls; every change is measured anew. */
export class LaboratorySession {
  source = $state<SourceName>("chain");
  readonly estimator = new EstimatorChoice(
    { method: "one-sided", logBeta: -0.5, shots: 1000 },
    { shots: COUNTED_SHOTS, label: "Shots of a phase", largestLogBeta: 0.8 },
  );
  grouping = $state<LaboratoryRequest["grouping"]>("qubit-wise");
  treatment = $state<ReadoutTreatment>("inverted");
  order = $state<LaboratoryRequest["order"]>("sequential");
  imperfections = $state.raw<LaboratoryImperfections>({
    p01: 0.02,
    p10: 0.06,
    preparation: 0,
    depolarisation: 0,
    shotLoss: 0,
    drift: 0,
    driftTime: 1000,
  });
  temperature = $state(0);
  /** How often shots have been drawn anew. */
  draw = $state(0);
  /** Shots of all measurements since the view was opened. */
  spent = $state(0);
  /** Measurements of one and the same laboratory. */
  private repeated = $state.raw<{ readonly of: string; readonly repeats: readonly RepeatedGradient[] }>();
  private planned = $state.raw<{ readonly of: string; readonly plan: ExperimentPlan }>();
  readonly reading = new LiveTask("laboratory");
  readonly planner = new StoppableTask("laboratoryPlan");
  readonly repeater = new StoppableTask("laboratoryRepeats");
  /** The training as it was when the view was opened. */
  private readonly trained = training.step > 0 ? training.values.slice() : undefined;

  get plan(): ExperimentPlan | undefined {
    return this.planned?.plan;
  }

  /** Whether the plan on show is one of another laboratory than the controls say. */
  get isPlanStale(): boolean {
    return this.planned !== undefined && this.planned.of !== this.key();
  }

  /** The repetitions of the laboratory that the controls say. */
  get repeats(): readonly RepeatedGradient[] {
    return this.repeated?.of === this.key() ? this.repeated.repeats : [];
  }

  /** ‖ĝ − g‖/‖g‖ of the gradient on show. */
  get measuredError(): number | undefined {
    const { anatomy } = this.reading.result ?? {};
    return anatomy && relativeError(anatomy.estimate, anatomy.reference.exact);
  }

  /** Changes some of what is wrong. */
  spoil(change: Partial<LaboratoryImperfections>): void {
    this.imperfections = { ...this.imperfections, ...change };
  }

  /** Measures what the controls say. */
  ask(): void {
    this.reading.ask(this.request());
  }

  /** Asks the planner. */
  async askPlan(): Promise<void> {
    const of = this.key();
    const plan = await this.planner.run(this.request());
    if (plan) this.planned = { of, plan };
  }

  /** Measures so many times more, as long as nobody stops it or changes the laboratory. */
  async repeat(count: number): Promise<void> {
    const of = this.key();
    const end = this.repeats.length + count;
    while (of === this.key() && this.repeats.length < end) {
      const done = this.repeats;
      const laboratory = { ...this.request(), draw: FIRST_REPETITION + done.length };
      const request: RepeatsRequest = { laboratory, count: Math.min(TOGETHER, end - done.length) };
      const more = await this.repeater.run(request);
      if (!more) return;
      this.repeated = { of, repeats: [...done, ...more] };
      this.spent += more.reduce((sum, { shots }) => sum + shots, 0);
    }
  }

  close(): void {
    this.reading.stop();
    this.planner.stop();
    this.repeater.stop();
  }

  private request(): LaboratoryRequest {
    const { grouping, order, treatment, imperfections, temperature, draw } = this;
    const { method, beta, shots } = this.estimator;
    const texts = { chain: threeSpins, session: experiment.text, draft: draft.text };
    return {
      experiment: texts[this.source],
      ...(this.source === "session" && this.trained ? { values: this.trained } : {}),
      sample: 0,
      method,
      beta,
      shots,
      draw,
      grouping,
      order,
      treatment,
      imperfections,
      temperature,
    };
  }

  /** All that a measurement depends on but the draw. */
  private key(): string {
    const { draw: _, values, ...rest } = this.request();
    return JSON.stringify([rest, values ? [...values] : null]);
  }
}
