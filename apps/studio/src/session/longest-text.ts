/** More characters than any experiment has; what is longer is refused before it is read. */
export const LONGEST_TEXT = 1_000_000;
