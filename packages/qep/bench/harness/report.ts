import type { TimedContender } from "./timing.ts";
import type { Verdict } from "./verdict.ts";

/** A table as text: the first column to the left, the others to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return [header, ...rows].map((row) => `  ${line(row)}`).join("\n");
}

/**
 * Contenders of one comparison with the ratio of each to the first, ours: minima and medians.
 *
 * @param contenders ours first
 */
export function comparisonTable(contenders: readonly TimedContender[]): string {
  const reference = (contenders[0] as TimedContender).timing;
  const rows = contenders.map(({ name, side, timing }) => [
    name,
    `${milliseconds(timing.minimum)} / ${milliseconds(timing.median)}`,
    timing.maxResidual === undefined ? "" : timing.maxResidual.toExponential(1),
    side === "own"
      ? ""
      : `${significant(timing.minimum / reference.minimum)} / ${significant(timing.median / reference.median)}`,
  ]);
  return textTable(["", "minimum / median, ms", "residual", "qep is faster by"], rows);
}

/** A verdict, whose it is, and the load of the machine at the time. */
export interface VerdictRow {
  readonly benchmark: string;
  readonly verdict: Verdict;
  readonly load: string;
}

/** The figures that have a target, one a line. */
export function verdictTable(rows: readonly VerdictRow[]): string {
  return textTable(
    ["benchmark: work", "measured", "asked for", "", "load"],
    rows.map(({ benchmark, load, verdict: { work, measured, unit, bound, target, isMet } }) => [
      `${benchmark}: ${work}`,
      `${significant(measured)} ${unit}`,
      `${bound} ${target}`,
      isMet ? "met" : "NOT MET",
      load,
    ]),
  );
}

function milliseconds(seconds: number): string {
  return significant(1e3 * seconds);
}

/** Three digits, without an exponent. */
function significant(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}
