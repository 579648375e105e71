import type { Setting } from "../propagation/device.ts";

/**
 * Settings that share a free state are kept together up to this many, and beyond it up to a worker's fair part of the
 * batch: finding the free state once more costs about as much as a few nudged states.
 */
const TOGETHER = 4;

/** Free settings whose worker is known: more than the workers together remember the states of. */
const REMEMBERED = 8192;

/** Settings with one free state. */
interface Group {
  readonly key: number;
  /** Positions in the batch. */
  readonly members: number[];
}

/**
 * Decides which worker computes which setting.
 *
 * Settings go where their free state is remembered: a free setting stays with the worker that saw it first, and nudged
 * ones follow the setting they are `near`. New free settings go to whoever has least to do in the batch, so that
 * with one group size the k-th goes to worker k mod N. The choice costs or saves time and changes no number.
 */
export class SettingPlacement {
  private readonly workers: number;
  private readonly homes = new Map<number, number>();

  constructor(workers: number) {
    this.workers = workers;
  }

  /** @returns for each worker the positions of its settings, ascending */
  spread(settings: readonly Setting[]): number[][] {
    const shares: number[][] = Array.from({ length: this.workers }, () => []);
    const limit = Math.max(TOGETHER, Math.ceil(settings.length / this.workers));
    const homeless: Group[] = [];
    const cutOff: (readonly number[])[] = [];
    for (const { key, members } of groupByFreeSetting(settings)) {
      for (let start = limit; start < members.length; start += limit) {
        cutOff.push(members.slice(start, start + limit));
      }
      const group = { key, members: members.slice(0, limit) };
      const home = this.homes.get(key);
      if (home === undefined) homeless.push(group);
      else shares[home]?.push(...group.members);
    }
    for (const { key, members } of homeless) this.settle(key, giveToIdlest(shares, members));
    for (const members of cutOff) giveToIdlest(shares, members);
    for (const share of shares) share.sort((a, b) => a - b);
    return shares;
  }

  private settle(key: number, worker: number): void {
    if (this.homes.size >= REMEMBERED) this.homes.delete(this.homes.keys().next().value as number);
    this.homes.set(key, worker);
  }
}

/** Adds the members to the shortest share, the first of equals; returns its number. */
function giveToIdlest(shares: readonly number[][], members: readonly number[]): number {
  let idlest = 0;
  for (const [worker, share] of shares.entries()) {
    if (share.length < (shares[idlest] as number[]).length) idlest = worker;
  }
  shares[idlest]?.push(...members);
  return idlest;
}

function groupByFreeSetting(settings: readonly Setting[]): Iterable<Group> {
  const groups = new Map<number, Group>();
  const keys = new Map<Setting, number>();
  for (const [position, setting] of settings.entries()) {
    const free = setting.near ?? setting;
    const key = keys.get(free) ?? contentKey(free);
    keys.set(free, key);
    const group = groups.get(key);
    if (group) group.members.push(position);
    else groups.set(key, { key, members: [position] });
  }
  return groups.values();
}

/** A hash of the knobs. Two settings with one hash merely share a worker, so nothing guards against that. */
function contentKey({ inputs, parameters, nudge }: Setting): number {
  let hash = 0x811c9dc5;
  for (const numbers of [inputs, parameters, nudge]) {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
    for (const word of words) {
      hash = Math.imul(hash ^ word, 0x01000193);
      hash ^= hash >>> 15;
    }
  }
  return hash;
}
