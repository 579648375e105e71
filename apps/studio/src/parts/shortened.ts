/** Letters of a name that a figure has room for. */
const LONGEST = 11;

/** A name as figures show it; the whole one belongs into a title beside it. */
export function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
