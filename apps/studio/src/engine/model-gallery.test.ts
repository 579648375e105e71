import { describe, expect, test } from "vitest";
import foreignOperators from "../experiments/foreign-operators.yaml?raw";
import ownOperators from "../experiments/own-operators.yaml?raw";
import { inspectExperiment } from "./inspect-experiment.ts";
import { modelGallery } from "./model-gallery.ts";

describe("what the gallery writes into the editor", () => {
  test.each(modelGallery())("$name is valid, trains, and is drawn as in the gallery", (model) => {
    const { problems, summary } = inspectExperiment(model.experiment);
    expect(problems).toEqual([]);
    expect(summary).toMatchObject({ qubits: model.qubits, inputs: model.inputs, parameters: model.trained });
    expect(summary?.batches).toBeGreaterThan(0);
    expect(summary?.graph).toEqual(model.graph);
    expect(model.experiment).toContain(`model: ${model.name}`);
  });

  test.each([ownOperators, foreignOperators])("operators as text are valid and train", (text) => {
    const { problems, summary } = inspectExperiment(text);
    expect(problems).toEqual([]);
    expect(summary?.batches).toBeGreaterThan(0);
  });
});
