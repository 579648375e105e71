/** A set of couplings that the phase sensor is trained with. */
export interface SensorVariant {
  /** As in the name of its experiment file. */
  readonly name: string;
  /** The authors' folder of its runs. */
  readonly folder: string;
  readonly title: string;
  readonly shows: string;
}

const COMMON =
  "A sensor of two qubits is coupled to two sites of a cluster Ising ring of eight and trained by quantum equilibrium " +
  "propagation to tell its three phases apart, from ten shots for each gradient. ";

/** All variants, in the order of the paper. */
export const SENSOR_VARIANTS: readonly SensorVariant[] = [
  {
    name: "xyz",
    folder: "default",
    title: "Phase sensor with XYZ couplings",
    shows: `${COMMON}Couplings of all Pauli matrices, held weak by a soft cutoff.`,
  },
  {
    name: "xz",
    folder: "xz",
    title: "Phase sensor with XZ couplings",
    shows: `${COMMON}Couplings of X and Z of the ring do as well as those of all three.`,
  },
  {
    name: "z",
    folder: "onlyzz",
    title: "Phase sensor with Z couplings only",
    shows: `${COMMON}Couplings of Z alone are not enough for all three phases.`,
  },
  {
    name: "patches",
    folder: "patches",
    title: "Phase sensor trained inside the phases only",
    shows: `${COMMON}Trained in three small squares, one inside each phase, it generalises to the whole triangle.`,
  },
  {
    name: "no-cutoff",
    folder: "default_no_cutoff",
    title: "Phase sensor without a cutoff on its couplings",
    shows: `${COMMON}Strong couplings, which disturb the ring, do slightly better.`,
  },
];
