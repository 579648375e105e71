import type { Experiment } from "../../experiments/build-experiment.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import { phaseTriangleFigure } from "../../plots/phase-triangle.ts";
import { KITAEV_TRIANGLE } from "../../plots/triangle-frame.ts";
import { kitaevPhaseAt } from "../../tasks/kitaev-triangle.ts";
import { compareNumbers, NO_DATA, NOTHING } from "../comparisons.ts";
import type { Comparison, Findings, ReportFigure, Reproduction, Workbench } from "../reproduction.ts";
import { kitaevOutputs, kitaevScores, type SensedPoint, scoresText } from "./kitaev-outputs.ts";
import { CHOSEN_STEP, type PublishedKitaevSensor, publishedKitaevSensor } from "./published-kitaev-sensor.ts";

const FILE = "kitaev-sensor-as-published.yaml";
/** Largest deviation of a published prediction that counts as agreement. */
const BOUND = 1e-5;
/** The quick form takes one of so many published points. */
const QUICK_STRIDE = 20;

export const kitaevSensorAsPublished: Reproduction = {
  id: "kitaev-sensor-as-published",
  title: "The published Kitaev phase sensor",
  source: "supervised learning, Kitaev phase sensor; data in SupervisedQEP/KitaevPhaseSensor",
  shows:
    "A sensor of two qubits, trained on a system of sixteen sites, tells Abelian from non-Abelian over the triangle of the " +
    "Kitaev couplings. The published parameters and predictions belong to a cluster Ising ring of sixteen sites.",
  authorsTime: "about 46 hours of training on their cluster",
  caveats: [
    "The published parameters and predictions for the Kitaev phase sensor belong to a cluster Ising ring of 16 sites, whose gZXZ, gZZ and gX " +
      "stand where Jx, Jy and Jz should. Points and labels are those of the Kitaev triangle.",
  ],
  experiments: [FILE],
  run,
};

async function run(workbench: Workbench): Promise<Findings> {
  const published = await publishedKitaevSensor(workbench.reference);
  if (!published) return withoutData();
  const experiment = await workbench.experiment(FILE);
  const chosen = workbench.isQuick ? published.map.filter((_, k) => k % QUICK_STRIDE === 0) : published.map;
  const map = await kitaevOutputs(
    workbench,
    "published points",
    experiment,
    published.parameters,
    chosen.map(({ inputs }) => inputs),
  );
  const others = await kitaevOutputs(
    workbench,
    "other points",
    experiment,
    published.parameters,
    workbench.isQuick ? [] : between(experiment, published),
  );
  const tests = await kitaevOutputs(
    workbench,
    "test points",
    experiment,
    published.parameters,
    workbench.isQuick ? [] : testInputs(experiment),
  );
  return {
    result:
      `At the published parameters of step ${CHOSEN_STEP}, on ${map.points.length} points of the published map: ` +
      `${scoresText(kitaevScores(map.points))}.`,
    comparisons: [
      ...compareMap(map.points, chosen),
      ...(workbench.isQuick ? [] : [compareTests(tests.points, published)]),
    ],
    figures: workbench.isQuick ? [] : await drawPublishedKitaevSensor([...map.points, ...others.points]),
    tables: [],
    notes: [
      "The report of kitaev-sensor has the evidence that these predictions are not those of the Kitaev model.",
      "The published list of predictions holds 1 + p(Abelian), for every second point of a grid of 210; the figure has all.",
    ],
    seconds: [map, others, tests].reduce((sum, { part }) => sum + part.seconds, 0),
  };
}

/** Points of the published grid that are not in the published list. */
function between({ data }: Experiment, { map }: PublishedKitaevSensor): Float64Array[] {
  const isSame = (a: Float64Array, b: Float64Array) =>
    a.every((value, k) => Math.abs(value - (b[k] as number)) < 1e-6);
  return (data?.grid ?? [])
    .map(({ points }) => points[0] as Float64Array)
    .filter((point) => !map.some(({ inputs }) => isSame(point, inputs)));
}

function testInputs({ data }: Experiment): Float64Array[] {
  return (data?.test ?? []).map(({ points }) => points[0] as Float64Array);
}

function compareMap(points: readonly SensedPoint[], published: PublishedKitaevSensor["map"]): Comparison[] {
  const scores = points.map((point) => kitaevScores([point]));
  const count = points.length;
  return [
    compareNumbers({
      quantity: `p(Abelian) at ${count} points of the map`,
      published: published.map(({ abelian }) => abelian),
      ours: points.map(({ abelian }) => abelian),
      bound: BOUND,
    }),
    compareNumbers({
      quantity: `right by max-choice at each of the ${count} points`,
      published: published.map(({ maxChoice }) => maxChoice),
      ours: scores.map(({ maxChoice }) => maxChoice),
      bound: 0,
      shown: {
        published: `mean ${meanOf(published.map(({ maxChoice }) => maxChoice)).toFixed(4)}`,
        ours: `mean ${meanOf(scores.map(({ maxChoice }) => maxChoice)).toFixed(4)}`,
      },
    }),
    compareNumbers({
      quantity: `probability of the right output at each of the ${count} points`,
      published: published.map(({ singleShot }) => singleShot),
      ours: scores.map(({ singleShot }) => singleShot),
      bound: BOUND,
      shown: {
        published: `mean ${meanOf(published.map(({ singleShot }) => singleShot)).toFixed(4)}`,
        ours: `mean ${meanOf(scores.map(({ singleShot }) => singleShot)).toFixed(4)}`,
      },
    }),
  ];
}

/** The scores that the paper reports. */
function compareTests(points: readonly SensedPoint[], published: PublishedKitaevSensor): Comparison {
  const ours = kitaevScores(points);
  return compareNumbers({
    quantity: `scores on the ${points.length} test points at step ${CHOSEN_STEP}`,
    published: [published.maxChoice, published.singleShot],
    ours: [ours.maxChoice, ours.singleShot],
    bound: BOUND,
    shown: { published: scoresText(published), ours: scoresText(ours) },
  });
}

/** The published sensor over the triangle. */
export async function drawPublishedKitaevSensor(points: readonly SensedPoint[]): Promise<ReportFigure[]> {
  const svg = phaseTriangleFigure(
    {
      title: "Published sensor, on a cluster Ising ring of 16 sites",
      subtitle: `${scoresText(kitaevScores(points))} on ${points.length} grid points`,
      frame: KITAEV_TRIANGLE,
      points: points.map(({ inputs: [left, right, top] }) => ({
        left: left as number,
        right: right as number,
        top: top as number,
      })),
      outputs: points.map(({ abelian }) => [abelian, 1 - abelian]),
      targets: points.map(({ inputs }) => (kitaevPhaseAt(inputs) === "Abelian" ? 0 : 1)),
    },
    await figureDocument(),
  );
  const caption =
    "What the published sensor answers over the triangle, with the phase boundaries of the Kitaev model.";
  return [{ name: "phase-triangle", caption, svg }];
}

/** Without the published parameters there is nothing to evaluate. */
function withoutData(): Findings {
  const nothing = { published: NO_DATA, ours: "–", evidence: NOTHING };
  return {
    result: "Nothing was computed: this evaluates the published parameters, which --reference DIR provides.",
    comparisons: [{ quantity: "p(Abelian) on the map", ...nothing, verdict: "not compared" }],
    figures: [],
    tables: [],
    notes: [],
    seconds: 0,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
