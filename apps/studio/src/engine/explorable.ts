import type { Experiment } from "qep";
import { restingSetting } from "./map-points.ts";
import { readExperiment } from "./open-experiment.ts";
import { samplesOf } from "./workbench.ts";

/** What of an experiment a map can show, and whether a training can walk over it. Plain data. */
export interface Explorable {
  readonly title: string;
  readonly qubits: number;
  /** Inputs, then parameters, and where they stand when nothing moves them. */
  readonly knobs: readonly { readonly name: string; readonly value: number }[];
  readonly outputs: readonly string[];
  /** Absent where the experiment does not say how to train. */
  readonly walk?: WalkGround;
}

/** How a training moves over a map. */
export interface WalkGround {
  /** θ, then the trained inputs `name@point`. */
  readonly variables: readonly string[];
  readonly initial: readonly number[];
  /** Steps of the whole training. */
  readonly steps: number;
  /** For each operating point of the first sample, where each knob stands. */
  readonly points: readonly (readonly KnobPlace[])[];
}

/** The value of a knob at an operating point: that of a variable, or one that stays. */
export type KnobPlace = { readonly variable: number } | { readonly value: number };

/**
 * Looks at an experiment; nothing is simulated.
 *
 * @param text YAML or JSON
 * @throws QepError invalid-experiment
 */
export function explorable(text: string): Explorable {
  const experiment = readExperiment(text);
  const { config, system, parameterNames, objective } = experiment;
  const { inputs, parameters } = restingSetting(experiment);
  return {
    title: config.title ?? "Untitled experiment",
    qubits: system.qubits,
    knobs: [
      ...system.inputs.map(({ name }, k) => ({ name, value: inputs[k] ?? 0 })),
      ...parameterNames.map((name, j) => ({ name, value: parameters[j] ?? 0 })),
    ],
    outputs: system.outputs.map(({ name }) => name),
    ...(objective && config.training ? { walk: walkGround(experiment) } : {}),
  };
}

function walkGround(experiment: Experiment): WalkGround {
  const { variables, parameterNames, config } = experiment;
  const points = samplesOf(experiment)[0]?.points ?? [];
  const { trainedInputs, parameterCount } = variables;
  return {
    variables: variables.names,
    initial: [...variables.initial],
    steps: config.training?.batches ?? 0,
    points: points.map((inputs, point) => [
      ...Array.from(inputs, (value, input): KnobPlace => {
        const k = trainedInputs.indexOf(input);
        return k < 0 ? { value } : { variable: parameterCount + point * trainedInputs.length + k };
      }),
      ...parameterNames.map((_, variable) => ({ variable })),
    ]),
  };
}
