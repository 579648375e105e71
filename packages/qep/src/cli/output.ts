/** Prints a result as JSON, or as text. Results go to stdout, everything else to stderr. */
export function printResult(isJson: boolean, value: unknown, text: () => string): void {
  process.stdout.write(`${isJson ? JSON.stringify(value) : text()}\n`);
}

/** A line for people, on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Columns of equal width, numbers to the right.
 *
 * @param header titles, over their columns
 */
export function formatTable(
  rows: readonly (readonly (string | number)[])[],
  { header, indent = "  " }: { readonly header?: readonly string[]; readonly indent?: string } = {},
): string {
  const isNumeric = (column: number) => typeof rows[0]?.[column] === "number";
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? formatNumber(cell) : cell)));
  const lines = header ? [header, ...cells] : cells;
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => {
      const padded = line.map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric(column) ? cell.padStart(width) : cell.padEnd(width);
      });
      return `${indent}${padded.join("  ")}`.trimEnd();
    })
    .join("\n");
}

/** Ten significant digits without trailing zeros. */
export function formatNumber(value: number): string {
  return `${Number(value.toPrecision(10))}`;
}

/** 75 → "1:15". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
