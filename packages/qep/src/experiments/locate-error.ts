import { isQepError, QepError } from "../base/errors.ts";
import { type ConfigPath, locationText, pathText } from "./experiment-issues.ts";
import type { Locate } from "./experiment-source.ts";

/**
 * Runs `work` on one part of an experiment; an input error in it is thrown again with the place in the file in front.
 *
 * Errors in operator text carry an offset, which makes the column exact.
 */
export function atPlace<T>(locate: Locate, path: ConfigPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isQepError(error) || !error.isInputError) throw error;
    const offset = error.context.offset;
    const location = locate(path, typeof offset === "number" ? offset : undefined);
    const problem = typeof error.context.problem === "string" ? error.context.problem : error.message;
    throw new QepError(
      error.code,
      `${locationText(location)}: ${pathText(path)}: ${problem}`,
      { ...error.context, ...location, path: pathText(path) },
      { cause: error },
    );
  }
}
