import { QepError } from "../base/errors.ts";
import { SharingGain } from "./sharing-gain.ts";
import {
  type ChunkWork,
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type MemberKernels,
} from "./team-commands.ts";
import { controlBytes, TeamControl } from "./team-control.ts";
import type { TeamTask } from "./team-member.ts";

/** A thread that helps, as its host sees it. */
export interface TeamThread {
  /** Sets the one receiver of the news that the thread ended without having been closed. */
  onFailure(handler: (error: Error) => void): void;
  /** Ends the thread, whatever it does. */
  close(): Promise<void>;
}

/**
 * Starts a thread that calls `serveTeam` with the task; resolves once that is ready, rejects where it ends before. The
 * thread must not keep the program alive.
 */
export type StartTeamThread = (task: TeamTask) => Promise<TeamThread>;

/** What {@link ThreadTeam.open} needs. */
export interface TeamOptions {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** With the caller's, at least 2. */
  readonly threads: number;
  readonly start: StartTeamThread;
  /** Milliseconds that one chunk may take, default {@link CHUNK_LIMIT}. */
  readonly chunkLimit?: number | undefined;
}

/** A chunk takes about a millisecond at most; a thread that holds one for so long is dead. */
const CHUNK_LIMIT = 60_000;

/**
 * Threads that share a memory and the work on long vectors. The caller works too, and takes what the others do not come
 * to; what a chunk gives does not depend on who did it.
 */
export class ThreadTeam {
  readonly threads: number;
  private readonly control: TeamControl;
  private readonly chunkLimit: number;
  private readonly gain = new SharingGain();
  /** Milliseconds of an undisturbed chunk of each command, when last seen. */
  private readonly chunkTimes = new Map<CommandName, number>();
  private helpers: readonly TeamThread[] = [];
  private end: QepError | undefined;

  private constructor({ threads, chunkLimit = CHUNK_LIMIT }: TeamOptions, control: SharedArrayBuffer) {
    this.threads = threads;
    this.chunkLimit = chunkLimit;
    this.control = new TeamControl(control, threads);
  }

  /** @throws QepError kernel-unavailable where a thread does not start; none is left running then */
  static async open(options: TeamOptions): Promise<ThreadTeam> {
    const { module, memory, threads, start } = options;
    const control = new SharedArrayBuffer(controlBytes(threads));
    const team = new ThreadTeam(options, control);
    const starts = Array.from({ length: threads - 1 }, (_, index) =>
      start({ module, memory, control, members: threads, member: index + 1 }),
    );
    const settled = await Promise.allSettled(starts);
    team.helpers = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    for (const helper of team.helpers) helper.onFailure((error) => team.fail(error.message));
    const refused = settled.find((result) => result.status === "rejected");
    if (!refused) return team;
    await team.close();
    throw new QepError(
      "kernel-unavailable",
      `a thread for the kernels did not start: ${(refused.reason as Error).message}. Ask for one thread.`,
      { threads },
      { cause: refused.reason },
    );
  }

  /**
   * Whether sharing work pays at present; otherwise the caller does it alone.
   *
   * @throws QepError device-failed where a thread has died, aborted after `close`
   */
  isWorthwhile(): boolean {
    if (this.end) throw this.end;
    return this.gain.isWorthwhile(performance.now());
  }

  /**
   * Does a command on all its chunks; returns the sum of what they gave, added in the order of the chunks.
   *
   * @param kernels what the caller computes with, on the shared memory
   * @throws QepError device-failed where a thread dies
   */
  run(name: CommandName, kernels: MemberKernels, numbers: readonly number[], chunks: number): number {
    const begin = performance.now();
    const timed = new TimedWork(COMMANDS[name](kernels, numbers, 0));
    this.control.open(COMMAND_NAMES.indexOf(name), numbers, chunks);
    let isOver = false;
    try {
      this.control.takeChunks(0, timed.chunk);
    } finally {
      isOver = this.control.close(this.chunkLimit);
    }
    const failure = isOver ? this.control.failure : `no answer for ${this.chunkLimit / 1000} s`;
    if (failure !== undefined) throw this.fail(failure);
    const chunkTime = timed.least ?? this.chunkTimes.get(name) ?? 0;
    this.chunkTimes.set(name, chunkTime);
    const now = performance.now();
    this.gain.record(chunks * chunkTime, now - begin, now);
    return this.control.total();
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.end ??= new QepError("aborted", "the kernels were closed");
    this.control.dismiss();
    await Promise.all(this.helpers.map((helper) => helper.close()));
  }

  private fail(reason: string): QepError {
    this.end ??= new QepError(
      "device-failed",
      `a thread of the kernels stopped: ${reason}. What was being computed is lost; load the kernels again.`,
      { threads: this.threads },
    );
    return this.end;
  }
}

/** Chunks of a command whose time is taken. */
const TIMED_CHUNKS = 4;

/** Work that takes the time of its first chunks. */
class TimedWork {
  /** Milliseconds of the fastest of these chunks: one during which this thread had its core. Undefined before the first. */
  least: number | undefined;
  private remaining = TIMED_CHUNKS;
  private readonly work: ChunkWork;

  constructor(work: ChunkWork) {
    this.work = work;
  }

  readonly chunk: ChunkWork = (chunk) => {
    if (this.remaining === 0) return this.work(chunk);
    this.remaining--;
    const begin = performance.now();
    const result = this.work(chunk);
    const elapsed = performance.now() - begin;
    this.least = Math.min(this.least ?? elapsed, elapsed);
    return result;
  };
}
