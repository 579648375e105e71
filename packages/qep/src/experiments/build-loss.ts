import { isQepError, QepError } from "../base/errors.ts";
import { crossEntropyLoss, hingeLoss } from "../propagation/classification-losses.ts";
import { correlationLoss } from "../propagation/correlation-loss.ts";
import { customLoss } from "../propagation/custom-loss.ts";
import type { Loss, LossInput } from "../propagation/loss.ts";
import {
  absoluteExpectationLoss,
  expectationLoss,
  sensitivityLoss,
  squareLoss,
} from "../propagation/losses.ts";
import type { System } from "../propagation/system.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import { indexOfName } from "./names.ts";
import type { LossConfig, LossFunction } from "./schema.ts";

/** The loss of an experiment, with names resolved to positions. @throws QepError with the place of an unknown name */
export function buildLoss(config: LossConfig, system: System, locate: Locate): Loss {
  const outputAt = (key: string, name: string) =>
    atPlace(locate, ["loss", key], () => indexOfName(system.outputs, name, "output"));
  const output = (name: string) => outputAt("output", name);
  switch (config.kind) {
    case "square":
      return config.weights
        ? squareLoss({ weights: weightsOf(config.weights, system, locate) })
        : squareLoss();
    case "cross-entropy":
      if (config.outcomes === "exclusive") {
        atPlace(locate, ["loss", "outcomes"], () => requireSeveralOutputs(system));
      }
      return crossEntropyLoss(config);
    case "hinge":
      return hingeLoss(config);
    case "correlation":
      return correlationLoss({
        joint: outputAt("joint", config.joint),
        first: outputAt("first", config.first),
        second: outputAt("second", config.second),
        goal: config.goal,
      });
    case "absolute":
      return absoluteExpectationLoss({ output: output(config.output), goal: config.goal });
    case "expectation":
      return expectationLoss({ output: output(config.output), goal: config.goal });
    case "sensitivity": {
      const input = atPlace(locate, ["loss", "input"], () =>
        indexOfName(system.inputs, config.input, "input"),
      );
      return sensitivityLoss({ output: output(config.output), input, goal: config.goal });
    }
    case "custom":
      return namedLoss(config.name, config.evaluate, system);
  }
}

/** Weights of all outputs; those that are not named count 1. */
function weightsOf(
  weights: Readonly<Record<string, number>>,
  { outputs }: System,
  locate: Locate,
): Float64Array {
  const values = new Float64Array(outputs.length).fill(1);
  for (const [name, weight] of Object.entries(weights)) {
    values[atPlace(locate, ["loss", "weights", name], () => indexOfName(outputs, name, "output"))] = weight;
  }
  return values;
}

/** With a single exclusive outcome a target of 0 would cost nothing, whatever the output. */
function requireSeveralOutputs({ outputs }: System): void {
  if (outputs.length > 1) return;
  throw new QepError(
    "invalid-experiment",
    `expected at least two outputs for exclusive outcomes, given ${outputs.map(({ name }) => name).join() || "none"}; ` +
      "use outcomes: independent, or add an output for the other outcome",
    { outputs: outputs.length },
  );
}

/** A user's loss, which speaks in names, as one that speaks in positions. */
function namedLoss(name: string, evaluate: LossFunction, system: System): Loss {
  const record = (names: readonly { readonly name: string }[], values: Float64Array | undefined) =>
    Object.fromEntries(values ? names.map(({ name: key }, index) => [key, values[index] as number]) : []);
  return customLoss(name, (input: LossInput) => {
    const points = input.outputs.map((outputs, point) => ({
      outputs: record(system.outputs, outputs),
      inputs: record(system.inputs, input.inputs[point]),
      target: record(system.outputs, targetOf(input, point)),
    }));
    const { value, errorSignal } = called(name, () => evaluate(points));
    if (!errorSignal) return { value };
    const errorSignals = errorSignal.map((signal) => {
      const vector = new Float64Array(system.outputs.length);
      for (const [key, slope] of Object.entries(signal))
        vector[indexOfName(system.outputs, key, "output")] = slope;
      return vector;
    });
    return { value, errorSignals };
  });
}

/** What a user's function returns; what it throws says where it comes from. */
function called<T>(name: string, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (cause) {
    if (isQepError(cause)) throw cause;
    throw new QepError(
      "invalid-experiment",
      `Loss "${name}" threw "${cause instanceof Error ? cause.message : String(cause)}"; it must return ` +
        "{ value, errorSignal } for any outputs. Correct the function.",
      { loss: name },
      { cause },
    );
  }
}

/** The target at one point: one for all points, or one after the other. */
function targetOf({ outputs, target }: LossInput, point: number): Float64Array | undefined {
  const count = outputs[0]?.length ?? 0;
  if (!target || target.length === count) return target;
  return target.subarray(point * count, (point + 1) * count);
}
