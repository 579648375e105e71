import { countText, percent, plural, timeText } from "../base/number-text.ts";
import type { ExperimentPlan, PlannedTraining } from "../experiments/plan-experiment.ts";
import { describePlan } from "../experiments/spending.ts";
import { inflationText } from "../experiments/training-advice.ts";
import { formatTable } from "./output.ts";

/** Bases listed for each phase; the others are counted. */
const MOST_BASES = 16;

/** A plan for people. */
export function planText(title: string, plan: ExperimentPlan): string {
  const { recommended, estimators } = plan;
  const best = recommended && estimators[recommended];
  const lines = [
    `${title}: plan for ${plural(plan.steps, "step")} of ${plural(plan.batchSize, "sample")}` +
      (plan.operatingPoints > 1 ? `, ${plan.operatingPoints} operating points each` : ""),
    formatTable([
      ["pilot", pilotText(plan)],
      ["measurement", measurementText(plan)],
      ["aim", aimText(plan)],
      ...readoutText(plan),
      ...leftOutText(plan),
    ]),
    estimatorTable(plan),
    NOTES,
  ];
  if (!best) return [...lines, tooSmall(plan)].join("\n");
  return [
    ...lines,
    recommendation(plan, best),
    ...(plan.auto ? [`method auto: ${describePlan(plan.auto)}`] : []),
    ...basesText(plan),
    ...verified(plan),
    ...direction(plan, best),
    ...verdict(plan),
  ].join("\n");
}

const NOTES =
  "  Errors: of the mean gradient of one step against the exact one of the same samples, over its norm, root mean square.\n" +
  "  S/N: ‖ĝ‖² over the sum of its variances, as a history records it; noise alone gives 1.\n" +
  "  Preparations: settings at which an equilibrium is prepared, each as often as it has shots.\n" +
  "  Parameter shifts do not apply: expectation values of an equilibrium are no sinusoids of a parameter of H.";

function pilotText({ pilotSamples, gradientNorm, sampleScatter }: ExperimentPlan): string {
  const scatter =
    sampleScatter > 0
      ? `, from batch to batch it scatters by ${short(sampleScatter)} without any shot noise`
      : "";
  return `${plural(pilotSamples, "sample")}, simulated; gradient norm ${short(gradientNorm)}${scatter}`;
}

function measurementText({ measurement }: ExperimentPlan): string {
  return measurement === "counts"
    ? "bitstrings counted in bases; outputs and error signal are measured too"
    : "Gaussian model: each trained observable on its own, outputs and error signal free of noise";
}

/** What is wrong with the counts of the platform and is in no number of the plan. */
function leftOutText({ notInBias }: ExperimentPlan): [string, string][] {
  if (notInBias.length === 0) return [];
  return [
    [
      "not in the bias",
      `${notInBias.join(", ")} of the platform: gradients are biased by them whatever β is, and --verify sees it`,
    ],
  ];
}

/** What inverting readout errors costs. */
function readoutText({ readoutInflation }: ExperimentPlan): [string, string][] {
  return readoutInflation ? [["readout", inflationText(readoutInflation)]] : [];
}

function aimText({ aim, measurement }: ExperimentPlan): string {
  if ("relativeError" in aim) return `a relative error of ${aim.relativeError} (no budget was given)`;
  if ("seconds" in aim)
    return `${timeText(aim.seconds)} for each sample of each step, setting knobs included`;
  const unit = measurement === "counts" ? "shots" : "readings";
  return `${short(aim.shots)} ${unit} for each sample of each step`;
}

function estimatorTable(plan: ExperimentPlan): string {
  const { estimators, finiteDifference, asWritten, recommended } = plan;
  const rows: (string | number)[][] = [];
  const add = (label: string, entry: PlannedTraining | null, missing: string) => {
    rows.push(entry ? [label, ...numbers(entry)] : [label, "-", "-", "-", "-", "-", "-", "-", missing]);
  };
  for (const [method, entry] of Object.entries(estimators)) {
    add(`${method}${method === recommended ? " *" : ""}`, entry, "not within the budget");
  }
  if (asWritten) add(`as written: ${asWritten.method}`, asWritten, "");
  add("finite differences, same error", finiteDifference, recommended ? "bias too large" : "-");
  const header = [
    "",
    "β or step",
    "shots free + each",
    "bias",
    "noise",
    "error",
    "cosine",
    "S/N",
    "in total",
  ];
  return formatTable(rows, { header });
}

function numbers({ strength, shots, bias, noise, error, relativeError, ...rest }: PlannedTraining): string[] {
  const scale = error > 0 ? relativeError / error : 0;
  const { total, cosine, signalToNoise } = rest;
  const time = total.seconds === null ? "" : `, ${timeText(total.seconds)}`;
  return [
    short(strength),
    `${short(shots.free)} + ${short(shots.responding)}`,
    percent(scale * bias),
    percent(scale * noise),
    percent(relativeError),
    cosine.toFixed(3),
    short(signalToNoise),
    `${short(total.shots)} shots, ${short(total.preparations)} preparations${time}`,
  ];
}

function recommendation({ measurement, knobs, ...plan }: ExperimentPlan, best: PlannedTraining): string {
  const { method, strength, shots, isAtEnd } = best;
  const nudged =
    measurement === "counts"
      ? `${shots.free} shots of the free phase and ${shots.responding} of each sign of the nudge`
      : `${Math.max(1, Math.floor(shots.responding / knobs))} shots of each of ${knobs} observables and sign of the nudge`;
  const end = isAtEnd ? "\n  β is the largest that was tried; --largest-beta tries larger ones" : "";
  const finite = plan.finiteDifference;
  const beside = finite
    ? `\n  finite differences of the same error take ${short(finite.total.shots / best.total.shots)} times the shots and ` +
      `${short(finite.total.preparations / best.total.preparations)} times the preparations`
    : "";
  return `recommended: ${method}, β = ${short(strength)}: ${nudged}, for each sample${end}${beside}`;
}

function basesText({ bases }: ExperimentPlan): string[] {
  return (["free", "nudged"] as const).flatMap((phase) => {
    const own = bases.filter((basis) => basis.phase === phase);
    if (own.length === 0) return [];
    const listed = own.slice(0, MOST_BASES).map(({ basis, shots }) => `${basis} × ${shots}`);
    const more = own.length > MOST_BASES ? [`and ${own.length - MOST_BASES} more (--json)`] : [];
    return [`  ${phase} phase, letters of the qubits from 0 on: ${[...listed, ...more].join(", ")}`];
  });
}

function verified({ verified: found }: ExperimentPlan): string[] {
  if (!found) return [];
  const { repetitions, relativeError, standardError, cosine } = found;
  return [
    `measured: error ${percent(relativeError)} ± ${percent(standardError)}, cosine ${cosine.toFixed(3)}, of ` +
      `${plural(repetitions, "repetition")}`,
  ];
}

/** Where another method points better: the least error can be that of an estimate shrunk towards zero. */
function direction({ estimators }: ExperimentPlan, best: PlannedTraining): string[] {
  const straightest = Object.values(estimators).reduce<PlannedTraining>(
    (most, entry) => (entry && entry.cosine > most.cosine ? entry : most),
    best,
  );
  if (straightest.cosine < best.cosine + 0.02) return [];
  return [
    `${straightest.method} has the larger error but the better direction (cosine ${straightest.cosine.toFixed(3)}), which counts for ` +
      "optimisers that scale gradients, such as Adam",
  ];
}

function verdict({ learnable, steps }: ExperimentPlan): string[] {
  if (!learnable || learnable.isMet) return [];
  return [
    `too small to learn: a signal-to-noise of ${learnable.signalToNoise.toFixed(3)} does not exceed the ` +
      `${learnable.least.toFixed(3)} at which a gradient can be told from noise within ${plural(steps, "step")}. Take a larger ` +
      "budget, fewer steps or smaller batches.",
  ];
}

function tooSmall({ aim }: ExperimentPlan): string {
  return "relativeError" in aim
    ? "no β reaches this error: the bias alone is larger. Give a budget, or a smaller --largest-beta."
    : "too small to measure: no method has a shot left for each of its bases. Take a larger budget, fewer steps or smaller batches.";
}

/** Three digits; where there are more before the point, all of those. */
export function short(value: number): string {
  if (value >= 1000) return countText(Math.round(value));
  return `${Number(value.toPrecision(3))}`;
}
