import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** The machine in one line. */
export function machineLine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus()[0]?.model}, ${availableParallelism()} cores, ${memory}, Node ${process.versions.node}`;
}

/** Load averages over 1, 5 and 15 minutes. */
export function loadLine(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(" ");
}
