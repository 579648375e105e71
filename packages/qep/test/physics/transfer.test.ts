import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Simulator } from "../../src/devices/simulator.ts";
import { buildExperiment, type Experiment } from "../../src/experiments/build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "../../src/experiments/build-hidden.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import { trainExperiment } from "../../src/experiments/train-run.ts";
import { compareTransfer } from "../../src/experiments/transfer.ts";
import { EXAMPLES } from "../support/cli.ts";
import { testKernels } from "../support/kernels.ts";

const text = readFileSync(join(EXAMPLES, "black-box.yaml"), "utf8");
const experimentWith = (...overrides: string[]) => buildExperiment(parseExperiment(text, { overrides }));
const open = async (experiment: Experiment) =>
  simulatedDevice(new Simulator(simulatedSystem(experiment), testKernels()), experiment);

// Eight devices: transferred − in situ was 0.286 ± 0.063 when measured. Below 0.1 would be three standard errors.
test("a device that hides something is better trained in situ than on its model", async () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const { promised, devices, advantage } = await compareTransfer(experimentWith(), { seeds, open });
  expect(devices.map(({ seed }) => seed)).toEqual(seeds);
  expect(devices.filter(({ inSitu, transferred }) => inSitu < transferred).length).toBeGreaterThanOrEqual(7);
  for (const { inSitu, untrained } of devices) expect(inSitu).toBeLessThan(0.2 * untrained);
  expect(advantage.mean).toBeGreaterThan(0.1);
  expect(advantage.mean).toBeGreaterThan(3 * advantage.standardError);
  // The model itself can do the task: what fails is to carry it over.
  expect(promised).toBeLessThan(0.01);
});

test("each part is what it says", async () => {
  const short = ["training.batches=5"];
  const steps: number[] = [];
  const { promised, devices } = await compareTransfer(experimentWith(...short), {
    seeds: [3, 9],
    open,
    onProgress: (done, total) => steps.push(done / total),
  });
  expect(steps).toEqual(Array.from({ length: 15 }, (_, k) => (k + 1) / 15));
  const own = experimentWith(...short, "hidden.seed=9");
  const inSitu = await trainExperiment(own, await open(own));
  expect(devices[1].inSitu).toBe(inSitu.metrics?.cost);
  const model = experimentWith(...short, "hidden={}", "measurement={kind: exact}");
  const trained = await trainExperiment(model, await open(model));
  expect(promised).toBe(trained.metrics?.cost);
});

test("without anything hidden, or with one device, there is nothing to compare", async () => {
  const { hidden: _, ...plain } = experimentWith().config;
  const bare = buildExperiment({ config: plain, locate: () => undefined });
  await expect(compareTransfer(bare, { seeds: [1, 2], open })).rejects.toThrow(
    "the experiment hides nothing",
  );
  await expect(compareTransfer(experimentWith(), { seeds: [1], open })).rejects.toThrow(
    "needs at least two different devices; given are the seeds 1",
  );
});
