/** Prints a result as JSON, or as text. Results go to stdout, everything else to stderr. */
export function printResult(isJson: boolean, value: unknown, text: () => string): void {
  process.stdout.write(`${isJson ? JSON.stringify(value) : text()}\n`);
}

/** A line for people, on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Columns of equal width, numbers to the right. */
export function formatTable(rows: readonly (readonly (string | number)[])[], indent = "  "): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? formatNumber(cell) : cell)));
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells
    .map((row, r) =>
      `${indent}${row
        .map((cell, column) =>
          typeof rows[r]?.[column] === "number"
            ? cell.padStart(widths[column] ?? 0)
            : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")}`.trimEnd(),
    )
    .join("\n");
}

/** Ten significant digits without trailing zeros. */
export function formatNumber(value: number): string {
  return `${Number(value.toPrecision(10))}`;
}

export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** 75 → "1:15". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
