import type { ExperimentInput } from "./schema.ts";

/** A named model, for catalogues and galleries. */
export interface ModelEntry {
  /** As `system.model` has it. */
  readonly name: string;
  readonly title: string;
  /** H in TeX, with the names of the inputs. */
  readonly hamiltonian: string;
  readonly references: readonly ModelReference[];
  /** A small experiment that trains one of its couplings. */
  readonly experiment: ExperimentInput;
}

/** A published work; `docs/references.bib` has the same DOI. */
export interface ModelReference {
  /** Authors, journal, volume, page and year on one line. */
  readonly text: string;
  readonly doi: string;
}

/** What an entry says beyond what all experiments of the catalogue share. */
interface Trained {
  readonly title: string;
  readonly system: ExperimentInput["system"];
  /** The other couplings. */
  readonly at: Readonly<Record<string, number>>;
  /** What the output of each name should be. */
  readonly target: Readonly<Record<string, number>>;
}

/** An experiment that trains couplings until the outputs have their targets. */
export function trainedTo({ title, system, at, target }: Trained): ExperimentInput {
  return {
    schemaVersion: 1,
    title,
    system,
    ...(Object.keys(at).length > 0 ? { at } : {}),
    loss: { kind: "square", target },
    gradient: { method: "symmetric", beta: 0.05 },
    training: { optimizer: { kind: "adam", learningRate: 0.05 }, batches: 100 },
  };
}
