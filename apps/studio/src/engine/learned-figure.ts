import type { Experiment } from "qep";
import { figureDocument, type NamedFigure, runFigures } from "qep/figures";

/** The figure of what was learnt: the couplings of a sensor, or the parameters by name. */
export async function learnedFigure(experiment: Experiment, values: Float64Array): Promise<NamedFigure> {
  const [figure] = runFigures({ experiment, history: [], values }, await figureDocument());
  if (!figure) throw new Error("there is no figure of this experiment");
  return figure;
}
