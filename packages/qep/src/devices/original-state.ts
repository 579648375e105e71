import type { StateLayout } from "../kernels/layout.ts";
import type { PauliString } from "../operators/pauli-string.ts";
import { applyStrings, type MaskedTerm } from "../states/apply-strings.ts";
import { bitMove } from "../states/bit-moves.ts";
import type { Amplitudes } from "../states/turn-to-diagonal.ts";
import type { StateFrame } from "./basis-plan.ts";
import type { FrameState } from "./state-reader.ts";

/**
 * The amplitudes of a simulator's state on the original qubits, qubit j at bit j: bits put in order, the turns of a real
 * basis undone, and the qubits that tapering removed put back, up to a phase; states left out of a truncated basis are 0.
 *
 * @returns length 2^N; without an imaginary part where all amplitudes are real
 */
export function originalAmplitudes(
  { qubits, layout, order, frame }: StateFrame,
  { state, sector }: FrameState,
): Amplitudes {
  const { amplitudes, isComplex } = layout;
  let own: Amplitudes = {
    re: inOrder(state.values, layout, order),
    ...(isComplex && { im: inOrder(state.values.subarray(amplitudes), layout, order) }),
  };
  // e^{−iπQ/4} = (1 − iQ)/√2
  for (const turn of frame.turns) {
    own = applyStrings([IDENTITY, { ...masks(turn), re: 0, im: -Math.SQRT1_2 }], own);
  }
  const { tapering } = frame;
  if (!tapering) return own;
  const { fixed, exchanges } = tapering.embedding(sector);
  let whole = spread(own, tapering.remaining, qubits);
  for (const { string, sign } of fixed) {
    // The removed qubit is in |0⟩; the projector on the eigenspace of σ, or for σ = −Z the flip, leads to its state.
    const isFlip = string.x === 0n && sign < 0;
    const flip = { x: Number(string.z), z: 0, re: 1, im: 0 };
    if (isFlip) whole = applyStrings([flip], whole);
    else if (string.x !== 0n) {
      whole = applyStrings([IDENTITY, { ...masks(string), re: sign * Math.SQRT1_2, im: 0 }], whole);
    }
  }
  for (const { generator, single } of exchanges) {
    const first = { ...masks(generator.string), re: generator.sign * Math.SQRT1_2, im: 0 };
    whole = applyStrings([first, { ...masks(single), re: Math.SQRT1_2, im: 0 }], whole);
  }
  return whole;
}

/** The values by the basis index in which qubit j is bit j. */
function inOrder(
  values: Float64Array,
  { dimension, qubits, states }: StateLayout,
  order: readonly number[] | undefined,
): Float64Array {
  if (states) {
    const whole = new Float64Array(2 ** qubits);
    // Two words a state, the second of which is 0: there are at most 32 qubits.
    for (let b = 0; b < dimension; b++) whole[states.words[2 * b] as number] = values[b] as number;
    return whole;
  }
  if (!order) return values.slice(0, dimension);
  const move = bitMove(order);
  return Float64Array.from({ length: dimension }, (_, b) => values[move(b)] as number);
}

const IDENTITY: MaskedTerm = { x: 0, z: 0, re: Math.SQRT1_2, im: 0 };

function masks({ x, z }: PauliString): Pick<MaskedTerm, "x" | "z"> {
  return { x: Number(x), z: Number(z) };
}

/** The remaining qubits at their places, the removed ones in |0⟩. */
function spread({ re, im }: Amplitudes, remaining: readonly number[], qubits: number): Amplitudes {
  // Without remaining qubits the state of the idle one that stands for them means nothing: any phase will do.
  if (remaining.length === 0) return { re: new Float64Array(2 ** qubits).fill(1, 0, 1) };
  const move = bitMove(remaining);
  const spreadOut = (values: Float64Array) => {
    const whole = new Float64Array(2 ** qubits);
    for (let b = 0; b < values.length; b++) whole[move(b)] = values[b] as number;
    return whole;
  };
  return { re: spreadOut(re), ...(im && { im: spreadOut(im) }) };
}
