import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { QepError } from "../../base/errors.ts";
import type { ReferenceData } from "../../reproduction/reference-data.ts";

/**
 * The authors' published data in a folder: a clone of github.com/ClaraWanjura/QuantumEP, or a part of one.
 *
 * @throws QepError `invalid-argument` where there is no such folder, or none of the authors' folders are in it
 */
export async function openReferenceFolder(path: string): Promise<ReferenceData> {
  const location = resolve(path);
  const names = await readdir(location).catch(() => undefined);
  if (!names?.some((name) => name === "SupervisedQEP" || name === "UnsupervisedQEP")) {
    throw new QepError(
      "invalid-argument",
      `--reference ${path}: expected a folder with SupervisedQEP and UnsupervisedQEP, as in a clone of ` +
        `github.com/ClaraWanjura/QuantumEP; ${names ? "it has neither" : "there is no such folder"}`,
      { path },
    );
  }
  return {
    location,
    list: async (folder) => {
      const base = join(location, folder);
      if (!(await stat(base).catch(() => undefined))?.isDirectory()) return [];
      const entries = await readdir(base, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map(({ parentPath, name }) => join(parentPath, name).slice(location.length + 1)).sort();
    },
    read: async (file) => {
      const content = await readFile(join(location, file)).catch(() => undefined);
      return content && new Uint8Array(content);
    },
  };
}
