import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import type { Sample } from "../propagation/problem.ts";
import type { System } from "../propagation/system.ts";
import type { LabelledSample } from "../tasks/classification.ts";
import {
  KITAEV_TRIANGLE_INPUTS,
  kitaevTestSet,
  kitaevTriangleBatch,
  kitaevTriangleGrid,
} from "../tasks/kitaev-triangle.ts";
import {
  PHASE_TRIANGLE_INPUTS,
  phaseTriangleGrid,
  phaseTriangleTestSet,
  samplePhaseTriangle,
} from "../tasks/phase-triangle.ts";
import { buildFileData } from "./build-file-data.ts";
import { type BatchSize, drawRows, type ExperimentData } from "./experiment-data.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import { valuesByName } from "./names.ts";
import type { DataConfig } from "./schema.ts";

/**
 * The samples that an experiment's `data` describes, with inputs in the order of the system.
 *
 * @throws QepError with the place in the file for names that the system does not have
 */
export function buildData(config: DataConfig, seed: number, system: System, locate: Locate): ExperimentData {
  const batchStream = (step: number) => new RandomStream(seed, "batch", step);
  switch (config.sampler) {
    case "table":
      return tableData(config.samples, batchStream, system, locate);
    case "file":
      return buildFileData(config, seed, batchStream, system, locate);
    case "phase-triangle": {
      const sample = reordered(PHASE_TRIANGLE_INPUTS, system);
      const { total, region, test } = config;
      return {
        batch: (step, size) => {
          const stream = batchStream(step);
          const draw = () => sample(samplePhaseTriangle(stream, { total, region }));
          return Array.from({ length: drawnSize(size) }, draw);
        },
        test: phaseTriangleTestSet(seed, test.samples, total).map(sample),
        grid: phaseTriangleGrid(total).map(sample),
      };
    }
    case "kitaev-triangle": {
      const sample = reordered(KITAEV_TRIANGLE_INPUTS, system);
      return {
        batch: (step, size) => kitaevTriangleBatch(batchStream(step), drawnSize(size)).map(sample),
        test: kitaevTestSet().map(sample),
        grid: kitaevTriangleGrid().map(sample),
      };
    }
  }
}

/** @throws QepError unsupported where there is no end of samples */
function drawnSize(size: BatchSize): number {
  if (size !== "all") return size;
  throw new QepError(
    "unsupported",
    "a batch of all samples needs a table or a file of them; give batchSize a number",
  );
}

function tableData(
  rows: Extract<DataConfig, { sampler: "table" }>["samples"],
  batchStream: (step: number) => RandomStream,
  { inputs: knobs, outputs }: System,
  locate: Locate,
): ExperimentData {
  const samples = rows.map(({ inputs, target }, index): Sample => {
    const path = ["data", "samples", index];
    return {
      points: [atPlace(locate, path, () => valuesByName(knobs, inputs, "input"))],
      target: atPlace(locate, path, () => valuesByName(outputs, target, "output")),
    };
  });
  return { batch: drawRows(samples, batchStream), test: samples, grid: samples };
}

/** From labelled samples with inputs in an order of their own to samples of the system. */
function reordered(names: readonly string[], system: System): (sample: LabelledSample) => Sample {
  const order = system.inputs.map(({ name }) => names.indexOf(name));
  return ({ inputs, target }) => ({
    points: [Float64Array.from(order, (index) => inputs[index] as number)],
    target,
  });
}
