import { readJson, writeJson } from "../experiments/run-record.ts";
import type { NpyArray } from "../formats/npy.ts";
import { readNpz, writeNpz } from "../formats/npz.ts";
import type { Workbench } from "./reproduction.ts";

/** Named arrays, as an npz file holds them. */
export type Arrays = ReadonlyMap<string, NpyArray>;

/** A part of a reproduction with the time it took when it was computed. */
export interface Part {
  readonly arrays: Arrays;
  readonly seconds: number;
}

/** Beside the arrays: what they were computed from, so that another question is not answered by an old answer. */
interface Provenance {
  readonly from: unknown;
  readonly seconds: number;
}

/**
 * A part of a reproduction, computed once: a later call, also of another process, reads `data/<name>.npz` instead.
 *
 * @param from everything that decides about the numbers, as JSON data; where it is not what the file was made from, the
 * part is computed anew
 */
export async function remembered(
  { store, clock }: Workbench,
  name: string,
  from: unknown,
  compute: () => Promise<Arrays>,
): Promise<Part> {
  const [file, record] = [`data/${name}.npz`, `data/${name}.json`];
  const known = await readJson<Provenance>(store, record);
  const bytes = await store.readBytes(file);
  if (known && bytes && JSON.stringify(known.from) === JSON.stringify(from)) {
    return { arrays: readNpz(bytes, `${store.location}/${file}`), seconds: known.seconds };
  }
  const started = clock();
  const arrays = await compute();
  const provenance: Provenance = { from, seconds: clock() - started };
  // The record last: without it the arrays do not count.
  await store.replace(file, writeNpz(arrays));
  await writeJson(store, record, provenance);
  return { arrays, seconds: provenance.seconds };
}

/** Numbers of one array. @throws Error where the part has no such array, which would be a mistake in the reproduction */
export function numbersOf({ arrays }: Part, name: string): Float64Array {
  const array = arrays.get(name);
  if (!array) throw new Error(`the part has no array "${name}", only ${[...arrays.keys()].join(", ")}`);
  return Float64Array.from(array.data, Number);
}
