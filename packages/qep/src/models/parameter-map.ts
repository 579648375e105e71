import { QepError } from "../base/errors.ts";

/**
 * What is trained, u, and what it makes of the coefficients of fixed operators, θ = g(u).
 *
 * H(θ) is linear in θ, so every dependence of a Hamiltonian on u is of this form, and ∂H/∂u_q = Σ_i ∂g_i/∂u_q A_i.
 */
export interface ParameterMap {
  /** Names of u, length Q. */
  readonly names: readonly string[];
  /** P: how many coefficients there are. */
  readonly size: number;
  /** g(u). @param values u, length Q @returns θ, length P */
  coefficients(values: Float64Array): Float64Array;
  /** ∂g_i/∂u_q. @param values u, length Q @returns P × Q, row by row */
  jacobian(values: Float64Array): Float64Array;
}

/** A smooth map of one number that keeps the result in an interval. */
export type ScalarMap =
  /** θ = exp(u), positive. */
  | { readonly kind: "exp" }
  /** θ = low + (high − low)/(1 + exp(−u)), between low and high. */
  | { readonly kind: "sigmoid"; readonly low: number; readonly high: number };

/**
 * Each coefficient by a map of its own, θ_q = g_q(u_q); θ_q = u_q where none is given.
 *
 * @throws QepError invalid-argument for a sigmoid without low < high
 */
export function scalarMaps(names: readonly string[], maps: readonly (ScalarMap | undefined)[]): ParameterMap {
  for (const [q, map] of maps.entries()) {
    if (map?.kind !== "sigmoid" || map.low < map.high) continue;
    throw new QepError(
      "invalid-argument",
      `parameter ${names[q]}: a sigmoid goes from low to a larger high, given ${map.low} and ${map.high}`,
    );
  }
  const size = names.length;
  return {
    names,
    size,
    coefficients: (values) => values.map((value, q) => coefficientOf(maps[q], value)),
    jacobian: (values) => {
      const jacobian = new Float64Array(size * size);
      for (const [q, value] of values.entries()) jacobian[q * size + q] = slopeOf(maps[q], value);
      return jacobian;
    },
  };
}

/** Several maps side by side: coefficients and parameters of the first, then of the second, and so on. */
export function joinMaps(parts: readonly ParameterMap[]): ParameterMap {
  const names = parts.flatMap((part) => part.names);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const split = (values: Float64Array) => {
    let start = 0;
    return parts.map((part) => {
      start += part.names.length;
      return values.subarray(start - part.names.length, start);
    });
  };
  return {
    names,
    size,
    coefficients: (values) => {
      const own = split(values);
      return Float64Array.from(parts.flatMap((part, k) => [...part.coefficients(own[k] as Float64Array)]));
    },
    jacobian: (values) => {
      const jacobian = new Float64Array(size * names.length);
      let [row, column] = [0, 0];
      for (const [k, own] of split(values).entries()) {
        const { size: rows, names: members, jacobian: block } = blockOf(parts[k] as ParameterMap, own);
        for (let i = 0; i < rows; i++) {
          const entries = block.subarray(i * members.length, (i + 1) * members.length);
          jacobian.set(entries, (row + i) * names.length + column);
        }
        row += rows;
        column += members.length;
      }
      return jacobian;
    },
  };
}

function blockOf(part: ParameterMap, values: Float64Array) {
  return { size: part.size, names: part.names, jacobian: part.jacobian(values) };
}

function coefficientOf(map: ScalarMap | undefined, u: number): number {
  if (map === undefined) return u;
  return map.kind === "exp" ? Math.exp(u) : map.low + (map.high - map.low) * logistic(u);
}

function slopeOf(map: ScalarMap | undefined, u: number): number {
  if (map === undefined) return 1;
  return map.kind === "exp" ? Math.exp(u) : (map.high - map.low) * logistic(u) * logistic(-u);
}

function logistic(u: number): number {
  return 1 / (1 + Math.exp(-u));
}
