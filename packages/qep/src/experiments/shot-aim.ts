import type { ShotAim } from "../training/shot-schedule.ts";
import type { AutoGradient } from "./build-experiment.ts";

/** What the shots of a training of so many steps follow. */
export function shotAim(gradient: AutoGradient, steps: number): ShotAim {
  return "budget" in gradient
    ? { shots: gradient.budget.shots, steps }
    : { signalToNoise: gradient.signalToNoise };
}
