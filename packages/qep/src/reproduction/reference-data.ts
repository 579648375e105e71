import { readCsv } from "../formats/csv.ts";
import type { NpyArray } from "../formats/npy.ts";
import { readNpz } from "../formats/npz.ts";

/**
 * The authors' published data: a clone of their repository, or a part of one with the same folders and names.
 *
 * @see github.com/ClaraWanjura/QuantumEP
 */
export interface ReferenceData {
  /** Where it is, for messages. */
  readonly location: string;
  /** Paths of all files below a folder, sorted; none where the folder is not there. */
  list(folder: string): Promise<readonly string[]>;
  /** The bytes of a file; undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** The arrays of a published npz file; undefined where it is not there. */
export async function publishedArrays(
  reference: ReferenceData | undefined,
  path: string,
): Promise<Map<string, NpyArray> | undefined> {
  const bytes = await reference?.read(path);
  return bytes && readNpz(bytes, `${reference?.location}/${path}`);
}

/** The rows of a published CSV file; undefined where it is not there. */
export async function publishedRows(
  reference: ReferenceData | undefined,
  path: string,
): Promise<readonly (readonly number[])[] | undefined> {
  const text = await publishedText(reference, path);
  return text === undefined ? undefined : readCsv(text, `${reference?.location}/${path}`).rows;
}

/** A published text file; undefined where it is not there. */
export async function publishedText(
  reference: ReferenceData | undefined,
  path: string,
): Promise<string | undefined> {
  const bytes = await reference?.read(path);
  return bytes && new TextDecoder().decode(bytes);
}
