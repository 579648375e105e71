import { type OperatorTable, tabulate } from "../operators/pauli-table.ts";
import type { System } from "../propagation/system.ts";
import type { Knobs } from "./hamiltonian.ts";

/**
 * How much no energy level can sink from one setting to another.
 *
 * With H′ − H = δ_0 + Σ_k δ_k P_k, every level of H′ lies at least δ_0 − Σ_k |δ_k| above that of H (Weyl), in each sector.
 */
export class EnergyShift {
  private readonly operators: OperatorTable;

  constructor(system: System) {
    this.operators = tabulate(system.operators);
  }

  /** The least change of any level from one setting to the other; negative where levels may sink. */
  atLeast(from: Knobs, to: Knobs): number {
    const { rows, strings } = this.operators;
    const [before, after] = [from, to].map(({ inputs, parameters, nudge }) => [
      1,
      ...inputs,
      ...parameters,
      ...nudge,
    ]) as [number[], number[]];
    const change = new Float64Array(strings.length);
    for (const [m, { columns, coefficients }] of rows.entries()) {
      const difference = (after[m] as number) - (before[m] as number);
      if (difference === 0) continue;
      for (const [k, column] of columns.entries()) {
        change[column] = (change[column] as number) + difference * (coefficients[k] as number);
      }
    }
    let shift = 0;
    for (const [k, value] of change.entries()) shift += strings[k]?.isIdentity ? value : -Math.abs(value);
    return shift;
  }
}
