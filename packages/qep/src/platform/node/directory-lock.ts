import { link, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { QepError } from "../../base/errors.ts";
import { identifyThisProcess, lifeOf, type ProcessIdentity } from "./process-identity.ts";

const LOCK = ".lock";

/** The sole right to change a directory. */
export interface DirectoryLock {
  /** Gives the directory back; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes a directory into possession by a lock file that names this process.
 *
 * A lock whose process is dead is taken over, by one process only, however many try and whenever they are killed:
 * the right to replace the lock with token T is itself a lock, the file `.lock-after-T`. Tokens are never used again,
 * so whoever holds that claim and still reads T in the lock is alone in replacing it, and replacing is one rename.
 * (Removing the dead lock first would not do: a slower process could remove its successor's lock instead.)
 *
 * @param directory an existing directory
 * @returns the lock; it is also free once this process is dead
 * @throws QepError `run-locked` where another process that lives, or may live on another host, has it
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const identity = await identifyThisProcess();
  const path = join(directory, LOCK);
  await acquire(directory, path, identity);
  let held = true;
  return {
    async release() {
      if (!held) return;
      held = false;
      // Not ours any more only where someone removed the file by hand and another process took its place.
      if ((await readHolder(directory, path))?.token === identity.token) await rm(path, { force: true });
    },
  };
}

/** Who has a directory for writing. */
export interface DirectoryOwner {
  readonly pid: number;
  readonly host: string;
  /** `unknown`: it cannot be seen from here. */
  readonly life: "alive" | "unknown";
}

/**
 * Who has a directory in possession, without asking for it.
 *
 * @returns undefined where nobody has, or only a dead process
 * @throws QepError `run-locked` where the lock names no process
 */
export async function directoryOwner(directory: string): Promise<DirectoryOwner | undefined> {
  const holder = await readHolder(directory, join(directory, LOCK));
  if (!holder) return undefined;
  const life = await lifeOf(holder);
  return life === "dead" ? undefined : { pid: holder.pid, host: holder.host, life };
}

async function acquire(directory: string, path: string, identity: ProcessIdentity): Promise<void> {
  for (;;) {
    if (await createWhole(directory, path, identity)) return;
    const holder = await readHolder(directory, path);
    if (holder === undefined) continue; // given back in between
    if (holder.token === identity.token) return; // network file systems may report a link they made as a failure
    const life = await lifeOf(holder);
    if (life !== "dead") throw locked(directory, path, holder, life);
    const claim = join(directory, `${LOCK}-after-${holder.token}`);
    await acquire(directory, claim, identity);
    if ((await readHolder(directory, path))?.token === holder.token) return await rename(claim, path);
    await rm(claim, { force: true }); // someone else took over before we held the claim
  }
}

/** Creates a lock file with its content in one step; false where the file exists. */
async function createWhole(directory: string, path: string, identity: ProcessIdentity): Promise<boolean> {
  const text = `${JSON.stringify(identity)}\n`;
  const own = join(directory, `${LOCK}-new-${identity.token}`);
  await writeDurably(own, text, "w");
  try {
    await link(own, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP" && code !== "ENOSYS") throw error;
  } finally {
    await rm(own, { force: true });
  }
  return await createExclusively(path, text);
}

/** For file systems without hard links (exFAT): a crash between creating and writing leaves a lock to remove by hand. */
async function createExclusively(path: string, text: string): Promise<boolean> {
  try {
    await writeDurably(path, text, "wx");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function writeDurably(path: string, text: string, flags: "w" | "wx"): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Who holds a lock file; undefined where there is none. */
async function readHolder(directory: string, path: string): Promise<ProcessIdentity | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const holder = parseIdentity(text);
  if (holder !== undefined) return holder;
  throw new QepError(
    "run-locked",
    `run directory ${directory} has a lock that names no process (${path}): it is being made right now, or was ` +
      "damaged; if no process uses the run, delete that file and try again",
    { directory, lockFile: path },
  );
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { pid, startTime, host, pidSpace, token } = value as Record<string, unknown>;
  const valid =
    Number.isSafeInteger(pid) &&
    (pid as number) > 0 && // 0 and negative numbers would ask for process groups
    (startTime === undefined || typeof startTime === "string") &&
    typeof host === "string" &&
    (pidSpace === undefined || typeof pidSpace === "string") &&
    typeof token === "string" &&
    /^[0-9a-f]+$/.test(token); // it becomes part of a file name
  return valid ? (value as ProcessIdentity) : undefined;
}

function locked(
  directory: string,
  path: string,
  holder: ProcessIdentity,
  life: "alive" | "unknown",
): QepError {
  const { pid, host } = holder;
  const message =
    life === "alive"
      ? `run directory ${directory} is in use by process ${pid}${pid === process.pid ? " (this process)" : ""}; ` +
        "wait until it ends or stop it, or use another directory"
      : `run directory ${directory} is locked by process ${pid} on host ${host} (or in a container there), where it cannot be seen from here; ` +
        `if that process has ended, delete ${path} and try again`;
  return new QepError("run-locked", message, { directory, lockFile: path, pid, host });
}
