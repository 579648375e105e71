import singleQubit from "../../../../../examples/single-qubit.yaml?raw";
import threeSpins from "../../experiments/three-spins.yaml?raw";
import { EstimatorChoice, SHOTS_OR_EXACT } from "../../session/estimator-choice.svelte.ts";
import { experiment } from "../../session/experiment.svelte.ts";
import { LiveTask } from "../../session/live-task.svelte.ts";
import { training } from "../../session/training.svelte.ts";

/** Whose gradient is looked at. */
export type SourceName = "qubit" | "chain" | "session";

/** What each system opens with: values at which bias and noise can both be seen. */
const OPENING = {
  qubit: { logBeta: -0.3, shots: 10_000 },
  chain: { logBeta: -0.5, shots: 10_000 },
  session: { logBeta: -0.3, shots: 20_000 },
} as const;

/** One gradient with its controls; every change is computed anew. */
export class GradientQuestion {
  source = $state<SourceName>("session");
  readonly estimator = new EstimatorChoice(
    { method: "symmetric", ...OPENING.session },
    { shots: SHOTS_OR_EXACT, label: "Shots", largestLogBeta: 0.5 },
  );
  /** Which sample of the first batch. */
  sample = $state(0);
  /** How often shots have been drawn anew. */
  draw = $state(0);
  readonly anatomy = new LiveTask("gradient");
  readonly curves = new LiveTask("errorCurves");

  /** The training as it was when the view was opened: a gradient that changes under one's eyes explains nothing. */
  private readonly trained =
    training.step > 0 ? { values: training.values.slice(), step: training.step } : undefined;

  /** Steps of training behind the parameters; 0 for initial values. */
  get step(): number {
    return this.source === "session" ? (this.trained?.step ?? 0) : 0;
  }

  choose(source: SourceName): void {
    this.source = source;
    this.sample = 0;
    this.estimator.set({ method: this.estimator.method, ...OPENING[source] });
  }

  /** Asks for what the controls say. */
  ask(): void {
    const { sample, draw } = this;
    const { method, beta, shots } = this.estimator;
    const place = { ...this.place(), sample };
    this.anatomy.ask({ ...place, method, beta, shots, draw });
    this.curves.ask({ ...place, shots });
  }

  close(): void {
    this.anatomy.stop();
    this.curves.stop();
  }

  private place(): { readonly experiment: string; readonly values?: Float64Array } {
    if (this.source === "qubit") return { experiment: singleQubit };
    if (this.source === "chain") return { experiment: threeSpins };
    return { experiment: experiment.text, ...(this.trained ? { values: this.trained.values } : {}) };
  }
}
