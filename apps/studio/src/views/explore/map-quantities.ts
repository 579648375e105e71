import { type ColourScale, scaleOfValues } from "qep/figures";
import type { Explorable } from "../../engine/explorable.ts";
import { roundInterval } from "../../parts/scale.ts";

/** What a map can show. */
export interface MapQuantity {
  readonly id: string;
  /** As it is chosen and as its axis is called. */
  readonly label: string;
  /** What is to be read beside outputs, energy and gap; may be empty. */
  readonly observables: string;
  /** The column of it. */
  readonly column: string;
  /** True where a few places tower above all others: colours are for most places, not for these. */
  readonly hasPeaks?: boolean;
}

/** Outputs, and the most telling quantities of a ground state. */
export function mapQuantities(
  { outputs, qubits }: Pick<Explorable, "outputs" | "qubits">,
  knobs: readonly string[],
): MapQuantity[] {
  const half = `entropy(0..${Math.max(0, Math.floor(qubits / 2) - 1)})`;
  // Both at once: boundaries are peaks along either knob.
  const responses = knobs.map((knob) => `fidelity-susceptibility(${knob})`);
  return [
    ...outputs.map((name) => ({ id: `output ${name}`, label: `⟨${name}⟩`, observables: "", column: name })),
    { id: "energy", label: "energy", observables: "", column: "energy" },
    { id: "gap", label: "gap above the ground state", observables: "", column: "gap" },
    { id: "entropy", label: "entanglement entropy of one half", observables: half, column: half },
    ...responses.map((column, k) => ({
      id: column,
      label: `fidelity susceptibility to ${knobs[k]}`,
      observables: responses.join(", "),
      column,
      hasPeaks: true,
    })),
  ];
}

/** Share of the places that lie within the colours where a quantity has peaks. */
const WITHIN = 0.97;

/** Colours for values, with round ends; undefined where there are no values. @param values finite */
export function mapScale(values: readonly number[], hasPeaks = false): ColourScale | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted[Math.floor((hasPeaks ? WITHIN : 1) * (sorted.length - 1))] ?? 0;
  return scaleOfValues([], roundInterval([sorted[0] ?? 0, last], false));
}
