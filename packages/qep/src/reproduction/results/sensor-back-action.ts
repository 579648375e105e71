import type { Experiment } from "../../experiments/build-experiment.ts";
import { npyArray } from "../../formats/npy.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { type LineSeries, lineFigure } from "../../plots/line-figure.ts";
import { evaluateOutputs } from "../../training/evaluation.ts";
import { parametersOf } from "../../training/variables.ts";
import { agreement, onlyInFull } from "../comparisons.ts";
import { numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { type TrainedRun, trainRuns } from "../trained-runs.ts";
import { withDevice } from "../with-device.ts";
import { quickBatches } from "./phase-sensor.ts";

const FILE = "sensor-back-action.yaml";
const SITES = 8;
const LETTERS = ["X", "Y", "Z"] as const;
/** Outputs before those of the sites: the sensor's three projectors. */
const PROJECTORS = 3;

/** Which trained sensors are looked at. */
const ARMS = [
  { label: "no cutoff", file: "phase-sensor-no-cutoff.yaml", isDecoupled: false },
  { label: "soft cutoff", file: "phase-sensor-xyz.yaml", isDecoupled: false },
  { label: "decoupled", file: "phase-sensor-xyz.yaml", isDecoupled: true },
] as const;

export const sensorBackAction: Reproduction = {
  id: "sensor-back-action",
  title: "Does the sensor disturb the ring?",
  source: "supervised learning, discussion of the soft cutoff",
  shows:
    "Strong couplings make the sensor disturb the system it looks at: ⟨X⟩, ⟨Y⟩ and ⟨Z⟩, the same on every site of a ring by " +
    "itself, spread along it. A soft cutoff on the couplings keeps that small.",
  authorsTime: null,
  caveats: [
    "The paper's profiles along the ring are not published as numbers: the trend is compared, not the values.",
  ],
  experiments: [FILE, "phase-sensor-xyz.yaml", "phase-sensor-no-cutoff.yaml"],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const parts: Part[] = [];
  let seconds = 0;
  for (const { label, file, isDecoupled } of ARMS) {
    const runs = await trainRuns(workbench, file, quickBatches(workbench));
    seconds += isDecoupled ? 0 : runs.reduce((sum, own) => sum + own.seconds, 0);
    parts.push(await profilesOf(workbench, label, runs, isDecoupled));
  }
  const spreads = parts.map((part) => LETTERS.map((_, letter) => meanOf(spreadsOf(part, letter))));
  return {
    result: resultText(spreads),
    comparisons: trends(workbench, spreads),
    figures: await drawSensorBackAction(parts),
    tables: [
      {
        caption: "Spread along the ring: standard deviation over the sites, mean over the grid and the runs",
        header: ["", ...LETTERS.map((letter) => `⟨${letter}⟩`)],
        rows: ARMS.map(({ label }, arm) => [label, ...(spreads[arm] ?? []).map((value) => value.toFixed(4))]),
      },
    ],
    notes: [
      "Couplings of own runs, seeds 1, 2, 3, …, shared with the phase sensors; decoupled: the same with all couplings zero.",
      "The sensor couples to sites 0 and 1.",
    ],
    seconds: seconds + parts.reduce((sum, part) => sum + part.seconds, 0),
  };
}

/** Array `profiles` (runs × points × letters × sites): ⟨X⟩, ⟨Y⟩ and ⟨Z⟩ along the ring at every point of the grid. */
async function profilesOf(
  workbench: Workbench,
  label: string,
  runs: readonly TrainedRun[],
  isDecoupled: boolean,
): Promise<Part> {
  const experiment = await workbench.experiment(FILE);
  const parameters = (isDecoupled ? runs.slice(0, 1) : runs).map(({ experiment: own, values }) =>
    isDecoupled ? withoutCouplings(own, values) : parametersOf(own.variables, values),
  );
  const inputs = (experiment.data?.grid ?? []).map(({ points }) => points[0] as Float64Array);
  const from = { system: experiment.config.system, parameters: parameters.map((values) => [...values]) };
  const show = workbench.progress(label);
  return remembered(workbench, label.replace(" ", "-"), from, () =>
    withDevice(workbench, experiment, async (device) => {
      const rows: number[] = [];
      for (const [index, values] of parameters.entries()) {
        const outputs = await evaluateOutputs(device, values, inputs, ["evaluate"], workbench.signal);
        for (const row of outputs) rows.push(...row.subarray(PROJECTORS));
        show(index + 1, parameters.length);
      }
      const shape = [parameters.length, inputs.length, LETTERS.length, SITES];
      return new Map([["profiles", npyArray(Float64Array.from(rows), shape)]]);
    }),
  );
}

function withoutCouplings({ groups, variables }: Experiment, values: Float64Array): Float64Array {
  const parameters = parametersOf(variables, values);
  for (const index of groups.find(({ name }) => name === "couplings")?.indices ?? []) parameters[index] = 0;
  return parameters;
}

/** Standard deviation over the sites, for each run and point. */
function spreadsOf(part: Part, letter: number): number[] {
  return profilesAt(part, letter).map((profile) => {
    const mean = meanOf(profile);
    return Math.sqrt(meanOf(profile.map((value) => (value - mean) ** 2)));
  });
}

/** One profile along the ring for each run and point. */
function profilesAt(part: Part, letter: number): number[][] {
  const all = numbersOf(part, "profiles");
  const stride = LETTERS.length * SITES;
  return Array.from({ length: all.length / stride }, (_, row) => {
    const start = stride * row + SITES * letter;
    return [...all.subarray(start, start + SITES)];
  });
}

/** The paper's trend: strong couplings spread more than weak ones, and without any there is no spread. */
function trends(workbench: Workbench, spreads: readonly (readonly number[])[]): Comparison[] {
  const quantity = "spread along the ring, mean over X, Y and Z";
  if (workbench.isQuick) return [onlyInFull(quantity, workbench)];
  const [strong, weak, none] = spreads.map(meanOf) as [number, number, number];
  return [
    {
      quantity,
      published: "without cutoff larger than with; none where decoupled",
      ours: `${strong.toFixed(4)}; ${weak.toFixed(4)}; ${none.toExponential(1)}`,
      evidence: "asked that each is larger than the next, and the last below 1e-6",
      verdict: agreement(strong > weak && weak > none && none < 1e-6),
    },
  ];
}

/** How far X, Y and Z of each site are from their means along the ring. @param parts one for each of the arms */
export async function drawSensorBackAction(parts: readonly Part[]): Promise<ReportFigure[]> {
  const document = await figureDocument();
  const sites = Array.from({ length: SITES }, (_, site) => site);
  return LETTERS.map((letter, index): ReportFigure => {
    const series = ARMS.map(({ label }, arm): LineSeries => {
      const profiles = profilesAt(parts[arm] as Part, index);
      const departures = profiles.map((profile) => {
        const mean = meanOf(profile);
        return profile.map((value) => Math.abs(value - mean));
      });
      return {
        label,
        x: sites,
        y: sites.map((site) => meanOf(departures.map((row) => row[site] as number))),
      };
    });
    return {
      name: `departure-${letter}`,
      caption: `How far ⟨${letter}⟩ of each site is from its mean along the ring, averaged over the grid and the runs.`,
      svg: lineFigure(
        { xLabel: "site", yLabel: `|⟨${letter}_{j}⟩ − mean|`, series, yRange: [0, 0.02] },
        document,
      ),
    };
  });
}

function resultText(spreads: readonly (readonly number[])[]): string {
  const texts = ARMS.map(({ label }, arm) => {
    return `${label} ${(spreads[arm] ?? []).map((value) => value.toFixed(3)).join(", ")}`;
  });
  return `Mean spread of ⟨X⟩, ⟨Y⟩, ⟨Z⟩ along the ring (standard deviation over its sites): ${texts.join("; ")}.`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
