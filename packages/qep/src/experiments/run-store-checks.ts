import { QepError } from "../base/errors.ts";

/**
 * Refuses names that could leave the run, clash with the store's own files (which begin with a dot), or that some
 * file system cannot hold.
 *
 * @returns the name
 * @throws QepError `invalid-argument`
 */
export function checkRunFileName(name: string): string {
  if (/^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(name)) return name;
  throw new QepError(
    "invalid-argument",
    `run file name ${JSON.stringify(name)} must be a relative path of letters, digits, "_", "-" and ".", ` +
      "no part beginning with a dot, for instance figures/loss.svg",
    { name },
  );
}

/** The error of a store that is used after `close`. */
export function closedStore(location: string): QepError {
  return new QepError("invalid-argument", `run ${location} was closed; open it again`, {
    directory: location,
  });
}
