import { QepError } from "../base/errors.ts";
import { isMapping } from "./experiment-source.ts";
import type { ExperimentConfig, LossFunction } from "./schema.ts";

/** Functions that only stand for the text of one. */
const stored = new WeakSet<LossFunction>();

/** A resolved experiment as plain JSON data; a loss written as a function is kept as its text, for the record. */
export function experimentToJson(config: ExperimentConfig): Record<string, unknown> {
  const text = JSON.stringify(config, (_, value: unknown) =>
    typeof value === "function" ? String(value) : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/**
 * The inverse, to be resolved again. The text of a loss is not run: a function that refuses to compute takes its
 * place, so that everything else about the run (figures, outputs) can still be had.
 */
export function experimentFromJson(value: unknown): unknown {
  if (!isMapping(value) || !isMapping(value.loss) || typeof value.loss.evaluate !== "string") return value;
  const evaluate: LossFunction = () => {
    throw lossIsMissing();
  };
  stored.add(evaluate);
  return { ...value, loss: { ...value.loss, evaluate } };
}

/** True for an experiment whose loss is a function of which only the text is known. */
export function isLossMissing({ loss }: ExperimentConfig): boolean {
  return loss?.kind === "custom" && stored.has(loss.evaluate);
}

/** What to tell whoever needs that loss. */
export function lossIsMissing(): QepError {
  return new QepError(
    "unsupported",
    "the loss of this run is a function, which a run directory cannot hold; give the TypeScript experiment it was " +
      "started with as well (to resume: qep train EXPERIMENT.ts --resume RUN)",
  );
}
