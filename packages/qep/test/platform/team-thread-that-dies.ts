// A helper of a kernel team that ends in the middle of its work, as one that ran out of memory would.
import { parentPort, workerData } from "node:worker_threads";
import { TeamControl } from "../../src/kernels/team-control.ts";
import type { TeamTask } from "../../src/kernels/team-member.ts";

const { control, members } = workerData as TeamTask;
parentPort?.postMessage("ready");
new TeamControl(control, members).serve(() => process.exit(1));
