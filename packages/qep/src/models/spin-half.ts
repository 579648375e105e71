import { OperatorSum } from "../operators/operator-sum.ts";
import type { Model } from "./model.ts";

/**
 * The same model with spins S = σ/2 where its formula has Pauli matrices: J Σ σ·σ becomes J Σ S·S.
 *
 * A string on w sites gets the factor 2^−w, exactly. Observables stay what their names say, Pauli matrices.
 *
 * @param model whose inputs are sums of products of Pauli matrices on different sites
 */
export function inSpins(model: Model): Model {
  return {
    ...model,
    inputs: model.inputs.map(({ name, operator }) => ({ name, operator: halved(operator) })),
  };
}

function halved(operator: OperatorSum): OperatorSum {
  return new OperatorSum(
    operator.terms.map(({ string, coefficient: { re, im } }) => {
      const factor = 2 ** -string.support.length;
      return { string, coefficient: { re: factor * re, im: factor * im } };
    }),
  );
}
