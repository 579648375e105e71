import type { Kernels, VectorBlock } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";
import { complexView, type DenseMatrix, multiplyComplex } from "../linalg/dense-matrix.ts";
import type { GibbsState } from "./gibbs-state.ts";

/**
 * The static response of a Gibbs state to H + βB, as vectors |w_m⟩ that give it for every observable:
 *
 *     d⟨A⟩/dβ = Σ_m Re⟨w_m|A|m⟩ over the populated states,
 *     |w_m⟩ = Σ_n K_mn (B_nm − δ_nm⟨B⟩)|n⟩,  K_mn = (p_m − p_n)/(E_m − E_n), −p_m/T where E_m = E_n.
 *
 * Pairs of a populated and an unpopulated state are counted once, with weight 2.
 *
 * @param images row m is B|m⟩ for each populated state
 * @returns D rows, of which the populated ones are set; the caller releases the block
 * @see physics: ∂⟨B⟩/∂θ = −(⟨A;B⟩ − ⟨A⟩⟨B⟩)/T with the canonical correlation ⟨A;B⟩ (Kubo). Cost: two products of
 * matrices of order D, less where few states are populated.
 */
export function thermalResponse(
  kernels: Kernels,
  layout: StateLayout,
  gibbs: GibbsState,
  images: VectorBlock,
): VectorBlock {
  const { dimension, amplitudes, length, isComplex } = layout;
  const { states, populated } = gibbs;
  const imaginary = isComplex ? amplitudes : null;
  const elements: DenseMatrix = {
    order: dimension,
    block: kernels.allocateBlock(dimension, length),
    imaginary,
  };
  const weighted = kernels.allocateBlock(dimension, length);
  const rows = (block: VectorBlock, count: number) =>
    complexView({ block, imaginary }, 0, 0, count, dimension);
  // B_mn = ⟨n|B|m⟩*
  const matrix = rows(elements.block, populated);
  const all = states.first(dimension);
  multiplyComplex(kernels, 1, rows(images, populated), rows(all, dimension), 0, matrix, {
    transpose: "b",
    conjugate: "a",
  });
  weigh(elements, gibbs);
  weighted.values.fill(0);
  multiplyComplex(kernels, 1, matrix, rows(all, dimension), 0, rows(weighted, populated), {
    conjugate: "a",
  });
  kernels.release(elements.block);
  return weighted;
}

/** B_mn ← K_mn (B_mn − δ_mn⟨B⟩) for populated m. */
function weigh({ block, imaginary }: DenseMatrix, gibbs: GibbsState): void {
  const { energies, populations, populated, temperature } = gibbs;
  const values = block.values;
  subtractMean(block, gibbs);
  for (let m = 0; m < populated; m++) {
    for (let n = 0; n < energies.length; n++) {
      const lower = Math.min(m, n);
      const distance = Math.abs((energies[m] as number) - (energies[n] as number)) / temperature;
      const quotient = distance === 0 ? 1 : -Math.expm1(-distance) / distance;
      const count = n < populated ? 1 : 2;
      const factor = (-count * (populations[lower] as number) * quotient) / temperature;
      const index = m * block.length + n;
      values[index] = factor * (values[index] as number);
      if (imaginary !== null) values[index + imaginary] = factor * (values[index + imaginary] as number);
    }
  }
}

/** B_mm ← B_mm − ⟨B⟩, counted from B_00: towards T = 0 the ground state's part then vanishes exactly, as it must. */
function subtractMean(block: VectorBlock, { populations, populated }: GibbsState): void {
  const values = block.values;
  const first = values[0] as number;
  let mean = 0;
  for (let m = populated - 1; m >= 0; m--) {
    mean += (populations[m] as number) * ((values[m * (block.length + 1)] as number) - first);
  }
  for (let m = 0; m < populated; m++) {
    const index = m * (block.length + 1);
    values[index] = (values[index] as number) - first - mean;
  }
}
