import { QepError } from "../base/errors.ts";
import type { FullSpectrum } from "./full-spectrum.ts";

/** The Gibbs state exp(−H/T)/Z = Σ_n p_n |n⟩⟨n|. */
export interface GibbsState extends FullSpectrum {
  /** T in the unit of energy (k_B = 1). */
  readonly temperature: number;
  /** p_n, length D, descending; they add up to 1. */
  readonly populations: Float64Array;
  /** The first so many states hold all of the population but a part in 2^60. */
  readonly populated: number;
  /** F = −T ln Z. */
  readonly freeEnergy: number;
}

const UNPOPULATED = 2 ** -60;

/**
 * Populations and free energy at a temperature. Energies are counted from E_0, so that nothing over- or underflows, down
 * to temperatures far below every gap.
 *
 * @param temperature T > 0, in the unit of energy
 * @throws QepError invalid-argument
 */
export function gibbsState(spectrum: FullSpectrum, temperature: number): GibbsState {
  requireTemperature(temperature);
  const { energies } = spectrum;
  const ground = energies[0] as number;
  const factors = energies.map((energy) => Math.exp((ground - energy) / temperature));
  // From the smallest to the largest, and without the ground state's 1, for an accurate logarithm.
  const excited = factors.reduceRight((sum, factor, n) => (n === 0 ? sum : sum + factor), 0);
  const populations = factors.map((factor) => factor / (1 + excited));
  const threshold = UNPOPULATED / energies.length;
  const firstEmpty = populations.findIndex((population) => population < threshold);
  return {
    ...spectrum,
    temperature,
    populations,
    populated: firstEmpty < 0 ? energies.length : firstEmpty,
    freeEnergy: ground - temperature * Math.log1p(excited),
  };
}

/** @throws QepError invalid-argument where it is not a positive number */
export function requireTemperature(temperature: number): void {
  if (temperature > 0 && temperature < Number.POSITIVE_INFINITY) return;
  throw new QepError(
    "invalid-argument",
    `the temperature must be a positive number, in the unit of energy; it is ${temperature}. For T = 0 ask for the ` +
      "ground state.",
    { temperature },
  );
}
