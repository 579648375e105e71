import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import type { Experiment } from "../../experiments/build-experiment.ts";
import { measuredDevice, shotsOf } from "../../experiments/build-measurement.ts";
import { type MeasurementConfig, measurementSchema } from "../../experiments/schema-measurement.ts";
import { figureDocument } from "../../plots/figure-document.ts";
import type { Capabilities } from "../../propagation/device.ts";
import {
  checkReciprocity,
  type GoodnessOfFit,
  type ReciprocityCheck,
  type ReciprocitySettings,
} from "../../propagation/reciprocity.ts";
import type { ConjugateKnob } from "../../propagation/static-responses.ts";
import { parametersOf } from "../../training/variables.ts";
import { collect, overridesFrom, positiveNumber, wholeNumber, workerCount } from "../arguments.ts";
import { inDirectory, pictures, writeFiles } from "../figure-files.ts";
import { inputsOf } from "../given-inputs.ts";
import { chooseValues, loadExperiment } from "../load-experiment.ts";
import { openDevice } from "../open-device.ts";
import { formatTable, printResult } from "../output.ts";

interface CheckFlags {
  readonly knobs?: string;
  readonly pairs?: string;
  readonly step: number;
  readonly shots?: number;
  readonly exact?: boolean;
  readonly inputs?: string[];
  readonly parameters?: string;
  readonly out?: string;
  readonly platform?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly workers?: number;
  readonly json?: boolean;
}

const PAIRS = ["outputs", "all"] as const;

/** How often a device in equilibrium is said to fail. */
const FALSE_ALARMS = 0.001;

/** `qep check-reciprocity`. */
export function addCheckReciprocity(program: Command): void {
  program
    .command("check-reciprocity")
    .description(
      "whether a device responds as an equilibrium does, d<B>/d(knob) = d<A>/d(nudge), and the gains of its knobs",
    )
    .argument("<experiment>", "experiment file, or run directory (then with its trained parameters)")
    .option(
      "--knobs <names>",
      "parameters and inputs that take part, comma-separated (default: all parameters)",
    )
    .option("--pairs <which>", "outputs: knobs with outputs; all: knobs with knobs too (default: outputs)")
    .option("--step <h>", "knobs move by ±h and ±h/2, in the unit of energy", positiveNumber("--step"), 0.2)
    .option("--shots <n>", "count so many states on each side of each knob", wholeNumber("--shots", 18))
    .option("--exact", "expectation values without noise, whatever the experiment says")
    .option("--inputs <values>", "operating point name=value,... (default: the experiment's first)", collect)
    .option("--parameters <file>", "npz, JSON or CSV with parameters")
    .option("--out <dir>", "draw the figure there")
    .option("--platform <file>", "the laboratory that counts (YAML), instead of the experiment's platform")
    .option("--seed <n>", "seed", wholeNumber("--seed", 0))
    .option("--set <path=value>", "change a value of the experiment (repeatable)", collect)
    .option("--workers <n>", "worker threads (default: one for each core)", wholeNumber("--workers", 1))
    .option("--json", "print the result as JSON")
    .action((path: string, flags: CheckFlags) => inDirectory(flags.out, () => check(path, flags)));
}

async function check(path: string, flags: CheckFlags): Promise<void> {
  if (flags.exact && flags.shots !== undefined) {
    throw new QepError("invalid-argument", "expected --exact or --shots, given both; remove one of them");
  }
  const loaded = await loadExperiment(path, overridesFrom(flags), flags.platform);
  const { experiment } = loaded;
  const values = await chooseValues(loaded, flags.parameters);
  const [inputs = new Float64Array(0)] = await inputsOf(experiment, values, flags.inputs);
  const parameters = parametersOf(experiment.variables, values);
  const measurement = measurementOf(experiment, flags);
  const below = await openDevice(experiment, { workers: workerCount(flags.workers), tolerance: 1e-12 });
  try {
    const { config, system } = experiment;
    const measured = { config: { ...config, measurement }, system };
    const device = measuredDevice(below, measured, shotsOf(measurement));
    const known = device.capabilities();
    const settings = { ...settingsOf(measurement, flags), ...knobsOf(known, flags.knobs) };
    const point = { inputs, parameters, stream: [experiment.config.seed, "reciprocity"] };
    const result = await checkReciprocity(device, point, settings);
    const report = reportOf(result, known);
    const files =
      flags.out === undefined
        ? []
        : await writeFiles(flags.out, pictures("reciprocity", await figureOf(report)));
    printResult(flags.json === true, { ...report, files }, () => [describe(report), ...files].join("\n"));
  } finally {
    await below.close();
  }
}

/** The experiment's own measurement, counts where shots are asked for. */
function measurementOf(
  { config: { measurement } }: Experiment,
  { shots, exact }: CheckFlags,
): MeasurementConfig {
  if (exact) return { kind: "exact" };
  if (shots === undefined && measurement.kind === "counts" && measurement.shots === undefined) {
    throw new QepError(
      "invalid-argument",
      "the experiment leaves its shots to a plan of the training; expected --shots N, or --exact",
    );
  }
  if (shots === undefined) return measurement;
  return measurement.kind === "counts"
    ? { ...measurement, shots }
    : measurementSchema.parse({ kind: "counts", shots });
}

function settingsOf(
  measurement: MeasurementConfig,
  { step, pairs = "outputs" }: CheckFlags,
): ReciprocitySettings {
  const chosen = PAIRS.find((name) => name === pairs);
  if (!chosen) {
    throw new QepError("invalid-argument", `--pairs must be one of ${PAIRS.join(", ")}; given: ${pairs}`);
  }
  const { shots = null, budget } = shotsOf(measurement);
  return { step, shots: budget?.nudged ?? shots, pairs: chosen, falseAlarms: FALSE_ALARMS };
}

/** Parameters and inputs by name. */
function knobsOf(
  { parameters, inputs }: Capabilities,
  names: string | undefined,
): Pick<ReciprocitySettings, "parameters" | "inputs"> {
  if (names === undefined) return {};
  const known = [...parameters, ...inputs].map(({ name }) => name);
  const places = names.split(",").map((text) => {
    const place = known.indexOf(text.trim());
    if (place >= 0) return place;
    throw new QepError(
      "invalid-argument",
      `--knobs: there is no parameter or input "${text.trim()}"; there are ${known.join(", ") || "none"}`,
    );
  });
  const count = parameters.length;
  const chosen = [...new Set(places)].sort((a, b) => a - b);
  return {
    parameters: chosen.filter((place) => place < count),
    inputs: chosen.filter((place) => place >= count).map((place) => place - count),
  };
}

type Report = ReturnType<typeof reportOf>;

function reportOf({ pairs, gains, ...rest }: ReciprocityCheck, known: Capabilities) {
  const nameOf = ({ kind, index }: ConjugateKnob) =>
    kind === "outputs" ? `nudge of ${known.outputs[index]}` : (known[kind][index]?.name ?? "");
  return {
    pairs: pairs.map(({ knob, partner, ...pair }) => ({
      knob: nameOf(knob),
      partner: nameOf(partner),
      ...pair,
    })),
    ...rest,
    gains: gains.map(({ knob, ...gain }) => ({ knob: nameOf(knob), ...gain })),
    gainUnit: `nudge of ${known.outputs[0]}`,
    falseAlarms: FALSE_ALARMS,
  };
}

async function figureOf({ pairs }: Report): Promise<string> {
  // Loaded when needed, as all drawing.
  const { agreementFigure } = await import("../../plots/agreement-figure.ts");
  const partners = [...new Set(pairs.map(({ partner }) => partner))];
  return agreementFigure(
    {
      title: "Reciprocity",
      xLabel: "response of the partner to the knob",
      yLabel: "response of the knob's observable to the partner",
      series: partners.map((label) => ({
        label,
        points: pairs
          .filter(({ partner }) => partner === label)
          .map(({ response, responseError, reverse, reverseError }) => ({
            ...{ x: response, xError: responseError },
            ...{ y: reverse, yError: reverseError },
          })),
      })),
    },
    await figureDocument(),
  );
}

function describe(report: Report): string {
  const number = (value: number) => value.toPrecision(4);
  const fit = ({ chiSquare, degreesOfFreedom, pValue }: GoodnessOfFit) =>
    `chi-square ${number(chiSquare)} for ${degreesOfFreedom} degrees of freedom, p = ${pValue.toPrecision(2)}`;
  const rows = report.pairs.map(({ knob, partner, response, responseError, reverse, reverseError }) => [
    ...[
      knob,
      partner,
      number(response),
      "±",
      number(responseError),
      number(reverse),
      "±",
      number(reverseError),
    ],
    ((response - reverse) / Math.hypot(responseError, reverseError)).toFixed(1),
  ]);
  const header = ["knob", "partner", "by the knob", "", "", "by the partner", "", "", "difference/error"];
  return [
    formatTable(rows, { header }),
    `knobs as they are set: ${fit(report.asSet)}`,
    ...(report.upToGains ? [`with gains:            ${fit(report.upToGains)}`] : []),
    `gains of the knobs, in that of the ${report.gainUnit}`,
    formatTable(
      report.gains.map(({ knob, gain, standardError }) => [knob, number(gain), "±", number(standardError)]),
    ),
    `${report.preparations} preparations, ${report.shots} shots`,
    verdictText(report),
  ].join("\n");
}

function verdictText({ verdict, asSet, upToGains, falseAlarms }: Report): string {
  const chance = (fit: GoodnessOfFit) => `p = ${fit.pValue.toPrecision(2)}`;
  switch (verdict) {
    case "holds":
      return `reciprocity holds within the errors (${chance(asSet)}; a device in equilibrium fails at p < ${falseAlarms})`;
    case "holds-up-to-gains":
      return (
        "reciprocity holds up to gains: the device is in equilibrium, but its knobs are not what they say. Divide what is set by " +
        "the gains above, or leave it: gradients keep their signs."
      );
    case "fails":
      return (
        `reciprocity FAILS (${chance(asSet)}): nudged gradients of this device are not to be trusted. It is not in equilibrium (prepare ` +
        "more slowly, wait longer), or it drifts (order: interleaved), or its knobs have cross-talk, or " +
        `--step is too large.${upToGains ? "" : " Wrong gains look the same where there is one output: --pairs all tells."}`
      );
  }
}
