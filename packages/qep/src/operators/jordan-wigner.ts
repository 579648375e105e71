import { OperatorSum } from "./operator-sum.ts";
import { PauliString } from "./pauli-string.ts";

/**
 * The annihilation operator of one fermion mode, c_j = (Π_{m<j} Z_m)(X_j + iY_j)/2.
 *
 * An occupied mode is |1⟩, so n_j = c_j†c_j = (1 − Z_j)/2.
 *
 * @see Jordan & Wigner, Z. Phys. 47, 631 (1928)
 */
export function annihilation(mode: number): OperatorSum {
  const bit = 1n << BigInt(mode);
  const below = bit - 1n;
  return new OperatorSum([
    { string: new PauliString(bit, below), coefficient: { re: 0.5, im: 0 } },
    { string: new PauliString(bit, below | bit), coefficient: { re: 0, im: 0.5 } },
  ]);
}

/** c_j†, see {@link annihilation}. */
export function creation(mode: number): OperatorSum {
  return annihilation(mode).adjoint();
}

/** n_j = c_j†c_j = (1 − Z_j)/2. */
export function fermionNumber(mode: number): OperatorSum {
  return OperatorSum.identity.minus(OperatorSum.pauli("Z", mode)).scale(0.5);
}

/** c_a†c_b + c_b†c_a. */
export function hopping(a: number, b: number): OperatorSum {
  return creation(a)
    .times(annihilation(b))
    .plus(creation(b).times(annihilation(a)));
}

/** c_a c_b + c_b†c_a†. */
export function pairing(a: number, b: number): OperatorSum {
  return annihilation(a)
    .times(annihilation(b))
    .plus(creation(b).times(creation(a)));
}
