import { QepError } from "../base/errors.ts";
import type { BasisSupport } from "./basis.ts";
import { requireBasis } from "./check-basis.ts";
import { type Imperfections, requireImperfections } from "./imperfections.ts";

/** What a knob of a platform can do; absent members are unlimited. */
export interface KnobLimits {
  /** Allowed interval. */
  readonly bounds?: readonly [low: number, high: number];
  /** Step of its grid: values are rounded to the nearest multiple. */
  readonly resolution?: number;
  /** Largest change in one step; a larger one is made in several. */
  readonly slew?: number;
}

/** How long things take, in seconds; absent is 0. */
export interface PlatformTimes {
  /** Preparation and readout of one shot. */
  readonly shot?: number;
  /** Before each readout: changing the basis. */
  readonly basis?: number;
  /** Each step that changes knobs. */
  readonly setting?: number;
}

/** A laboratory as declared: what it can set and read, how fast, and how well. Plain data. */
export interface Platform {
  readonly name: string;
  /** Bases it can read, default "pauli". */
  readonly bases?: BasisSupport;
  /** Names of the observables it can read; all that its bases allow where absent. */
  readonly observables?: readonly string[];
  /** Limits of inputs and parameters, by name; the others are free. */
  readonly knobs?: Readonly<Record<string, KnobLimits>>;
  /** Most shots in one basis of one setting. */
  readonly maxShots?: number;
  /** Most bases read at one setting. */
  readonly maxBases?: number;
  readonly times?: PlatformTimes;
  /** What is wrong with its counts, where it is simulated. */
  readonly imperfections?: Imperfections;
}

/** Names that a platform may use. */
export interface PlatformNames {
  readonly knobs: readonly string[];
  readonly observables: readonly string[];
}

/**
 * Refuses a platform that contradicts itself or the system it is meant for.
 *
 * @param qubits N
 * @param names of the system; a platform that names another is refused, since it was most likely mistyped
 * @throws QepError invalid-argument, wrong-shape
 */
export function requirePlatform(platform: Platform, qubits: number, names: PlatformNames): void {
  const where = `platform ${platform.name}`;
  requireKnown(`${where}: knob`, Object.keys(platform.knobs ?? {}), names.knobs);
  requireKnown(`${where}: observable`, platform.observables ?? [], names.observables);
  for (const [name, limits] of Object.entries(platform.knobs ?? {}))
    requireLimits(limits, `${where}: knob ${name}`);
  for (const [name, value] of Object.entries({ maxShots: platform.maxShots, maxBases: platform.maxBases })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue;
    throw invalid(`${where}: ${name} must be a whole number from 1 on, it is ${value}`);
  }
  for (const [name, value] of Object.entries(platform.times ?? {})) {
    if (value >= 0 && Number.isFinite(value)) continue;
    throw invalid(`${where}: times.${name} must be a number of seconds, 0 or more; it is ${value}`);
  }
  if (Array.isArray(platform.bases)) {
    if (platform.bases.length === 0) throw invalid(`${where}: bases is empty; a platform reads at least one`);
    for (const letters of platform.bases as readonly string[]) {
      requireBasis({ kind: "pauli", letters }, qubits, "pauli", `${where}: bases`);
    }
  }
  if (platform.imperfections) requireImperfections(platform.imperfections, qubits, `${where}: imperfections`);
}

function requireKnown(what: string, given: readonly string[], known: readonly string[]): void {
  const stray = given.find((name) => !known.includes(name));
  if (stray === undefined) return;
  throw invalid(`${what} ${stray} is not one of the system, which has ${known.join(", ") || "none"}`);
}

function requireLimits({ bounds, resolution, slew }: KnobLimits, where: string): void {
  if (bounds && !(bounds[0] <= bounds[1])) {
    throw invalid(`${where}: bounds must be a lower and an upper one, they are [${bounds.join(", ")}]`);
  }
  for (const [name, value] of Object.entries({ resolution, slew })) {
    if (value === undefined || (value > 0 && Number.isFinite(value))) continue;
    throw invalid(`${where}: ${name} must be a positive number, it is ${value}`);
  }
}

function invalid(message: string): QepError {
  return new QepError("invalid-argument", message);
}
