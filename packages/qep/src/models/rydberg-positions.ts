import { QepError } from "../base/errors.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import { type Position, pairsOf } from "./lattice.ts";
import type { Model, NamedOperator } from "./model.ts";
import type { ParameterMap } from "./parameter-map.ts";
import { type RydbergArrayOptions, rydbergArray, rydbergOccupation } from "./rydberg-array.ts";

/** Options of {@link movableRydbergArray}. */
export interface MovableRydbergOptions extends RydbergArrayOptions {
  /** C6, in energy·length⁶. */
  readonly interaction: number;
}

/** A model with parameters that enter its Hamiltonian through a map. */
export interface MappedModel {
  /** The rest of the Hamiltonian. */
  readonly model: Model;
  /** The operators whose coefficients the map gives. */
  readonly operators: readonly NamedOperator[];
  readonly map: ParameterMap;
}

/**
 * Rydberg atoms whose places are trained: u = (x0, y0, x1, y1, …), and the coefficient of n_i n_j is
 * C6/|r_i − r_j|⁶, so that ∂H/∂r_i = −6 C6 Σ_j (r_i − r_j)/|r_i − r_j|⁸ n_i n_j.
 *
 * The model has the inputs Omega and Delta (or Delta0, …) of {@link rydbergArray}; C6 is a number of the atoms.
 *
 * @throws QepError invalid-argument as {@link rydbergArray}, and for an interaction that is not finite
 */
export function movableRydbergArray({ interaction, ...options }: MovableRydbergOptions): MappedModel {
  if (!Number.isFinite(interaction)) {
    throw new QepError(
      "invalid-argument",
      `rydberg-array: the interaction C6 must be a finite number, it is ${interaction}`,
    );
  }
  const { inputs, ...model } = rydbergArray(options);
  const { positions, n = "down" } = options;
  const pairs = pairsOf("rydberg-array", positions).map(({ sites }) => sites);
  const number = positions.map((_, j) => rydbergOccupation(j, n));
  return {
    model: { ...model, inputs: inputs.filter(({ name }) => name !== "C6") },
    operators: pairs.map(([i, j]) => ({
      name: `n${i}n${j}`,
      operator: (number[i] as OperatorSum).times(number[j] as OperatorSum),
    })),
    map: pairInteractions(positions.length, pairs, interaction),
  };
}

function pairInteractions(
  atoms: number,
  pairs: readonly (readonly [number, number])[],
  interaction: number,
): ParameterMap {
  const names = Array.from({ length: atoms }, (_, j) => [`x${j}`, `y${j}`]).flat();
  const apart = (values: Float64Array, [i, j]: readonly [number, number]): Position => {
    const [dx, dy] = [0, 1].map(
      (axis) => (values[2 * i + axis] as number) - (values[2 * j + axis] as number),
    );
    return [dx as number, dy as number];
  };
  return {
    names,
    size: pairs.length,
    coefficients: (values) =>
      Float64Array.from(pairs, (pair) => interaction / Math.hypot(...apart(values, pair)) ** 6),
    jacobian: (values) => {
      const jacobian = new Float64Array(pairs.length * names.length);
      for (const [row, pair] of pairs.entries()) {
        const step = apart(values, pair);
        const factor = (-6 * interaction) / Math.hypot(...step) ** 8;
        for (const axis of [0, 1] as const) {
          jacobian[row * names.length + 2 * pair[0] + axis] = factor * step[axis];
          jacobian[row * names.length + 2 * pair[1] + axis] = -factor * step[axis];
        }
      }
      return jacobian;
    },
  };
}
