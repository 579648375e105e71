import type { LaboratoryImperfections } from "../../engine/laboratory-settings.ts";

/** A probability that can be set, and what it does to a gradient. */
export interface ImperfectionWords {
  readonly name: keyof LaboratoryImperfections;
  readonly label: string;
  readonly max: number;
  readonly step: number;
  /** What it does to means and gradients. */
  readonly effect: string;
}

/** What can go wrong beside drift and warmth. */
export const PROBABILITIES: readonly ImperfectionWords[] = [
  {
    name: "p01",
    label: "0 read as 1",
    max: 0.2,
    step: 0.005,
    effect: "Shifts and shrinks every mean. Ignored: a bias in no error bar. Undone: only wider error bars.",
  },
  {
    name: "p10",
    label: "1 read as 0",
    max: 0.2,
    step: 0.005,
    effect: "The same for the other value; where both differ, means are shifted towards the likelier one.",
  },
  {
    name: "shotLoss",
    label: "Lost shots",
    max: 0.8,
    step: 0.05,
    effect: "Fewer counts: wider error bars, no bias.",
  },
  {
    name: "preparation",
    label: "Failed preparations",
    max: 0.3,
    step: 0.005,
    effect: "So many shots see the first excited state: a bias in no error bar.",
  },
  {
    name: "depolarisation",
    label: "Depolarisation",
    max: 0.2,
    step: 0.005,
    effect:
      "Each qubit random with probability p: a string on k of them shrinks by (1 − p)ᵏ, in no error bar.",
  },
  {
    name: "drift",
    label: "Drift of knobs",
    max: 0.1,
    step: 0.005,
    effect: "Knobs wander by this part of their values. What they do between two phases is divided by β.",
  },
];

/** What is wrong at present, in a few words. */
export function wrongInWords(imperfections: LaboratoryImperfections, temperature: number): string {
  const { p01, p10 } = imperfections;
  const percent = (value: number) => `${Number((100 * value).toFixed(1))} %`;
  const others = PROBABILITIES.filter(
    ({ name }) => name !== "p01" && name !== "p10" && imperfections[name] > 0,
  );
  const parts = [
    ...(p01 > 0 || p10 > 0 ? [`wrong bits ${percent(p01)}, ${percent(p10)}`] : []),
    ...others.map(({ name, label }) => `${label.toLowerCase()} ${percent(imperfections[name])}`),
    ...(temperature > 0 ? [`temperature ${temperature}`] : []),
  ];
  return parts.length > 0 ? parts.join(" · ") : "nothing";
}
