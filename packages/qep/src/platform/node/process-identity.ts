import { randomBytes } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** Names one process so that another can tell whether it still lives. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Differs between two processes that were given the same pid; absent where the host does not tell. */
  readonly startTime?: string;
  /** Name of the host. */
  readonly host: string;
  /** Tells apart hosts of one name, and containers that count their pids separately; absent where there is no /proc. */
  readonly pidSpace?: string;
  /** Random: no two locks are alike. */
  readonly token: string;
}

/** The identity of this process, with a token of its own each time. */
export async function identifyThisProcess(): Promise<ProcessIdentity> {
  const startTime = (await readProcess(process.pid))?.startTime;
  const pidSpace = await readPidSpace();
  return {
    pid: process.pid,
    ...(startTime === undefined ? {} : { startTime }),
    host: hostname(),
    ...(pidSpace === undefined ? {} : { pidSpace }),
    token: randomBytes(12).toString("hex"),
  };
}

/**
 * Whether a process still lives: `unknown` where it ran on another host or in another container.
 *
 * A pid that now belongs to another process (other start time) means dead, and so does a zombie: it holds nothing.
 */
export async function lifeOf(identity: ProcessIdentity): Promise<"alive" | "dead" | "unknown"> {
  if (identity.host !== hostname() || identity.pidSpace !== (await readPidSpace())) return "unknown";
  if (!takesSignals(identity.pid)) return "dead";
  const now = await readProcess(identity.pid);
  if (now === undefined || identity.startTime === undefined) return "alive";
  return now.zombie || now.startTime !== identity.startTime ? "dead" : "alive";
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

async function readPidSpace(): Promise<string | undefined> {
  const namespace = await readlink("/proc/self/ns/pid").catch(() => undefined);
  if (namespace === undefined) return undefined;
  const machine = await readFile("/etc/machine-id", "latin1").catch(() => "");
  return `${machine.trim()} ${namespace}`.trim();
}

/** State and start time from /proc; undefined where there is no /proc, or no such process. */
async function readProcess(pid: number): Promise<{ startTime: string; zombie: boolean } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined);
  if (stat === undefined) return undefined;
  // "pid (name) state ppid …"; the name may hold blanks and parentheses. Start time is field 22, in ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => "");
  return { startTime: `${boot.trim()} ${fields[19]}`.trim(), zombie: fields[0] === "Z" || fields[0] === "X" };
}
