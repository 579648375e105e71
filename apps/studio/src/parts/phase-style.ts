import type { PhaseName } from "../engine/observed-device.ts";

/** How a phase of equilibrium propagation is called and coloured. */
export interface PhaseStyle {
  readonly label: string;
  /** In a sentence, or where there is little room. */
  readonly word: string;
  /** Where there is room. */
  readonly title: string;
  /** Of the page. */
  readonly colour: string;
}

/** How the phases of equilibrium propagation are called and coloured. */
export const PHASE_STYLE: Readonly<Record<PhaseName, PhaseStyle>> = {
  free: { label: "Free", word: "free", title: "free", colour: "var(--ink)" },
  plus: { label: "+β", word: "+β", title: "nudged by +β", colour: "var(--plus)" },
  minus: { label: "−β", word: "−β", title: "nudged by −β", colour: "var(--minus)" },
};
