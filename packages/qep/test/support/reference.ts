import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The folder with the authors' published data, for tests that compare with it.
 *
 * The environment variable QEP_REFERENCE names it (a clone of github.com/ClaraWanjura/QuantumEP, or a part of one);
 * by default it is `../shared/reference` beside the repository.
 *
 * @returns its path, or undefined where there is none: such tests are then skipped
 * @throws Error where QEP_REFERENCE is set but no such folder exists, rather than skipping in silence
 */
export function referenceDirectory(): string | undefined {
  const named = process.env.QEP_REFERENCE;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`QEP_REFERENCE is set to ${named}, which does not exist.`);
  }
  const beside = fileURLToPath(new URL("../../../../../shared/reference", import.meta.url));
  return existsSync(beside) ? beside : undefined;
}
