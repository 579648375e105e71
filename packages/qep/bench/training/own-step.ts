// One side of the training-step benchmark: this library. Prints JSON like bench/peers/phase_sensor_step.py.
//
//   node packages/qep/bench/training/own-step.ts --workers 1 --steps 40 --warmup 20
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { batchOf, buildExperiment, estimateGradients, parseExperiment, settledGradient, Trainer } from "qep";
import { openSimulator } from "qep/node";

const { values: flags } = parseArgs({
  options: {
    workers: { type: "string", default: "1" },
    steps: { type: "string", default: "40" },
    warmup: { type: "string", default: "20" },
    tolerance: { type: "string", default: "1e-9" },
  },
});

const file = new URL("../../../../examples/paper/phase-sensor-xyz.yaml", import.meta.url);
const experiment = buildExperiment(parseExperiment(readFileSync(file, "utf8")));
const { objective, variables, config } = experiment;
if (!objective || !config.training) throw new Error("the example has lost its objective or training");
const gradient = settledGradient(objective);
const device = await openSimulator(experiment.system, {
  workers: Number(flags.workers),
  tolerance: Number(flags.tolerance),
});
const trainer = new Trainer({
  device,
  loss: objective.loss,
  gradient,
  optimizer: config.training.optimizer,
  variables,
  batch: (step) => batchOf(experiment, step),
  stream: [config.seed],
});

const secondsPerStep: number[] = [];
for (let step = 0; step < Number(flags.warmup) + Number(flags.steps); step++) {
  const started = performance.now();
  await trainer.advance();
  if (step >= Number(flags.warmup)) secondsPerStep.push((performance.now() - started) / 1000);
}

// The residuals of one more batch, outside of the timed part; the same solves at the same tolerance.
const gradients = await estimateGradients(
  device,
  {
    loss: objective.loss,
    samples: trainer.nextBatch(),
    parameters: trainer.parameters,
    stream: ["residual"],
  },
  gradient,
);
await device.close();
const sorted = secondsPerStep.toSorted((a, b) => a - b);
console.log(
  JSON.stringify({
    minimum: sorted[0],
    median: sorted[sorted.length >> 1],
    maxResidual: Math.max(...gradients.map(({ health }) => health.residualNorm ?? 0)),
    kernels: device.capabilities().record.kernels,
  }),
);
