import type { Experiment } from "./build-experiment.ts";

/** An imperfection that shifts expectation values. */
export type ImperfectionBias = "preparation errors" | "depolarisation" | "drift" | "readout errors";

/**
 * What a declared laboratory does to gradients that more shots do not cure: no standard error and no plan holds it.
 *
 * Lost shots and readout errors that are undone are not among them: these only widen error bars.
 */
export function imperfectionBiases({
  config: { platform, measurement },
}: Pick<Experiment, "config">): readonly ImperfectionBias[] {
  if (measurement.kind !== "counts") return [];
  const { preparation = 0, depolarisation = 0, drift, readout } = platform?.imperfections ?? {};
  return [
    ...(preparation > 0 ? (["preparation errors"] as const) : []),
    ...(depolarisation > 0 ? (["depolarisation"] as const) : []),
    ...(drift ? (["drift"] as const) : []),
    ...(readout && measurement.readout === "raw" ? (["readout errors"] as const) : []),
  ];
}
