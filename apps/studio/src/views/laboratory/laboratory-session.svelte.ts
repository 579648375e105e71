import type { ExperimentPlan } from "qep";
import type { AnatomyMethod } from "../../engine/gradient-anatomy.ts";
import type { LaboratoryRequest, ReadoutTreatment } from "../../engine/laboratory.ts";
import threeSpins from "../../experiments/three-spins.yaml?raw";
import { ComputeClient, ComputeError } from "../../session/compute-client.ts";
import { experiment } from "../../session/experiment.svelte.ts";
import { LiveTask } from "../../session/live-task.svelte.ts";
import { training } from "../../session/training.svelte.ts";

/** Which system stands in the laboratory. */
export type SourceName = "chain" | "session";

/** Shots of each phase that can be chosen. */
export const SHOTS: readonly number[] = [2, 3, 4, 5].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
);

/** Ends of the slider for log₁₀ β. */
export const LOG_BETA = { min: -2, max: 0.5, step: 0.02 } as const;

/** Ends of the sliders for probabilities of wrong bits. */
export const FLIP = { min: 0, max: 0.2, step: 0.005 } as const;

/** The laboratory with its controls; every change is measured anew. */
export class LaboratorySession {
  source = $state<SourceName>("chain");
  method = $state<AnatomyMethod>("one-sided");
  grouping = $state<LaboratoryRequest["grouping"]>("qubit-wise");
  treatment = $state<ReadoutTreatment>("inverted");
  logBeta = $state(-0.5);
  /** Index into {@link SHOTS}. */
  shotsIndex = $state(SHOTS.indexOf(1000));
  p01 = $state(0.02);
  p10 = $state(0.06);
  /** How often shots have been drawn anew. */
  draw = $state(0);
  /** Shots of all measurements since the view was opened. */
  spent = $state(0);
  plan = $state.raw<{ readonly of: string; readonly plan: ExperimentPlan }>();
  planError = $state.raw<Error>();
  /** Of the plan, from 0 to 1; absent where none is made. */
  planProgress = $state<number>();
  readonly reading = new LiveTask("laboratory");
  private readonly planner = new ComputeClient();
  /** The training as it was when the view was opened. */
  private readonly trained = training.step > 0 ? training.values.slice() : undefined;

  get beta(): number {
    return 10 ** this.logBeta;
  }

  get shots(): number {
    return SHOTS[this.shotsIndex] ?? 1000;
  }

  /** Whether the plan on show is one of another laboratory than the controls say. */
  get isPlanStale(): boolean {
    return this.plan !== undefined && this.plan.of !== this.planKey();
  }

  /** Measures what the controls say. */
  ask(): void {
    this.reading.ask(this.request());
  }

  /** Asks the planner; a plan that is being made is given up. */
  async askPlan(): Promise<void> {
    this.planner.close();
    const of = this.planKey();
    this.planError = undefined;
    this.planProgress = 0;
    try {
      const plan = await this.planner.compute("laboratoryPlan", this.request(), {
        onProgress: (fraction) => {
          this.planProgress = fraction;
        },
      });
      this.plan = { of, plan };
      this.planProgress = undefined;
    } catch (error) {
      // Given up: whoever did has said what comes next.
      if (error instanceof ComputeError && error.code === "aborted") return;
      this.planError = error instanceof Error ? error : new Error(String(error));
      this.planProgress = undefined;
    }
  }

  stopPlan(): void {
    this.planner.close();
    this.planProgress = undefined;
  }

  /** Takes β, and shots as near as there are, from the plan. */
  follow(method: AnatomyMethod, beta: number): void {
    this.method = method;
    this.logBeta = Math.min(LOG_BETA.max, Math.max(LOG_BETA.min, Math.log10(beta)));
  }

  close(): void {
    this.reading.stop();
    this.planner.close();
  }

  private request(): LaboratoryRequest {
    const { method, grouping, treatment, beta, shots, p01, p10, draw } = this;
    const values = this.source === "session" && this.trained ? { values: this.trained } : {};
    const text = this.source === "session" ? experiment.text : threeSpins;
    return {
      experiment: text,
      ...values,
      sample: 0,
      method,
      grouping,
      treatment,
      beta,
      shots,
      p01,
      p10,
      draw,
    };
  }

  private planKey(): string {
    const { source, method, grouping, treatment, logBeta, shots, p01, p10 } = this;
    return JSON.stringify([source, method, grouping, treatment, logBeta, shots, p01, p10]);
  }
}
