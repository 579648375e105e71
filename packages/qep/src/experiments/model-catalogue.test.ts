import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { Simulator } from "../devices/simulator.ts";
import { buildExperiment } from "./build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "./build-hidden.ts";
import { MODEL_CATALOGUE } from "./model-catalogue.ts";
import { resolveExperiment } from "./parse-experiment.ts";
import { isStep } from "./run-record.ts";
import { MODEL_NAMES } from "./schema-system.ts";
import { simulatorSettings } from "./simulator-settings.ts";
import { trainExperiment } from "./train-run.ts";

test("every model of the schema is there, once", () => {
  expect(MODEL_CATALOGUE.map(({ name }) => name).sort()).toEqual([...MODEL_NAMES].sort());
});

test("the bibliography has every reference", () => {
  const works = readFileSync(new URL("../../../../docs/references.bib", import.meta.url), "utf8");
  for (const { references } of MODEL_CATALOGUE) {
    expect(references.length).toBeGreaterThan(0);
    for (const { doi } of references) expect(works).toContain(`{${doi}}`);
  }
});

describe.each(MODEL_CATALOGUE)("$name", ({ name, hamiltonian, experiment: input }) => {
  const experiment = buildExperiment(resolveExperiment(input));

  test("the Hamiltonian names every coupling of the experiment", () => {
    expect(experiment.model?.name).toBe(name);
    // Jx is J_x there, gZXZ is g_{ZXZ}, and those of several kinds of bonds, as JRung, begin alike.
    const letters = hamiltonian.replaceAll(/[\\_{}]/g, "");
    const couplings = [...experiment.system.inputs.map((input) => input.name), ...experiment.parameterNames];
    for (const coupling of couplings) expect(letters).toContain(coupling.replace(/(Leg|Rung)$/, ""));
  });

  test("its experiment trains: the loss falls to less than a fifth", async () => {
    const simulator = new Simulator(
      simulatedSystem(experiment),
      testKernels(),
      simulatorSettings(experiment),
    );
    const { history } = await trainExperiment(experiment, simulatedDevice(simulator, experiment));
    const costs = history.filter(isStep).map(({ cost }) => cost);
    expect(costs.at(-1)).toBeLessThan((costs[0] ?? 0) / 5);
  });
});
