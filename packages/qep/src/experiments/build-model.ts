import { boseHubbard } from "../models/bose-hubbard.ts";
import { clusterIsing, transverseFieldIsing } from "../models/chains.ts";
import { hubbard, kitaevChain } from "../models/fermions.ts";
import { kitaevHoneycomb } from "../models/kitaev-honeycomb.ts";
import { longRangeIsing } from "../models/long-range-ising.ts";
import type { Model, NamedOperator } from "../models/model.ts";
import { rydbergArray } from "../models/rydberg-array.ts";
import { movableRydbergArray } from "../models/rydberg-positions.ts";
import { edwardsAnderson, sherringtonKirkpatrick } from "../models/spin-glass.ts";
import { inSpins } from "../models/spin-half.ts";
import { spinLattice } from "../models/spin-lattice.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import { indexOfName } from "./names.ts";
import { operatorBlock, type ParameterBlock } from "./parameter-blocks.ts";
import type { ModelConfig } from "./schema.ts";

/** A model with those of its parts that are trained. */
export interface ModelParts {
  readonly model: Model;
  /** Couplings that are not trained. */
  readonly inputs: readonly NamedOperator[];
  readonly blocks: readonly ParameterBlock[];
}

/** The model of a configuration, without its sensor. @throws QepError for sizes and couplings it cannot have */
export function buildModelParts(config: ModelConfig, locate: Locate): ModelParts {
  const { model, positions } = atPlace(locate, ["system"], () => movableModel(config));
  const { parameters } = config;
  if (!parameters) return { model, inputs: model.inputs, blocks: positions };
  const trained = new Set<number>();
  const members = Object.entries(parameters).map(([name, { couplings = { [name]: 1 }, ...settings }]) => {
    const parts = Object.entries(couplings).map(([coupling, factor]) => {
      const index = atPlace(locate, ["system", "parameters", name], () =>
        indexOfName(model.inputs, coupling, "coupling of the model"),
      );
      trained.add(index);
      return (model.inputs[index] as NamedOperator).operator.scale(factor);
    });
    return { name, operator: OperatorSum.sum(parts), settings };
  });
  return {
    model,
    inputs: model.inputs.filter((_, index) => !trained.has(index)),
    blocks: [operatorBlock("model", members), ...positions],
  };
}

/** The bare model, and the places of its atoms where they are trained. */
function movableModel(config: ModelConfig): { model: Model; positions: readonly ParameterBlock[] } {
  if (config.model !== "rydberg-array" || !config.trainPositions) {
    const model = buildModel(config);
    const { convention } = config;
    const isHalf = "spin" in convention && convention.spin === "half";
    return { model: isHalf ? inSpins(model) : model, positions: [] };
  }
  const { interaction, within } = config.trainPositions;
  const { model, operators, map } = movableRydbergArray({
    ...config,
    n: config.convention.n,
    interaction,
  });
  const own = config.positions.flat().map((initial) => ({
    initial,
    ...(within !== undefined && { bounds: [initial - within, initial + within] as const }),
  }));
  return { model, positions: [{ group: "positions", operators, map, own }] };
}

function buildModel(config: ModelConfig): Model {
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
    case "bose-hubbard":
      return boseHubbard(config);
    default:
      return spinLattice({ ...config, exchange: config.model });
  }
}
