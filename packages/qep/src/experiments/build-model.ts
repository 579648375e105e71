import { clusterIsing, transverseFieldIsing } from "../models/chains.ts";
import { hubbard, kitaevChain } from "../models/fermions.ts";
import { kitaevHoneycomb } from "../models/kitaev-honeycomb.ts";
import { longRangeIsing } from "../models/long-range-ising.ts";
import type { Model } from "../models/model.ts";
import { rydbergArray } from "../models/rydberg-array.ts";
import { edwardsAnderson, sherringtonKirkpatrick } from "../models/spin-glass.ts";
import { spinLattice } from "../models/spin-lattice.ts";
import type { ModelConfig } from "./schema.ts";

/** The bare model of a configuration. @throws QepError invalid-argument for sizes it cannot have */
export function buildModel(config: ModelConfig): Model {
  switch (config.model) {
    case "cluster-ising":
      return clusterIsing(config);
    case "transverse-field-ising":
      return transverseFieldIsing(config);
    case "kitaev-honeycomb":
      return kitaevHoneycomb(config);
    case "long-range-ising":
      return longRangeIsing(config);
    case "rydberg-array":
      return rydbergArray({ ...config, n: config.convention.n });
    case "sherrington-kirkpatrick":
      return sherringtonKirkpatrick(config);
    case "edwards-anderson":
      return edwardsAnderson(config);
    case "hubbard":
      return hubbard(config);
    case "kitaev-chain":
      return kitaevChain(config);
    default:
      return spinLattice({ ...config, exchange: config.model });
  }
}
