import { hermitianEigen } from "../../src/linalg/hermitian-eigen.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import type { Setting } from "../../src/propagation/device.ts";
import type { System } from "../../src/propagation/system.ts";
import { type DenseVector, denseMatrix, inner, rowOf } from "./dense.ts";

/** H at a setting, nudged or not. */
function hamiltonianAt(
  { fixed, inputs, parameters, outputs }: System,
  setting: Setting,
  isNudged: boolean,
): OperatorSum {
  const terms = [
    ...inputs.map(({ operator }, k) => operator.scale(setting.inputs[k])),
    ...parameters.map(({ operator }, j) => operator.scale(setting.parameters[j])),
    ...(isNudged ? outputs.map(({ operator }, l) => operator.scale(setting.nudge[l])) : []),
  ];
  return terms.reduce((sum, term) => sum.plus(term), OperatorSum.zero.plus(fixed));
}

/**
 * A state that is not in equilibrium: the nudge is switched on suddenly and the state is read at a time t after,
 *
 *     |ψ(t)⟩ = exp(−i t H(x, θ, ν)) |0(x, θ)⟩
 *
 * with |0⟩ the ground state at ν = 0. In the free phase this is that ground state.
 */
export function quenchedState(system: System, time: number): (setting: Setting) => DenseVector {
  return (setting) => {
    const start = rowOf(
      hermitianEigen(denseMatrix(hamiltonianAt(system, setting, false), system.qubits)).vectors,
      0,
    );
    const { values, vectors } = hermitianEigen(
      denseMatrix(hamiltonianAt(system, setting, true), system.qubits),
    );
    const state = { re: new Float64Array(start.re.length), im: new Float64Array(start.re.length) };
    for (const [n, energy] of values.entries()) {
      const row = rowOf(vectors, n);
      const overlap = inner(row, start);
      const [cos, sin] = [Math.cos(energy * time), Math.sin(energy * time)];
      const re = overlap.re * cos + overlap.im * sin;
      const im = overlap.im * cos - overlap.re * sin;
      for (let i = 0; i < state.re.length; i++) {
        state.re[i] += re * row.re[i] - im * row.im[i];
        state.im[i] += re * row.im[i] + im * row.re[i];
      }
    }
    return state;
  };
}
