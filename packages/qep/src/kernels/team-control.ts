/**
 * The memory through which the threads of a team talk: the command, who works on it, what is done.
 *
 * A command is work on chunks 0 to n − 1. The caller, member 0, opens it, everybody present takes chunks, the caller closes
 * it and waits until nobody is at work any more. A member that comes late finds the command closed and touches
 * nothing, so the caller never waits for a thread that has not begun.
 */
export class TeamControl {
  private readonly members: number;
  private readonly words: Int32Array;
  /** Which command is open, and its numbers; written while none is. */
  private readonly order: Float64Array;
  /** What each chunk gave. */
  private readonly results: Float64Array;
  private readonly message: Uint8Array;

  /**
   * @param buffer of {@link controlBytes} bytes, zero at first
   * @param members threads of the team with the caller
   */
  constructor(buffer: SharedArrayBuffer, members: number) {
    this.members = members;
    this.words = new Int32Array(buffer, 0, (FIXED_LINES + members) * LINE);
    let offset = this.words.byteLength;
    this.order = new Float64Array(buffer, offset, 1 + MAX_NUMBERS);
    offset += this.order.byteLength;
    this.message = new Uint8Array(buffer, offset, MESSAGE_BYTES);
    offset += MESSAGE_BYTES;
    this.results = new Float64Array(buffer, offset, MAX_CHUNKS);
  }

  /**
   * Lets the team begin.
   *
   * @param command its number, known to all members
   * @param numbers at most 15
   */
  open(command: number, numbers: readonly number[], chunks: number): void {
    const { words, members, order } = this;
    order[0] = command;
    order.set(numbers, 1);
    for (let member = 0; member < members; member++)
      words[nextOf(member)] = shareStart(chunks, members, member);
    words[CHUNKS] = chunks;
    Atomics.add(words, COMMAND, 1);
    Atomics.notify(words, COMMAND);
  }

  /** The open command and its numbers, followed by what is left there of others. */
  get command(): { readonly command: number; readonly numbers: readonly number[] } {
    const [command, ...numbers] = this.order;
    return { command: command as number, numbers };
  }

  /** Results of all chunks of the last command, added in their order. */
  total(): number {
    const chunks = this.words[CHUNKS] as number;
    let sum = 0;
    for (let chunk = 0; chunk < chunks; chunk++) sum += this.results[chunk] as number;
    return sum;
  }

  /**
   * Does chunks until none is left: first a member's own share, whose memory its core may still have at hand, then what
   * others have not come to.
   */
  takeChunks(member: number, work: (chunk: number) => number): void {
    const { words, members, results } = this;
    const chunks = words[CHUNKS] as number;
    for (let turn = 0; turn < members; turn++) {
      const owner = (member + turn) % members;
      const end = shareStart(chunks, members, owner + 1);
      for (;;) {
        const chunk = Atomics.add(words, nextOf(owner), 1);
        if (chunk >= end) break;
        results[chunk] = work(chunk);
      }
    }
  }

  /**
   * The caller's end of a command: nobody can begin any more; waits for those who have.
   *
   * @returns false where they have not ended within `limit` milliseconds
   */
  close(limit: number): boolean {
    const { words } = this;
    Atomics.add(words, COMMAND, 1);
    if (spinUntil(() => Atomics.load(words, AT_WORK) === 0)) return true;
    // Asleep, this thread leaves its core to the one it waits for.
    Atomics.store(words, CALLER_ASLEEP, 1);
    const end = performance.now() + limit;
    let atWork = Atomics.load(words, AT_WORK);
    while (atWork > 0 && performance.now() < end) {
      Atomics.wait(words, AT_WORK, atWork, limit);
      atWork = Atomics.load(words, AT_WORK);
    }
    Atomics.store(words, CALLER_ASLEEP, 0);
    return atWork === 0;
  }

  /** Tells all members to leave. */
  dismiss(): void {
    Atomics.store(this.words, IS_DISMISSED, 1);
    Atomics.add(this.words, COMMAND, 2);
    Atomics.notify(this.words, COMMAND);
  }

  /** A member's life: `work` at every command it is in time for, until the team is dismissed. */
  serve(work: () => void): void {
    const { words } = this;
    let seen = 0;
    for (;;) {
      const command = this.awaitCommand(seen);
      if (Atomics.load(words, IS_DISMISSED) === 1) return;
      // An odd number is an open command.
      if ((command & 1) === 1) {
        Atomics.add(words, AT_WORK, 1);
        try {
          // Only who is counted as at work and then still finds the command open is waited for.
          if (Atomics.load(words, COMMAND) === command) work();
        } finally {
          const before = Atomics.sub(words, AT_WORK, 1);
          if (before === 1 && Atomics.load(words, CALLER_ASLEEP) === 1) Atomics.notify(words, AT_WORK);
        }
      }
      seen = command;
    }
  }

  /** Leaves word of what ended a member; the caller throws it. */
  reportFailure(text: string): void {
    const bytes = new TextEncoder().encode(text).subarray(0, MESSAGE_BYTES);
    this.message.set(bytes);
    Atomics.store(this.words, MESSAGE_LENGTH, Math.max(1, bytes.length));
  }

  /** What a member reported, or undefined. */
  get failure(): string | undefined {
    const length = Atomics.load(this.words, MESSAGE_LENGTH);
    // A copy: text decoders refuse shared memory.
    return length === 0 ? undefined : new TextDecoder().decode(this.message.slice(0, length));
  }

  private awaitCommand(seen: number): number {
    const { words } = this;
    let command = seen;
    const isNew = () => {
      command = Atomics.load(words, COMMAND);
      return command !== seen;
    };
    while (!spinUntil(isNew)) Atomics.wait(words, COMMAND, seen);
    return command;
  }
}

/** Words that different threads write lie on lines of their own: 128 bytes, since processors fetch lines in pairs. */
const LINE = 32;
const COMMAND = 0;
const AT_WORK = LINE;
const CALLER_ASLEEP = 2 * LINE;
const IS_DISMISSED = 3 * LINE;
const MESSAGE_LENGTH = 3 * LINE + 1;
const CHUNKS = 4 * LINE;
const FIXED_LINES = 5;

const MAX_NUMBERS = 15;
const MESSAGE_BYTES = 1024;
/** Blocks of 2^12 numbers in 4 GiB. */
const MAX_CHUNKS = 2 ** 17;

/** How long a thread looks for news before it sleeps: waking takes about as long. */
const SPIN_MILLISECONDS = 0.05;
/** Looks between two looks at the clock. */
const LOOKS = 16;

/** Bytes of control memory for a team. */
export function controlBytes(members: number): number {
  return 4 * LINE * (FIXED_LINES + members) + 8 * (1 + MAX_NUMBERS) + MESSAGE_BYTES + 8 * MAX_CHUNKS;
}

/** The word that counts the chunks taken from a member's share. */
function nextOf(member: number): number {
  return (FIXED_LINES + member) * LINE;
}

/** First chunk of a member's share. */
function shareStart(chunks: number, members: number, member: number): number {
  return Math.floor((chunks * member) / members);
}

/** Looks again and again, but not for long; false where nothing has come. */
function spinUntil(isDone: () => boolean): boolean {
  const end = performance.now() + SPIN_MILLISECONDS;
  do {
    for (let look = 0; look < LOOKS; look++) {
      if (isDone()) return true;
      Atomics.pause?.();
    }
  } while (performance.now() < end);
  return false;
}
