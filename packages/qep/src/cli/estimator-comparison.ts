import { percent } from "../base/number-text.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { compareEstimators, type EstimatorComparison } from "../experiments/compare-estimators.ts";
import { DEFAULT_ERROR } from "../experiments/plan-experiment.ts";
import type { Sample } from "../propagation/problem.ts";
import { formatTable } from "./output.ts";
import { short } from "./plan-text.ts";
import { withPilotDevices } from "./with-pilot-devices.ts";

/** What is compared, and at which error. */
export interface ComparisonRequest {
  readonly values: Float64Array;
  readonly sample: Sample;
  readonly workers: number;
  /** Default {@link DEFAULT_ERROR}. */
  readonly relativeError?: number;
}

/** The cost of one gradient at one sample by every method, at equal error; from simulated pilots. */
export function comparison(
  experiment: Experiment,
  { values, sample, workers, relativeError = DEFAULT_ERROR }: ComparisonRequest,
): Promise<EstimatorComparison> {
  const { times } = experiment.config.platform ?? {};
  return withPilotDevices(experiment, workers, (devices) =>
    compareEstimators(experiment, devices, {
      values,
      samples: [sample],
      batchSize: 1,
      relativeError,
      ...(times ? { times } : {}),
    }),
  );
}

/** A comparison for people. */
export function comparisonText(compared: EstimatorComparison): string {
  const { methods, relativeError, knobs, gradientNorm, measurement } = compared;
  const known = Object.values(methods).filter((entry) => entry !== null);
  const fewest = Math.min(...known.map(({ total }) => total.shots));
  const hasTimes = known.some(({ total }) => total.seconds !== null);
  const rows = Object.entries(methods).map(([method, entry]) => {
    if (!entry)
      return [
        method,
        "-",
        "-",
        "-",
        "-",
        "-",
        "-",
        "bias too large at every β or step",
        ...(hasTimes ? ["-"] : []),
      ];
    const { strength, shots, bias, noise, error, total } = entry;
    return [
      method,
      `${short(strength)}${entry.isAtEnd ? " (largest tried)" : ""}`,
      short(total.preparations),
      `${short(shots.free)} + ${short(shots.responding)}`,
      short(total.shots),
      percent(bias / gradientNorm),
      percent(noise / gradientNorm),
      `${percent(error / gradientNorm)}, ${short(total.shots / fewest)} × the fewest shots`,
      ...(hasTimes ? [`${short(total.seconds ?? 0)} s`] : []),
    ];
  });
  const header = ["", "β or step", "preparations", "free + each", "shots", "bias", "noise", "error"];
  const read =
    measurement === "counts"
      ? "bitstrings counted in bases"
      : "each observable read on its own (Gaussian model)";
  return [
    `one gradient of ${knobs} knobs with a relative error of ${percent(relativeError)}, ${read}; norm ${short(gradientNorm)}`,
    formatTable(rows, { header: hasTimes ? [...header, "time"] : header }),
    "  Each method at its own best strength and split of the shots, from simulated pilots. Errors are root mean squares over the norm",
    "  of the exact gradient. Parameter shifts do not apply: expectation values of an equilibrium are no sinusoids of a parameter",
    "  of H; finite differences of the outputs in each knob are what there is.",
  ].join("\n");
}
