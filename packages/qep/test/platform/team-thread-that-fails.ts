// A helper of a kernel team whose kernels lack everything.
import { parentPort, workerData } from "node:worker_threads";
import { serveTeam, type TeamTask } from "../../src/kernels/team-member.ts";

/** A module with a memory import of the same kind, and with nothing but `blockLength`. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 15, 1, 11);
const NAME = new TextEncoder().encode("blockLength");
const REST = Uint8Array.of(0, 0, 10, 7, 1, 5, 0, 65, 128, 32, 11);
const module = new WebAssembly.Module(Uint8Array.from([...EMPTY, ...NAME, ...REST]));

serveTeam({ ...(workerData as TeamTask), module }, () => parentPort?.postMessage("ready"));
