import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isQepError } from "../base/errors.ts";
import { applyOverrides } from "./overrides.ts";
import { parseExperiment, resolveExperiment } from "./parse-experiment.ts";
import { yamlSource } from "./yaml-source.ts";

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.yaml`, import.meta.url), "utf8");
const hamiltonian = fixture("any-hamiltonian");
const table = fixture("table");
const parse = (text: string, ...overrides: string[]) => parseExperiment(text, { file: "x.yaml", overrides });

describe("--set", () => {
  test("replaces values, lists' items, whole sections; later ones win", () => {
    const { config } = parse(
      table,
      "training.batches=200",
      "data.samples[1].inputs.bias=0.25",
      "data.samples.0.target.up=0.5",
      "gradient={ method: one-sided, beta: 1e-2 }",
      "gradient.beta=0.3",
      "system.parameters.pull=Y0 Y1",
    );
    expect(config.training?.batches).toBe(200);
    expect(config.data).toMatchObject({
      samples: [
        { inputs: { bias: 0 }, target: { up: 0.5 } },
        { inputs: { bias: 0.25 }, target: { up: 1 } },
      ],
    });
    expect(config.gradient).toEqual({ method: "one-sided", beta: 0.3, nudge: "error-signal" });
    expect(config.system).toMatchObject({ parameters: { pull: { operator: "Y0 Y1" } } });
  });

  test("makes the sections that it needs, and works on stored configurations too", () => {
    expect(parse(hamiltonian, "preparation.tolerance=1e-6").config.preparation.tolerance).toBe(1e-6);
    const stored: unknown = JSON.parse(JSON.stringify(parse(hamiltonian).config));
    const again = resolveExperiment(stored, { overrides: ["at[0].gX=-1"] });
    expect(again.config.at).toEqual([{ gX: -1 }]);
  });

  test("changes one use of an anchor, not the other, and leaves the source as it was", () => {
    const source = yamlSource("schemaVersion: 1\nsystem: { inputs: &o { up: Z0 }, outputs: *o }\n");
    const changed = applyOverrides(source, ["system.outputs.up=X0"]);
    expect(changed.value).toMatchObject({ system: { inputs: { up: "Z0" }, outputs: { up: "X0" } } });
    expect(source.value).toMatchObject({ system: { outputs: { up: "Z0" } } });
  });

  test("what it set is located at the option, the rest in the file", () => {
    const { locate } = parse(table, "gradient.beta=0.3", "preparation.tolerance=1e-6");
    expect(locate(["gradient", "beta"])).toEqual({ file: "--set gradient.beta=0.3" });
    expect(locate(["gradient", "nudge"])).toEqual({ file: "x.yaml", line: 16, column: 31 });
    expect(locate(["preparation"])).toEqual({ file: "--set preparation.tolerance=1e-6" });
  });
});

describe("--set refuses", () => {
  const topKeys =
    /unknown key "trainin" in the top level; did you mean "training"\? keys there: schemaVersion, title, /;

  test.each<[string, string | RegExp]>([
    [
      "gradient.betta=0.1",
      'unknown key "betta" in gradient; did you mean "beta"? keys there: method, beta, nudge, health, driftCheck',
    ],
    [
      "gradient.step=0.1",
      'unknown key "step" in gradient; keys there: method, beta, nudge, health, driftCheck',
    ],
    [
      "training.learningRate=0.1",
      /^unknown key "learningRate" in training; it belongs to training\.optimizer; keys there: optimizer, batches,/,
    ],
    ["trainin.batches=3", topKeys],
    [
      "training.optimizer.lr=3",
      'unknown key "lr" in training.optimizer; keys there: kind, learningRate, momentum, normalize',
    ],
    ["training.batches.x=3", "training.batches is 20, which has no keys; set training.batches as a whole"],
    [
      "system.parameters.pull.initial=1",
      'system.parameters.pull is "X0 X1", which has no keys; set system.parameters.pull as a whole',
    ],
    ["data.samples[2].target.up=1", "data.samples is a list of 2; expected an index from 0 to 1, given 2"],
    ["seed", "expected path=value, for example training.batches=200"],
    ["=3", "expected path=value, for example training.batches=200"],
    ["title.x=3", 'title has no key "x"; expected text'],
    ["loss={ kind: square", "the value is not valid YAML: Flow map must end with a }; quote it"],
  ])("%s", (assignment, message) => {
    let caught: unknown;
    try {
      parse(table, assignment);
    } catch (error) {
      caught = error;
    }
    if (!isQepError(caught, "invalid-argument")) throw caught;
    const prefix = `--set ${assignment}: `;
    expect(caught.message.slice(0, prefix.length)).toBe(prefix);
    const rest = caught.message.slice(prefix.length);
    if (typeof message === "string") expect(rest).toBe(message);
    else expect(rest).toMatch(message);
  });

  test("a value that no experiment may have, naming the option; problems of the file come first", () => {
    expect(() => parse(table, "gradient.beta=0")).toThrow(
      /^--set gradient\.beta=0: gradient\.beta: expected a number above 0, given 0; for example beta: 0\.1$/,
    );
    expect(() => parse(table.replace("batches: 20", "batches: 0"), "gradient.beta=.inf")).toThrow(
      /^x\.yaml: 2 problems\n {2}x\.yaml:21:12: training\.batches: .*\n {2}--set gradient\.beta=\.inf: gradient\.beta: /,
    );
  });

  test("a section made only in part, naming the option", () => {
    expect(() => parse(hamiltonian, "training.batches=200")).toThrow(
      "--set training.batches=200: training.optimizer is missing: expected a mapping with kind: sgd, adam, adamax, adamw, rmsprop, lbfgs or natural-gradient; " +
        "for example optimizer: { kind: adam, learningRate: 0.01 }",
    );
  });
});
