/** An example as the gallery shows it. */
export interface GalleryItem {
  /** Below `examples/`. */
  readonly file: string;
  readonly command: string;
  /** What the command draws, in the folder where it runs; null where it draws nothing. */
  readonly figure: string | null;
  /** How long it takes, for those that tests leave out. */
  readonly slow?: string;
  /** Lines that are shown; the last ones, where there are more. Default 12. */
  readonly lines?: number;
}

/** Sections of the gallery with their examples, in order. */
export const GALLERY: Readonly<Record<string, readonly GalleryItem[]>> = {
  "First steps": [
    trained("single-qubit.yaml"),
    trained("bell-pair.ts", { slow: "2 seconds" }),
    trained("unsupervised.ts", { slow: "2 seconds" }),
    { file: "library.ts", command: "npx node examples/library.ts", figure: null },
  ],
  "Learning from data": [
    trained("two-moons.yaml", { slow: "5 seconds" }),
    trained("regression.yaml", { slow: "5 seconds" }),
    trained("quantum-data.yaml", { slow: "3 seconds" }),
    trained("thermal-qubits.yaml", { slow: "3 seconds" }),
  ],
  Atoms: [
    trained("rydberg-chain.yaml", { figure: "parameters" }),
    trained("rydberg-positions.yaml", { figure: "parameters", slow: "3 seconds" }),
    trained("bose-hubbard.yaml", { figure: "parameters", slow: "5 seconds" }),
    trained("rydberg-blockade.yaml", { figure: "parameters", slow: "5 seconds" }),
  ],
  "Phase diagrams": [
    {
      file: "cluster-phases.yaml",
      command:
        "npx qep phase-diagram examples/cluster-phases.yaml --x gX=0.05:1.95:20 --y gZZ=0.05:1.95:20 --out phases",
      figure: "phases/cluster.svg",
      slow: "5 seconds",
    },
  ],
  "Measured as in a laboratory": [
    trained("phase-sensor.yaml", { steps: 300, figure: "phase-triangle", slow: "20 seconds" }),
    {
      file: "black-box.yaml",
      command:
        "npx qep check-reciprocity examples/black-box.yaml --inputs h=1 --exact --pairs all --out figures",
      figure: "figures/reciprocity.svg",
      slow: "3 seconds",
    },
    {
      file: "bases-and-shots.ts",
      command: "npx node examples/bases-and-shots.ts",
      figure: null,
      slow: "10 seconds",
    },
  ],
  "Experiments of the paper: supervised": [
    ...["xyz", "xz", "z", "patches", "no-cutoff"].map((variant) =>
      trained(`paper/phase-sensor-${variant}.yaml`, {
        steps: 200,
        figure: "phase-triangle",
        slow: "20 seconds",
      }),
    ),
    {
      file: "paper/nudge-and-shots.yaml",
      command:
        "npx qep gradient examples/paper/nudge-and-shots.yaml --inputs gZXZ=1,gZZ=1,gX=2 --beta 0.2 --shots 100",
      figure: null,
    },
    {
      file: "paper/sensor-back-action.yaml",
      command: "npx qep evaluate examples/paper/sensor-back-action.yaml --inputs gZXZ=1,gZZ=1,gX=2",
      figure: null,
      lines: 6,
    },
    trained("paper/kitaev-sensor.yaml", { steps: 10, slow: "20 seconds" }),
    {
      file: "paper/kitaev-sensor-as-published.yaml",
      command:
        "npx qep evaluate examples/paper/kitaev-sensor-as-published.yaml --inputs Jx=0.5,Jy=0.3,Jz=0.2",
      figure: null,
    },
    trained("paper/hamiltonian-detection.yaml", { figure: "parameters", slow: "3 seconds" }),
  ],
  "Experiments of the paper: unsupervised": [
    trained("paper/phase-exploration.yaml", { figure: "parameters", slow: "3 seconds" }),
    trained("paper/sensitivity.yaml", { figure: "parameters", slow: "3 seconds" }),
    trained("paper/kitaev-exploration.yaml", { figure: "parameters", slow: "a minute" }),
    trained("paper/chain-exploration.yaml", { figure: "parameters", slow: "2 seconds" }),
  ],
};

/** A training, in full or of the first steps alone, and one of the figures of its run. */
function trained(
  file: string,
  { steps, figure = "training-curves", slow }: { steps?: number; figure?: string; slow?: string } = {},
): GalleryItem {
  const run = `runs/${(file.split("/").at(-1) as string).replace(/\.\w+$/, "")}`;
  return {
    file,
    command: `npx qep train examples/${file}${steps === undefined ? "" : ` --steps ${steps}`} --out ${run}`,
    figure: `${run}/figures/${figure}.svg`,
    ...(slow === undefined ? {} : { slow }),
  };
}
