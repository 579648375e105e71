import type { PhaseName } from "../../engine/observed-device.ts";

const STYLES = {
  free: { label: "free", colour: "var(--ink)" },
  plus: { label: "nudged by +β", colour: "var(--plus)" },
  minus: { label: "nudged by −β", colour: "var(--minus)" },
} as const satisfies Record<PhaseName, { readonly label: string; readonly colour: string }>;

/** What a phase is called, and its colour. */
export function phaseStyle(phase: PhaseName): (typeof STYLES)[PhaseName] {
  return STYLES[phase];
}
