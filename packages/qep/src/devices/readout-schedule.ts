import type { Readout } from "../measurement/basis.ts";
import type { CountingCapabilities } from "../propagation/device.ts";

/** In which order the settings of a job are measured, and in how many parts each of them. */
export interface ReadoutOrder {
  /**
   * "sequential": one setting after the other. "interleaved": a part of each setting, then the next part of each in the opposite
   * order, and so on, so that a slow drift hits all settings alike; one that is linear in time cancels where `chunks` is even.
   */
  readonly order: "sequential" | "interleaved";
  /** Parts of each setting, at least 1. */
  readonly chunks: number;
}

/** What a device can read at one visit to a setting. */
export type VisitLimits = Pick<CountingCapabilities, "maxShots" | "maxBases">;

/** A visit to a setting. */
export interface Visit {
  /** Index of the setting. */
  readonly setting: number;
  /** Counts the visits to this setting from 0. */
  readonly chunk: number;
  readonly readouts: readonly Readout[];
}

/**
 * Splits the readouts of each setting into visits, in the order in which they are made.
 *
 * @param readouts of each setting
 * @param limits of one visit; more visits are made where more is asked for
 * @returns visits with at least one shot each; over all visits each setting has its shots in each basis
 */
export function scheduleVisits(
  readouts: readonly (readonly Readout[])[],
  { order, chunks }: ReadoutOrder,
  { maxShots = Number.POSITIVE_INFINITY, maxBases = Number.POSITIVE_INFINITY }: VisitLimits = {},
): Visit[] {
  const parts = readouts.map((own) => {
    const most = own.reduce((largest, { shots }) => Math.max(largest, shots), 0);
    const width = Math.min(maxBases, Math.max(1, own.length));
    return splitReadouts(own, Math.max(chunks, Math.ceil(most / maxShots))).flatMap((part) =>
      Array.from({ length: Math.ceil(part.length / width) }, (_, piece) =>
        part.slice(piece * width, (piece + 1) * width),
      ),
    );
  });
  const visit = (setting: number, chunk: number): Visit[] => {
    const own = parts[setting]?.[chunk] ?? [];
    return own.length > 0 ? [{ setting, chunk, readouts: own }] : [];
  };
  if (order === "sequential") {
    return parts.flatMap((own, setting) => own.flatMap((_, chunk) => visit(setting, chunk)));
  }
  const cycles = Math.max(0, ...parts.map(({ length }) => length));
  const settings = [...parts.keys()];
  return Array.from({ length: cycles }, (_, chunk) =>
    (chunk % 2 === 0 ? settings : settings.toReversed()).flatMap((setting) => visit(setting, chunk)),
  ).flat();
}

/** Shots of each basis over a number of chunks, as evenly as whole numbers allow; single shots go to different chunks. */
function splitReadouts(readouts: readonly Readout[], chunks: number): Readout[][] {
  return Array.from({ length: chunks }, (_, chunk) =>
    readouts.flatMap(({ basis, shots }, b) => {
      const part = (chunk + b) % chunks;
      const own = Math.floor(((part + 1) * shots) / chunks) - Math.floor((part * shots) / chunks);
      return own > 0 ? [{ basis, shots: own }] : [];
    }),
  );
}
