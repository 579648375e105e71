import type { BasisCost, StringPair } from "./allocation.ts";
import type { BasisReading, CountedReading } from "./basis-reading.ts";
import { outcomeValues, readSites } from "./outcome-values.ts";
import { type ReadoutErrors, varianceInflation } from "./readout-errors.ts";

/** How many shots of unit variance without correlations an estimate of variances starts from. */
const PRIOR_SHOTS = 2;

/** Cov(P_k, P_l) of a state of which nothing is known: 1 where k = l, else 0. */
export function unknownCovariances(pairs: readonly StringPair[]): Float64Array {
  return Float64Array.from(pairs, ({ first, second }) => (first === second ? 1 : 0));
}

/**
 * Cov(P_k, P_l) = ⟨P_k P_l⟩ − ⟨P_k⟩⟨P_l⟩ of the state, from all bases that determine both strings.
 *
 * They belong to the state and not to a basis. Few shots are drawn towards {@link unknownCovariances}, so that a string that
 * happened to give equal values is not taken for certain.
 *
 * @returns one value for each pair
 */
export function measuredCovariances(
  pairs: readonly StringPair[],
  strings: number,
  counted: readonly CountedReading[],
  errors?: ReadoutErrors,
): Float64Array {
  const sums = { hits: new Float64Array(strings), values: new Float64Array(strings) };
  const products = { hits: new Float64Array(pairs.length), values: new Float64Array(pairs.length) };
  for (const part of counted) addBasis(part, pairs, { sums, products }, errors);
  return Float64Array.from(pairs, ({ first, second }, e) => {
    const shots = products.hits[e] as number;
    const prior = first === second ? PRIOR_SHOTS : 0;
    if (shots === 0) return prior / PRIOR_SHOTS;
    const meanOf = (k: number) => (sums.values[k] as number) / (sums.hits[k] as number);
    const square = first === second ? 1 : (products.values[e] as number) / shots;
    const covariance = square - meanOf(first) * meanOf(second);
    const possible = first === second ? Math.max(0, covariance) : covariance;
    return (shots * possible + prior) / (shots + PRIOR_SHOTS);
  });
}

interface PairSums {
  readonly hits: Float64Array;
  readonly values: Float64Array;
}

function addBasis(
  { reading, counts }: CountedReading,
  pairs: readonly StringPair[],
  { sums, products }: { sums: PairSums; products: PairSums },
  errors: ReadoutErrors | undefined,
): void {
  const valuesOf = outcomeValues(reading, errors);
  const values = new Float64Array(reading.strings.length);
  const own = pairsIn(reading, pairs);
  const add = (to: PairSums, index: number, value: number, occurrences: number) => {
    to.hits[index] = (to.hits[index] as number) + occurrences;
    to.values[index] = (to.values[index] as number) + occurrences * value;
  };
  for (const { outcomes, occurrences } of counts) {
    for (const [outcome, count] of occurrences.entries()) {
      valuesOf(outcomes, outcome * reading.words, values);
      for (const [p, k] of reading.strings.entries()) add(sums, k, values[p] as number, count);
      for (const { pair, p, q } of own)
        add(products, pair, (values[p] as number) * (values[q] as number), count);
    }
  }
}

/** Pairs that a basis determines, with the positions of both strings in it. */
function pairsIn({ strings }: BasisReading, pairs: readonly StringPair[]) {
  const positionOf = new Map(Array.from(strings, (string, position) => [string, position]));
  return pairs.flatMap(({ first, second }, pair) => {
    const [p, q] = [positionOf.get(first), positionOf.get(second)];
    return p === undefined || q === undefined ? [] : [{ pair, p, q }];
  });
}

/**
 * What a shot in each basis adds to the variance of the estimates, given the covariances of the state.
 *
 * Inverting readout errors adds Π_j 1/(1 − p01 − p10)² − 1 to the variance of a string.
 *
 * @param covariances one value for each pair
 */
export function basisCosts(
  readings: readonly BasisReading[],
  pairs: readonly StringPair[],
  covariances: Float64Array,
  errors?: ReadoutErrors,
): BasisCost[] {
  return readings.map((reading) => {
    const own = pairsIn(reading, pairs);
    const sites = errors ? readSites(reading) : [];
    const added = (p: number) => (errors ? varianceInflation(errors, sites[p] as Uint32Array) - 1 : 0);
    return {
      first: Uint32Array.from(own, ({ p }) => reading.strings[p] as number),
      second: Uint32Array.from(own, ({ q }) => reading.strings[q] as number),
      values: Float64Array.from(own, ({ pair, p, q }) => {
        const covariance = (covariances[pair] as number) + (p === q ? added(p) : 0);
        return (pairs[pair]?.weight as number) * covariance;
      }),
    };
  });
}
