import type { Experiment } from "../../experiments/build-experiment.ts";
import { npyArray } from "../../formats/npy.ts";
import { kitaevPhaseAt } from "../../tasks/kitaev-triangle.ts";
import { evaluateOutputs } from "../../training/evaluation.ts";
import { maxChoice, singleShot } from "../../training/metrics.ts";
import { numbersOf, type Part, remembered } from "../remembered.ts";
import type { Workbench } from "../reproduction.ts";
import { withDevice } from "../with-device.ts";

/** Points measured at once: progress is told, and a stop noticed, in between. */
const CHUNK = 12;

/** A point of the triangle with what a sensor answers there. */
export interface SensedPoint {
  /** (Jx, Jy, Jz) */
  readonly inputs: Float64Array;
  /** Probability of the output "Abelian"; the other output is the rest to 1. */
  readonly abelian: number;
}

/** Outputs of a Kitaev phase sensor at points of the triangle, computed once: array `abelian`. */
export async function kitaevOutputs(
  workbench: Workbench,
  name: string,
  experiment: Experiment,
  parameters: Float64Array,
  inputs: readonly Float64Array[],
): Promise<{ readonly points: readonly SensedPoint[]; readonly part: Part }> {
  const { system, preparation } = experiment.config;
  const from = { system, preparation, parameters: [...parameters], inputs: inputs.map((x) => [...x]) };
  const show = workbench.progress(name);
  if (inputs.length === 0) return { points: [], part: { arrays: new Map(), seconds: 0 } };
  const part = await remembered(workbench, name.replaceAll(" ", "-"), from, () =>
    withDevice(workbench, experiment, async (device) => {
      const abelian: number[] = [];
      for (let start = 0; start < inputs.length; start += CHUNK) {
        const some = inputs.slice(start, start + CHUNK);
        const outputs = await evaluateOutputs(
          device,
          parameters,
          some,
          ["evaluate", start],
          workbench.signal,
        );
        abelian.push(...outputs.map(([p]) => p as number));
        show(abelian.length, inputs.length);
      }
      return new Map([["abelian", npyArray(Float64Array.from(abelian))]]);
    }),
  );
  const abelian = numbersOf(part, "abelian");
  return { points: inputs.map((x, index) => ({ inputs: x, abelian: abelian[index] as number })), part };
}

/** Scores of a sensor at points of the triangle, by the phases of the infinite lattice. */
export function kitaevScores(points: readonly SensedPoint[]): {
  readonly maxChoice: number;
  readonly singleShot: number;
} {
  const outputs = points.map(({ abelian }) => Float64Array.of(abelian, 1 - abelian));
  const targets = points.map(({ inputs }) =>
    kitaevPhaseAt(inputs) === "Abelian" ? Float64Array.of(1, 0) : Float64Array.of(0, 1),
  );
  return { maxChoice: maxChoice(outputs, targets), singleShot: singleShot(outputs, targets) };
}

/** "max-choice 0.950, single-shot 0.870" */
export function scoresText(scores: { readonly maxChoice: number; readonly singleShot: number }): string {
  return `max-choice ${scores.maxChoice.toFixed(3)}, single-shot ${scores.singleShot.toFixed(3)}`;
}
