import type { OrbitGroup, OrbitKind } from "../kernels/lattice.ts";
import { fixedStates, groupOrder } from "../kernels/orbit-count.ts";
import type { LatticeSymmetries } from "../operators/lattice-symmetries.ts";

/** States that transform by one character of the lattice group: T|ψ⟩ = e^{2πi k/n}|ψ⟩, P|ψ⟩ = ±|ψ⟩, F|ψ⟩ = ±|ψ⟩. */
export interface LatticeSector {
  /** k, 0 ≤ k < n. */
  readonly momentum: number;
  /** Eigenvalue of P; null where P leads to −k, or where there is no P. */
  readonly reflection: 1 | -1 | null;
  /** Eigenvalue of F; null where there is no F. */
  readonly flip: 1 | -1 | null;
  /** 2 where the sector stands for −k as well, with the same spectrum. */
  readonly multiplicity: 1 | 2;
}

/**
 * All sectors, those with real characters (k = 0 and π) first, the one of equal signs foremost.
 *
 * Momenta k and −k have the same spectrum where P or complex conjugation maps one onto the other; then only one of the
 * two is listed.
 *
 * @param isReal whether H is a real matrix
 */
export function latticeSectors(symmetries: LatticeSymmetries, isReal: boolean): LatticeSector[] {
  const { order, reflection, flip } = symmetries;
  const flips = flip === 0 ? [null] : ([1, -1] as const);
  const realMomenta = order % 2 === 0 ? [0, order / 2] : [0];
  const real = realMomenta.flatMap((momentum) =>
    (reflection ? ([1, -1] as const) : [null]).flatMap((parity) =>
      flips.map((sign): LatticeSector => ({ momentum, reflection: parity, flip: sign, multiplicity: 1 })),
    ),
  );
  const isPaired = reflection !== null || isReal;
  const others = Array.from({ length: order }, (_, k) => k).filter(
    (k) => !realMomenta.includes(k) && (!isPaired || 2 * k < order),
  );
  const multiplicity = isPaired ? 2 : 1;
  return [
    ...real,
    ...others.flatMap((momentum) =>
      flips.map((sign): LatticeSector => ({ momentum, reflection: null, flip: sign, multiplicity })),
    ),
  ];
}

/** True where the character takes the values ±1 only, and P is part of the group. */
export function isRealSector({ momentum }: LatticeSector, { order }: LatticeSymmetries): boolean {
  return (2 * momentum) % order === 0;
}

/** The group whose orbits a sector lives on: with P where the character is real, without it elsewhere. */
export function orbitGroup(symmetries: LatticeSymmetries, isReal: boolean): OrbitGroup {
  const { order, reflection } = symmetries;
  if (!isReal) return { ...symmetries, reflection: null, moduli: order };
  return { ...symmetries, reflection, moduli: order % 2 === 0 ? 2 : 1 };
}

/** A complex number for each phase of a group. */
export interface Characters {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** χ(TᵐPˢFᵘ) = e^{2πi km/n} (±1)^s (±1)^u by phase; exact where it is real. */
export function charactersOf(
  { momentum, reflection, flip }: LatticeSector,
  group: OrbitGroup,
  phases: number,
): Characters {
  const mirrors = group.reflection ? 2 : 1;
  const flips = group.flip === 0 ? 1 : 2;
  const re = new Float64Array(phases);
  const im = new Float64Array(phases);
  for (let phase = 0; phase < phases; phase++) {
    const u = phase % flips;
    const s = Math.floor(phase / flips) % mirrors;
    const m = Math.floor(phase / (flips * mirrors));
    const sign = (u === 1 && flip === -1 ? -1 : 1) * (s === 1 && reflection === -1 ? -1 : 1);
    const turns = (momentum * m) % group.order;
    const angle = (2 * Math.PI * turns) / group.order;
    const isReal = (2 * turns) % group.order === 0;
    re[phase] = sign * (isReal ? (turns === 0 ? 1 : -1) : Math.cos(angle));
    im[phase] = isReal ? 0 : sign * Math.sin(angle);
  }
  return { re, im };
}

/** Characters that differ from 1 by less are 1; the smallest other distance is 2 sin(π/n). */
const ONE = 1e-9;

/** True where a sector has a state on orbits of a kind: the character is 1 on the whole stabilizer. */
export function isAllowed({ phases }: OrbitKind, { re }: Characters): boolean {
  return re.every((value, phase) => ((phases >> BigInt(phase)) & 1n) === 0n || Math.abs(value - 1) < ONE);
}

/** Number of states in a sector, (1/|G|) Σ_g χ(g)* (states that g leaves as they are). */
export function sectorDimension(sector: LatticeSector, symmetries: LatticeSymmetries): number {
  const group = orbitGroup(symmetries, isRealSector(sector, symmetries));
  const counts = fixedStates(group);
  const { re } = charactersOf(sector, group, counts.length);
  return Math.round(
    counts.reduce((sum, count, phase) => sum + (re[phase] as number) * count, 0) / groupOrder(group),
  );
}

/** Text form, for instance "k=0/28 P=+ F=+". */
export function latticeSectorText(
  { momentum, reflection, flip }: LatticeSector,
  { order }: LatticeSymmetries,
): string {
  const sign = (value: 1 | -1) => (value === 1 ? "+" : "-");
  return [
    `k=${momentum}/${order}`,
    ...(reflection === null ? [] : [`P=${sign(reflection)}`]),
    ...(flip === null ? [] : [`F=${sign(flip)}`]),
  ].join(" ");
}
