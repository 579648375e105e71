import { RandomStream } from "../../base/random.ts";
import { makeTrainer } from "../../experiments/make-trainer.ts";
import { npyArray } from "../../formats/npy.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { type LineSeries, lineFigure } from "../../plots/line-figure.ts";
import { onlyInFull } from "../comparisons.ts";
import { quantile } from "../distributions.ts";
import { numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { withDevice } from "../with-device.ts";

const FILE = "hamiltonian-detection.yaml";
const PROBES = [1, 2, 3, 4, 5] as const;
/** Probe fields lie equally spaced between these; a single probe is 0. */
const PROBE_RANGE = 1;
const TRIALS = { full: 20, quick: 4 } as const;
const STEPS = { full: 600, quick: 200 } as const;
/** Found: both components closer than this to the unknown field. */
const CLOSE = 0.02;
/** Fields are drawn with components of at most this size, and a strength of at least half of it. */
const LARGEST = 1;

/** How the gradient is read in each arm. */
const ARMS = [
  { label: "exact gradients", overrides: ["gradient={ method: linear-response }"] },
  { label: "symmetric, β = 0.1", overrides: ["gradient={ method: symmetric, beta: 0.1 }"] },
  {
    label: "symmetric, β = 0.1, 1,000 shots",
    overrides: ["gradient={ method: symmetric, beta: 0.1 }", "measurement={ kind: gaussian, shots: 1000 }"],
  },
] as const;

export const hamiltonianDetection: Reproduction = {
  id: "hamiltonian-detection",
  title: "Detecting an unknown field with probe fields",
  source: "outlook on partly unknown Hamiltonians; own analysis",
  shows:
    "Quantum equilibrium propagation needs no knowledge of the fixed part of a Hamiltonian. The question here is how many known " +
    "probe fields are needed to find an unknown field from the expectation values it leads to.",
  authorsTime: null,
  caveats: [
    "Not in the paper's published data: the outcome is compared with what a symmetry argument foretells.",
  ],
  experiments: [FILE],
  run,
};

interface Field {
  readonly hZ: number;
  readonly hX: number;
}

async function run(workbench: Workbench): Promise<Findings> {
  const arms: Part[] = [];
  for (const [index] of ARMS.entries()) arms.push(await errorsOf(workbench, index));
  const found = arms.map((part) => PROBES.map((_, row) => shareFound(part, row)));
  const [exact] = found as [number[], ...number[][]];
  return {
    result:
      `With exact gradients the field is found in ${percent(exact[0])} of the trials with one probe, in ${percent(exact[1])} ` +
      `with two and in ${percent(exact[2])} with three.`,
    comparisons: [symmetryCheck(workbench, exact)],
    figures: await drawHamiltonianDetection(arms, found),
    tables: [
      {
        caption: `Share of trials in which both components come within ${CLOSE} of the field`,
        header: ["probes", ...ARMS.map(({ label }) => label)],
        rows: PROBES.map((probes, row) => [`${probes}`, ...found.map((shares) => percent(shares[row]))]),
      },
    ],
    notes: [
      "A spin in the field (hZ, hX) points along it, H = −(hZ + p) Z − hX X, whatever the field's strength: without a probe " +
        "field p, H and cH have the same ground state. One probe at p = 0 therefore shows the direction alone. Two known probe " +
        "fields give two directions, whose lines meet in one point: the field.",
      `Probes lie equally spaced in [−${PROBE_RANGE}, ${PROBE_RANGE}], a single one at 0. Unknown fields and starts are drawn at ` +
        "random with fixed seeds; Adam with learning rate 0.03.",
    ],
    seconds: arms.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** Array `errors` (probes × trials): distance of the learned field from the true one. */
async function errorsOf(workbench: Workbench, arm: number): Promise<Part> {
  const { label, overrides } = ARMS[arm] as (typeof ARMS)[number];
  const [trials, steps] = workbench.isQuick ? [TRIALS.quick, STEPS.quick] : [TRIALS.full, STEPS.full];
  const from = { label, overrides, trials, steps, probes: PROBES, range: PROBE_RANGE, largest: LARGEST };
  const experiment = await workbench.experiment(FILE);
  const show = workbench.progress(label);
  return remembered(workbench, `errors-${arm}`, { ...from, config: experiment.config }, () =>
    withDevice(workbench, experiment, async (device) => {
      const errors: number[] = [];
      for (const probes of PROBES) {
        for (let trial = 0; trial < trials; trial++) {
          const truth = unknownField(trial);
          const own = await workbench.experiment(FILE, [
            ...overrides,
            `seed=${trial + 1}`,
            `training.batchSize=${probes}`,
            `data.samples=${JSON.stringify(samplesOf(truth, probes))}`,
          ]);
          const trainer = makeTrainer(own, device);
          for (let step = 0; step < steps; step++) await trainer.advance(workbench.signal);
          const [hZ, hX] = trainer.parameters as unknown as [number, number];
          errors.push(Math.max(Math.abs(hZ - truth.hZ), Math.abs(hX - truth.hX)));
          show(errors.length, PROBES.length * trials);
        }
      }
      return new Map([["errors", npyArray(Float64Array.from(errors), [PROBES.length, trials])]]);
    }),
  );
}

/** The field of a trial: uniform in a square, not too weak. */
function unknownField(trial: number): Field {
  const stream = new RandomStream("unknown field", trial);
  for (;;) {
    const field = { hZ: stream.uniform(-LARGEST, LARGEST), hX: stream.uniform(-LARGEST, LARGEST) };
    if (Math.hypot(field.hZ, field.hX) >= LARGEST / 2) return field;
  }
}

/** What the probed spin shows: ⟨Z⟩ and ⟨X⟩ along (hZ + p, hX). */
function samplesOf({ hZ, hX }: Field, probes: number) {
  return Array.from({ length: probes }, (_, k) => {
    const probe = probes === 1 ? 0 : PROBE_RANGE * ((2 * k) / (probes - 1) - 1);
    const strength = Math.hypot(hZ + probe, hX);
    return { inputs: { probe }, target: { z: (hZ + probe) / strength, x: hX / strength } };
  });
}

function errorsAt(part: Part, row: number): Float64Array {
  const all = numbersOf(part, "errors");
  const trials = all.length / PROBES.length;
  return all.subarray(row * trials, (row + 1) * trials);
}

function shareFound(part: Part, row: number): number {
  const errors = errorsAt(part, row);
  return errors.filter((error) => error <= CLOSE).length / errors.length;
}

/** The prediction from symmetry: one probe finds nothing but by chance, two or more find the field. */
function symmetryCheck(workbench: Workbench, [one, ...several]: readonly number[]): Comparison {
  const quantity = "share of fields found, exact gradients";
  if (workbench.isQuick) return onlyInFull(quantity, workbench);
  const least = Math.min(...several);
  return {
    quantity,
    published: "one probe: none but by chance; two or more: all (symmetry argument)",
    ours: `one probe: ${percent(one)}; two or more: at least ${percent(least)}`,
    evidence: "asked at most 10 % with one probe, at least 90 % with two or more",
    verdict: (one as number) <= 0.1 && least >= 0.9 ? "agrees" : "differs",
  };
}

/** The share of fields found and the median error, by the number of probes. @param found shares by arm and number of probes */
export async function drawHamiltonianDetection(
  arms: readonly Part[],
  found: readonly (readonly number[])[],
): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const shares = ARMS.map(({ label }, arm): LineSeries => ({ label, x: PROBES, y: found[arm] as number[] }));
  const medians = ARMS.map(({ label }, arm): LineSeries => {
    const y = PROBES.map((_, row) => {
      return Math.max(1e-9, quantile([...errorsAt(arms[arm] as Part, row)], 0.5));
    });
    return { label, x: PROBES, y };
  });
  const x = { xLabel: "number of probe fields", xCounts: true };
  return [
    {
      name: "found",
      caption: `Share of unknown fields found to ${CLOSE} in both components.`,
      svg: lineFigure({ ...x, yLabel: "share found", yRange: [0, 1], series: shares }, document),
    },
    {
      name: "error",
      caption:
        "Median distance of the learned field from the unknown one, the larger of both components; less than 10⁻⁹ is shown as that.",
      svg: lineFigure({ ...x, yLabel: "median error", yScale: "log", series: medians }, document),
    },
  ];
}

function percent(share: number | undefined): string {
  return `${(100 * (share ?? Number.NaN)).toFixed(0)} %`;
}
