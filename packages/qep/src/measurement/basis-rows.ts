import type { BasisReading } from "./basis-reading.ts";
import type { ObservableStrings } from "./observable-strings.ts";

/** The part of an observable that a basis reads: y = Σ_p factors_p s_p over the strings at `positions` of the reading. */
export interface BasisRow {
  /** Index of the observable. */
  readonly observable: number;
  readonly positions: Uint32Array;
  readonly factors: Float64Array;
}

/**
 * What one shot in a basis adds to the estimate of each observable.
 *
 * @param scale what a reading of each string counts for; the factors are c_ik times it
 * @returns rows of the observables that have a string in this basis
 */
export function rowsInBasis(
  { observables }: ObservableStrings,
  { strings }: BasisReading,
  scale: Float64Array,
): BasisRow[] {
  const positionOf = new Map(Array.from(strings, (string, position) => [string, position]));
  return observables.flatMap(({ columns, coefficients }, observable): BasisRow[] => {
    const own = [...columns.keys()].filter((p) => positionOf.has(columns[p] as number));
    if (own.length === 0) return [];
    return [
      {
        observable,
        positions: Uint32Array.from(own, (p) => positionOf.get(columns[p] as number) as number),
        factors: Float64Array.from(
          own,
          (p) => (coefficients[p] as number) * (scale[columns[p] as number] as number),
        ),
      },
    ];
  });
}

/** y for the values of all strings of the reading. */
export function rowValue({ positions, factors }: BasisRow, values: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < positions.length; p++) {
    sum += (factors[p] as number) * (values[positions[p] as number] as number);
  }
  return sum;
}
