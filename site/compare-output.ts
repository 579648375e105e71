/** Numbers that differ by less are the same on another host: kernels of other instructions round otherwise. */
const RELATIVE = 1e-6;
/** What is smaller is rounding itself, such as a residual norm or an expectation value that vanishes. */
const ABSOLUTE = 1e-9;

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/**
 * Compares what a command printed with what a document shows. Wall times, rates and free memory may differ,
 * numbers by rounding. A
 * shown line that ends in "…" is the beginning of one; "…" alone stands for any lines. Lines of progress that appear
 * as time goes by, those with "left", may be there or not.
 *
 * @returns undefined where they agree, otherwise where they part
 */
export function compareOutput(shown: readonly string[], printed: readonly string[]): string | undefined {
  const wanted = shown.filter((line) => !isPassing(line));
  const found = printed.filter((line) => !isPassing(line));
  return compareFrom(wanted, found, 0, 0);
}

function compareFrom(
  wanted: readonly string[],
  found: readonly string[],
  i: number,
  k: number,
): string | undefined {
  const [line, other] = [wanted[i], found[k]];
  if (line === undefined) return other === undefined ? undefined : `printed, but not shown: ${other}`;
  if (line.trim() === "…") {
    const ends = Array.from({ length: found.length - k + 1 }, (_, skipped) => k + skipped);
    const fits = ends.some((next) => compareFrom(wanted, found, i + 1, next) === undefined);
    return fits ? undefined : `shown, but nowhere printed after …: ${wanted[i + 1]}`;
  }
  if (other === undefined) return `shown, but not printed: ${line}`;
  return sameLine(line, other)
    ? compareFrom(wanted, found, i + 1, k + 1)
    : `shown:   ${line}\n    printed: ${other}`;
}

/** A line of progress that a slower or faster host prints more or less often. */
export const isPassing = (line: string) => /^\w+ .*\d.*(, \d+:\d\d left|, \d+(\.\d+)?\/s,)/.test(line);

function sameLine(shown: string, printed: string): boolean {
  const isCut = shown.endsWith("…");
  const [wanted, found] = [steady(isCut ? shown.slice(0, -1) : shown), steady(printed)];
  const [form, other] = [wanted.replaceAll(NUMBER, "#"), found.replaceAll(NUMBER, "#")];
  const [numbers, others] = [wanted, found].map((text) => (text.match(NUMBER) ?? []).map(Number));
  return (
    (isCut ? other.startsWith(form) : other === form) &&
    (numbers as number[]).every((number, k) => sameNumber(number, others?.[k] as number))
  );
}

const sameNumber = (a: number, b: number) =>
  Math.abs(a - b) <= Math.max(ABSOLUTE, RELATIVE * Math.max(Math.abs(a), Math.abs(b)));

/** Without wall times, rates and the memory that happened to be free, and without the blanks that align columns. */
const steady = (line: string) =>
  line
    .replaceAll(/\b\d+:\d\d(:\d\d)?\b/g, "TIME")
    .replaceAll(/\b\d+(\.\d+)? (ms|s|min)\b/g, "TIME")
    .replaceAll(/\b\d+(\.\d+)?\/s\b/g, "RATE")
    .replaceAll(/\b\d+(\.\d+)? [KMG]iB are available/g, "MEMORY")
    .replaceAll(/ +/g, " ")
    .trimEnd();
