import picocolors from "picocolors";

/** Colours for stderr: only on a terminal, and never where NO_COLOR is set. */
export const colors = picocolors.createColors(
  process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);
