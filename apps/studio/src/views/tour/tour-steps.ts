import type { Component } from "svelte";
import DescentStep from "./DescentStep.svelte";
import GroundStateStep from "./GroundStateStep.svelte";
import NudgeStep from "./NudgeStep.svelte";
import ReciprocityStep from "./ReciprocityStep.svelte";
import SensorStep from "./SensorStep.svelte";

/** The tour in its order; steps are numbered from 1 in addresses. */
export const STEPS: readonly { readonly title: string; readonly view: Component }[] = [
  { title: "A qubit settles", view: GroundStateStep },
  { title: "Nudge it", view: NudgeStep },
  { title: "Mutual answers", view: ReciprocityStep },
  { title: "Descend", view: DescentStep },
  { title: "The sensor", view: SensorStep },
];
