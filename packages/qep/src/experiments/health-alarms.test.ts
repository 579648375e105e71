import { describe, expect, test } from "vitest";
import type { StepHealth } from "../training/step-health.ts";
import { describeAlarms, healthAlarms } from "./health-alarms.ts";
import { summarizeHealth } from "./health-summary.ts";
import { resolveExperiment } from "./parse-experiment.ts";
import type { HistoryRecord } from "./run-record.ts";

const unknown: StepHealth = {
  gap: null,
  gapSource: "unknown",
  coupledGap: null,
  nudgeToGap: null,
  nonlinearity: null,
  signalToNoise: null,
  drift: null,
};

/** A history whose steps all have this health; signal-to-noise ratios come in turn. */
function summaryOf(health: Partial<StepHealth>, ratios: readonly number[] = [], steps = 40) {
  const history = Array.from({ length: steps }, (_, step): HistoryRecord => {
    const signalToNoise = ratios[step % ratios.length] ?? null;
    const own = { ...unknown, ...health, signalToNoise };
    return { step, cost: 1, penalty: 0, gradientNorm: 1, preparations: 3, shots: 10, health: own };
  });
  return summarizeHealth(history);
}

function configOf(
  gradient: unknown,
  measurement: unknown = { kind: "gaussian", shots: 10 },
  more: object = {},
) {
  const system = { qubits: 1, parameters: { a: "X0" }, outputs: { z: "Z0" } };
  const loss = { kind: "expectation", output: "z" };
  const experiment = { schemaVersion: 1, system, loss, gradient, measurement, ...more };
  return resolveExperiment(experiment, { file: "test" }).config;
}

const symmetric = configOf({ method: "symmetric", beta: 0.4 });
const oneSided = configOf({ method: "one-sided", beta: 0.2 });

const kinds = (...args: Parameters<typeof healthAlarms>) => healthAlarms(...args).map(({ kind }) => kind);

describe("the response to the nudge", () => {
  test("is quiet where it is linear, however small the raw gap, and where nothing is known", () => {
    expect(kinds(summaryOf({ gap: 1e-9, nudgeToGap: 1e6, nonlinearity: 0.49 }), symmetric)).toEqual([]);
    expect(kinds(summaryOf({ gap: 1, nudgeToGap: 1, nonlinearity: 0.9 }), symmetric)).toEqual([]);
    expect(kinds(summaryOf({}), symmetric)).toEqual([]);
  });

  test("alarms where it bends and the nudge exceeds the gap: a smaller beta", () => {
    const [alarm] = healthAlarms(summaryOf({ gap: 0.1, nudgeToGap: 1.01, nonlinearity: 0.5 }), symmetric);
    expect(alarm?.kind).toBe("strong-nudge");
    expect(alarm?.finding).toContain("(nudge/gap 1, non-linearity 0.5)");
    expect(alarm?.advice).toContain("a smaller gradient.beta (now 0.4)");
    expect(alarm?.advice).not.toContain("symmetric");
  });

  test("alarms where it bends and no gap is known", () => {
    expect(kinds(summaryOf({ nonlinearity: 0.5 }), symmetric)).toEqual(["strong-nudge"]);
  });

  test("alarms by the coupled gap alone where the one-sided method sees no bend: symmetric as well", () => {
    const [alarm] = healthAlarms(summaryOf({ gap: 0.1, coupledGap: 0.2, nudgeToGap: 2 }), oneSided);
    expect(alarm?.kind).toBe("strong-nudge");
    expect(alarm?.advice).toContain("method: symmetric");
  });

  test("asks for what would tell, where only the raw gap is known", () => {
    const [alarm] = healthAlarms(summaryOf({ gap: 0.1, nudgeToGap: 2 }), oneSided);
    expect(alarm?.kind).toBe("unknown-response");
    expect(alarm?.advice).toMatch(/^gradient.method: symmetric measures it; gradient.health: full/);
    const counting = configOf({ method: "one-sided", beta: 0.2 }, { kind: "counts", shots: 10 });
    const [counted] = healthAlarms(summaryOf({ gap: 0.1, nudgeToGap: 2 }), counting);
    expect(counted?.advice).toMatch(
      /^counts are spent on .+; `qep plan RUN` finds the bias .+; gradient.health: full/,
    );
    const [measured] = healthAlarms(summaryOf({ gap: 0.1, nudgeToGap: 2 }), symmetric);
    expect(measured?.advice).toMatch(/^gradient.health: full/);
  });

  test("mixes nearly degenerate states where the nudge is a hundred gaps: another equilibrium", () => {
    const bent = summaryOf({ gap: 1e-6, nudgeToGap: 100, nonlinearity: 0.8 });
    expect(kinds(bent, symmetric)).toEqual(["degenerate"]);
    expect(healthAlarms(bent, symmetric)[0]?.advice).toContain("equilibrium.kind: thermal");
    // At a crossing the two nudged phases can lie opposite to each other about the free one: it does not bend.
    const crossing = { gap: 1e-6, coupledGap: 1e-6, nudgeToGap: 100, nonlinearity: 0 };
    expect(kinds(summaryOf(crossing), symmetric)).toEqual(["degenerate"]);
    expect(kinds(summaryOf({ ...crossing, nudgeToGap: 99 }), symmetric)).toEqual([]);
  });
});

describe("noise", () => {
  // Mean 1 + e with the standard deviation 0.5: over 40 steps the standard error is 0.08.
  const about = (mean: number) => [mean - 0.5, mean + 0.5];

  test("alarms where the run's gradients cannot be told from it: more shots", () => {
    const [alarm] = healthAlarms(summaryOf({}, about(1.15)), symmetric);
    expect(alarm?.kind).toBe("noise");
    expect(alarm?.finding).toContain("mean signal-to-noise at best 1.15 ± 0.08");
    expect(alarm?.advice).toMatch(/^raise measurement.shots or training.batchSize; or gradient.beta/);
  });

  test("is quiet where steps together see a signal, where they are few, and where there are no shots", () => {
    expect(kinds(summaryOf({}, about(1.17)), symmetric)).toEqual([]);
    expect(kinds(summaryOf({}, about(1), 19), symmetric)).toEqual([]);
    expect(kinds(summaryOf({}, about(1), 20), symmetric)).toEqual(["noise"]);
    expect(kinds(summaryOf({}), symmetric)).toEqual([]);
  });

  test("names the knobs of this experiment", () => {
    const differences = configOf({ method: "finite-difference" }, { kind: "exact" });
    expect(healthAlarms(summaryOf({}, about(1)), differences)[0]?.advice).toMatch(
      /^raise equilibrium.samples or training.batchSize; or gradient.step/,
    );
    const training = { optimizer: { kind: "sgd", learningRate: 0.1 }, batches: 1 };
    const planned = (aim: object) =>
      healthAlarms(
        summaryOf({}, about(1)),
        configOf({ method: "auto", ...aim }, { kind: "counts" }, { training }),
      )[0];
    expect(planned({ budget: { shots: 1e6 } })?.advice).toBe(
      "raise gradient.budget.shots or training.batchSize",
    );
    expect(planned({ signalToNoise: 2 })?.advice).toBe("raise gradient.signalToNoise or training.batchSize");
  });
});

describe("drift", () => {
  test("alarms where the outputs change by more than their noise over the run", () => {
    const [alarm] = healthAlarms(summaryOf({ drift: 1.3 }), symmetric);
    expect(alarm?.kind).toBe("drift");
    expect(alarm?.finding).toContain("1.30 ± 0.00");
  });

  test("is quiet without one, and where few steps were compared", () => {
    expect(kinds(summaryOf({ drift: 1 }), symmetric)).toEqual([]);
    expect(kinds(summaryOf({ drift: 9 }, [], 19), symmetric)).toEqual([]);
  });
});

test("all alarms go in one line", () => {
  const alarms = healthAlarms(summaryOf({ nudgeToGap: 3, nonlinearity: 0.9 }, [1]), symmetric);
  expect(alarms).toHaveLength(2);
  expect(describeAlarms(alarms)).toMatch(
    /^in the worst sample .+: a smaller .+; in no part .+: raise [^\n]+$/,
  );
  expect(describeAlarms([])).toBeUndefined();
});
