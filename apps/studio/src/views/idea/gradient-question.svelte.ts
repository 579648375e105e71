import singleQubit from "../../../../../examples/single-qubit.yaml?raw";
import type { AnatomyMethod } from "../../engine/gradient-anatomy.ts";
import threeSpins from "../../experiments/three-spins.yaml?raw";
import { experiment } from "../../session/experiment.svelte.ts";
import { LiveTask } from "../../session/live-task.svelte.ts";
import { training } from "../../session/training.svelte.ts";

/** Whose gradient is looked at. */
export type SourceName = "qubit" | "chain" | "session";

/** Shots of each phase that can be chosen; the last one stands for no noise at all. */
export const SHOTS: readonly (number | null)[] = [
  ...[1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  1_000_000,
  null,
];

/** Ends of the slider for log₁₀ β. */
export const LOG_BETA = { min: -2, max: 0.5, step: 0.02 } as const;

/** What each system opens with: values at which bias and noise can both be seen. */
const OPENING = {
  qubit: { logBeta: -0.3, shots: 10_000 },
  chain: { logBeta: -0.5, shots: 10_000 },
  session: { logBeta: -0.3, shots: 20_000 },
} as const;

/** One gradient with its controls; every change is computed anew. */
export class GradientQuestion {
  source = $state<SourceName>("session");
  method = $state<AnatomyMethod>("symmetric");
  logBeta = $state<number>(OPENING.session.logBeta);
  /** Index into {@link SHOTS}. */
  shotsIndex = $state(SHOTS.indexOf(OPENING.session.shots));
  /** Which sample of the first batch. */
  sample = $state(0);
  /** How often shots have been drawn anew. */
  draw = $state(0);
  readonly anatomy = new LiveTask("gradient");
  readonly curves = new LiveTask("errorCurves");

  /** The training as it was when the view was opened: a gradient that changes under one's eyes explains nothing. */
  private readonly trained =
    training.step > 0 ? { values: training.values.slice(), step: training.step } : undefined;

  get beta(): number {
    return 10 ** this.logBeta;
  }

  get shots(): number | null {
    return SHOTS[this.shotsIndex] ?? null;
  }

  /** Steps of training behind the parameters; 0 for initial values. */
  get step(): number {
    return this.source === "session" ? (this.trained?.step ?? 0) : 0;
  }

  choose(source: SourceName): void {
    this.source = source;
    this.sample = 0;
    this.logBeta = OPENING[source].logBeta;
    this.shotsIndex = SHOTS.indexOf(OPENING[source].shots);
  }

  /** Asks for what the controls say. */
  ask(): void {
    const { sample, method, beta, shots, draw } = this;
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
