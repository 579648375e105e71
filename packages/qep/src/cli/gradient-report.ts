import { plural } from "../base/number-text.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import type { Sampling } from "../propagation/device.ts";
import type { GradientResult } from "../propagation/gradient-result.ts";
import { formatNumber, formatTable } from "./output.ts";

export type GradientReport = ReturnType<typeof reportOf> & { readonly memoryBytes: number | null };

/** A gradient by the names of its experiment, as --json prints it. */
export function reportOf({ system, variables, parameterNames }: Experiment, result: GradientResult) {
  const isSingle = result.outputs.length === 1;
  const outputs = result.outputs.flatMap((values, point) =>
    system.outputs.map(({ name }, l) => [isSingle ? name : `${name}@${point}`, values[l] as number] as const),
  );
  const trained = variables.trainedInputs.map((index) => system.inputs[index]?.name);
  const names = [
    ...parameterNames,
    ...result.inputs.flatMap((_, point) => trained.map((name) => `${name}@${point}`)),
  ];
  const byName = (parameters: Float64Array, inputs: readonly Float64Array[]) => {
    const flat = [...parameters, ...inputs.flatMap((point) => [...point])];
    return Object.fromEntries(names.map((name, index) => [name, flat[index] as number]));
  };
  const { standardError } = result;
  const isMeasured = standardError?.outputs.some((errors) => errors.some((error) => error > 0)) ?? false;
  const measured = isMeasured ? standardError : null;
  return {
    loss: result.loss,
    lossError: measured?.loss ?? null,
    outputs: Object.fromEntries(outputs),
    outputErrors: measured
      ? Object.fromEntries(
          outputs.map(([name], index) => [
            name,
            measured.outputs.flatMap((errors) => [...errors])[index] as number,
          ]),
        )
      : null,
    gradient: byName(result.parameters, result.inputs),
    standardError: standardError ? byName(standardError.parameters, standardError.inputs) : null,
    method: result.method,
    beta: result.beta,
    preparations: result.preparations,
    shots: result.shots,
    health: result.health,
  };
}

/** The report as text: loss, outputs, gradient and health, each with its standard error where it has one. */
export function describe(report: GradientReport): string {
  const { health, standardError, lossError, outputErrors } = report;
  const rows = Object.entries(report.gradient).map(([name, value]) =>
    standardError ? [name, value, "±", standardError[name] as number] : [name, value],
  );
  const known = (value: number | null) => (value === null ? "unknown" : value.toPrecision(6));
  const nudge = [
    ["beta * range of the nudge", `${known(health.nudgeRange)} (${health.nudgeRangeSource})`],
    ["  over the gap", known(health.nudgeToGap)],
    ["non-linearity", known(health.nonlinearity)],
  ];
  const samplingText = ({ method: name, samples }: Sampling) => `${name}, ${samples} random vectors`;
  const method = report.beta === null ? report.method : `${report.method}, beta ${report.beta}`;
  return [
    lossError === null ? `loss ${report.loss}` : `loss ${report.loss} ± ${formatNumber(lossError)}`,
    formatTable(
      Object.entries(report.outputs).map(([name, value]) =>
        outputErrors ? [name, value, "±", outputErrors[name] as number] : [name, value],
      ),
    ),
    `gradient (${method}; ${plural(report.preparations, "preparation")}, ${plural(report.shots, "shot")})`,
    formatTable(rows),
    "health",
    formatTable([
      ["gap", `${known(health.gap)} (${health.gapSource})`],
      ["gap to coupled states", known(health.coupledGap)],
      ...(report.beta === null ? [] : nudge),
      ["residual norm", known(health.residualNorm)],
      ...(health.sampling ? [["sampling", samplingText(health.sampling)]] : []),
    ]),
  ].join("\n");
}
