import { latestFirst, type RunFiles, type RunListing } from "qep";

/**
 * The runs that the server of the page lets be read.
 *
 * @param address of the server's list of runs
 */
export async function servedRuns(address: string): Promise<RunListing[]> {
  const runs = (await (await answerOf(address)).json()) as RunListing[];
  return runs.sort(latestFirst);
}

/** All files of a run. */
export async function servedFiles(address: string, run: string): Promise<RunFiles> {
  const folder = `${address}/${encodeURIComponent(run)}`;
  const names = (await (await answerOf(folder)).json()) as string[];
  const files = names.map(async (name) => {
    return [name, new Uint8Array(await (await answerOf(`${folder}/${name}`)).arrayBuffer())] as const;
  });
  return new Map(await Promise.all(files));
}

async function answerOf(address: string): Promise<Response> {
  const response = await fetch(address);
  if (response.ok) return response;
  throw new Error(`${address}: ${response.status} ${(await response.text()).trim()}`);
}
