import { CHAIN_MODELS } from "./catalogue-chains.ts";
import type { ModelEntry } from "./catalogue-entry.ts";
import { PARTICLE_MODELS } from "./catalogue-particles.ts";
import { SPIN_MODELS } from "./catalogue-spins.ts";

/**
 * Every named model with its Hamiltonian, where it comes from, and a small experiment that trains it.
 *
 * Names and order are those of `system.model`; what the inputs and the lattice are, `buildExperiment(resolveExperiment(...))` tells.
 */
export const MODEL_CATALOGUE: readonly ModelEntry[] = [...CHAIN_MODELS, ...SPIN_MODELS, ...PARTICLE_MODELS];
