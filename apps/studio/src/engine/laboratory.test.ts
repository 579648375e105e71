import { readFileSync } from "node:fs";
import { buildExperiment, parseExperiment, referenceKernels } from "qep";
import { describe, expect, test } from "vitest";
import { COMMUTING_STRINGS } from "../../test/support/commuting-strings.ts";
import { LaboratoryBench } from "./laboratory.ts";
import type { LaboratoryImperfections, LaboratoryRequest } from "./laboratory-settings.ts";
import { bitstrings } from "./outcome-text.ts";
import { coverage, type PullKind, typicalError } from "./pulls.ts";

const threeSpins = readFileSync(new URL("../experiments/three-spins.yaml", import.meta.url), "utf8");
const bench = () => new LaboratoryBench(referenceKernels());
const ignore = () => {};
const wrongBits: LaboratoryImperfections = {
  p01: 0.1,
  p10: 0.02,
  preparation: 0,
  depolarisation: 0,
  shotLoss: 0,
  drift: 0,
  driftTime: 100,
};
const perfect = { ...wrongBits, p01: 0, p10: 0 };
const asked: LaboratoryRequest = {
  experiment: threeSpins,
  sample: 0,
  method: "one-sided",
  beta: 0.3,
  shots: 20_000,
  draw: 0,
  grouping: "qubit-wise",
  order: "sequential",
  imperfections: wrongBits,
  treatment: "inverted",
  temperature: 0,
};

describe("the laboratory of three spins", () => {
  test("counts every shot of a phase once, in bases of three letters", async () => {
    const { bases, anatomy } = await bench().read(asked, ignore);
    for (const phase of ["free", "plus"] as const) {
      const shots = bases.flatMap(({ phases }) => phases.filter((counted) => counted.phase === phase));
      expect(shots.reduce((sum, { shots }) => sum + shots, 0)).toBe(asked.shots);
    }
    // An eighth more probes how noise of the error signal moves the gradient, for its error bars.
    expect(anatomy.shots).toBe(2.125 * asked.shots);
    for (const { basis, frequent } of bases) {
      expect(basis).toMatch(/^[XYZ]{3}$/);
      for (const bits of frequent) expect(bits).toMatch(/^[01]{3}$/);
    }
  });

  test.each([
    ["one-sided", false, 2],
    ["symmetric", true, 4],
  ] as const)("tells of every setting that is done, %s", async (method, isDrifting, least) => {
    const told: number[] = [];
    const imperfections = { ...perfect, drift: isDrifting ? 0.01 : 0 };
    await bench().read({ ...asked, method, imperfections, shots: 1000 }, (fraction) => told.push(fraction));
    const [first = 0] = told;
    // Free, nudged, probes; then the free and the nudged ones without noise.
    expect(told.length).toBeGreaterThan(2 * least + 1);
    expect(told.at(-1)).toBeLessThanOrEqual(1);
    expect(told.at(-1)).toBeGreaterThan(0.6);
    for (const [k, fraction] of told.entries()) expect(fraction).toBeCloseTo((k + 1) * first, 12);
  });

  // Five standard errors each: less than one false alarm in a million for a change of the seed.
  test("inverting and calibrating give the outputs back; raw counts do not", async () => {
    const laboratory = bench();
    const off = async (treatment: LaboratoryRequest["treatment"]) => {
      const { anatomy } = await laboratory.read({ ...asked, treatment }, ignore);
      const exact = anatomy.reference.outputs;
      return anatomy.outputs.map(({ mean, error }, l) => Math.abs(mean - (exact[l] ?? 0)) / error);
    };
    expect(Math.max(...(await off("inverted")))).toBeLessThan(5);
    expect(Math.max(...(await off("calibrated")))).toBeLessThan(5);
    expect(Math.max(...(await off("raw")))).toBeGreaterThan(8);
  });

  test("the planner promises less error than the settings as they stand, for the same shots", async () => {
    const plan = await bench().plan({ ...asked, beta: 2, shots: 1000 }, ignore);
    const best = plan.recommended ? plan.estimators[plan.recommended] : null;
    expect(plan.curves?.series.map(({ method }) => method)).toContain("symmetric");
    expect(best?.error).toBeLessThan(plan.asWritten?.error ?? 0);
    expect(best?.total.shots).toBeLessThanOrEqual(plan.asWritten?.total.shots ?? 0);
  });
});

test("strings that commute share a circuit where that promises smaller errors", async () => {
  const read = async (grouping: LaboratoryRequest["grouping"]) =>
    (await bench().read({ ...asked, experiment: COMMUTING_STRINGS, grouping, shots: 200 }, ignore)).bases;
  expect((await read("qubit-wise")).map(({ basis }) => basis).toSorted()).toEqual(["XX", "YY", "ZZ"]);
  const [circuit, ...rest] = await read("commuting");
  expect(rest).toEqual([]);
  expect(circuit).toMatchObject({ kind: "clifford", phases: [{ shots: 200 }, { shots: 200 }] });
  expect(circuit?.basis).toMatch(/^\w+ \d/);
});

describe("error bars", () => {
  // Within five standard errors of what normal noise gives: less than one false alarm in a million for a change of the seed.
  const repeated = async (change: Partial<LaboratoryRequest>) => {
    const repeats = await bench().repeat(
      { laboratory: { ...asked, imperfections: perfect, shots: 2000, ...change }, count: 60 },
      ignore,
    );
    return (kind: PullKind) => coverage(repeats, kind) ?? { one: 0, two: 0, oneError: null };
  };

  test("cover what a perfect laboratory measures, but not the bias of β", async () => {
    const of = await repeated({ method: "one-sided", beta: 1, shots: 10_000 });
    for (const kind of ["outputs", "errorSignal", "loss", "gradient"] as const) {
      const { one, oneError } = of(kind);
      expect(Math.abs(one - 0.683), kind).toBeLessThan(5 * (oneError ?? 0));
    }
    expect(of("exact").one).toBeLessThan(0.3);
  });

  test("do not cover depolarisation, nor failed preparations", async () => {
    for (const wrong of [{ depolarisation: 0.1 }, { preparation: 0.1 }]) {
      const of = await repeated({ imperfections: { ...perfect, ...wrong } });
      expect(of("outputs").two).toBeLessThan(0.6);
    }
  });

  test("cover with lost shots, and are wider", async () => {
    const lossy = { ...perfect, shotLoss: 0.75 };
    const { one, oneError } = (await repeated({ imperfections: lossy }))("outputs");
    expect(Math.abs(one - 0.683)).toBeLessThan(5 * (oneError ?? 0));
    const errorOf = async (imperfections: LaboratoryImperfections) =>
      (await bench().read({ ...asked, imperfections }, ignore)).anatomy.outputs[0]?.error ?? 0;
    // A quarter of the shots is left.
    expect((await errorOf(lossy)) / (await errorOf(perfect))).toBeCloseTo(2, 1);
  });

  test("cover in a warm equilibrium, whose gradient is another one", async () => {
    const cold = (await bench().read({ ...asked, imperfections: perfect }, ignore)).anatomy.reference;
    const warm = (await bench().read({ ...asked, imperfections: perfect, temperature: 1 }, ignore)).anatomy
      .reference;
    expect(Math.abs((warm.exact[0] ?? 0) - (cold.exact[0] ?? 0))).toBeGreaterThan(0.05);
    const { one, oneError } = (await repeated({ temperature: 1 }))("gradient");
    expect(Math.abs(one - 0.683)).toBeLessThan(5 * (oneError ?? 0));
  });

  test("a repetition is what measuring again gives", async () => {
    const laboratory = bench();
    const [, second] = await laboratory.repeat({ laboratory: { ...asked, draw: 6 }, count: 2 }, ignore);
    const { anatomy } = await laboratory.read({ ...asked, draw: 7 }, ignore);
    const { mean = 0, error = 1 } = anatomy.loss;
    expect(second?.pulls.loss).toEqual([(mean - anatomy.reference.loss) / error]);
    expect(second && typicalError([second])).toBe(second?.error);
  });
});

describe("a drifting laboratory", () => {
  const drifting = { ...perfect, drift: 0.1, driftTime: 100 };

  test("measures the free outputs again and sees it; a steady one does not look", async () => {
    const { anatomy, seconds, biases } = await bench().read({ ...asked, imperfections: drifting }, ignore);
    // 3 phases of 20,000 shots and a probing one of an eighth, at 10 ms.
    expect(seconds).toBeGreaterThan(600);
    expect(anatomy.drift?.pValue).toBeLessThan(1e-6);
    expect(biases).toEqual(["drift"]);
    expect((await bench().read(asked, ignore)).anatomy).not.toHaveProperty("drift");
  });

  test("in turns, one-sided: the free phase is read once more among the nudged ones", async () => {
    const { bases, anatomy } = await bench().read(
      { ...asked, imperfections: drifting, order: "interleaved" },
      ignore,
    );
    const free = bases.flatMap(({ phases }) => phases.filter(({ phase }) => phase === "free"));
    expect(free.reduce((sum, { shots }) => sum + shots, 0)).toBe(2 * asked.shots);
    expect(anatomy.phases.map(({ phase, observables }) => [phase, observables.length])).toEqual([
      ["free", 5],
      ["plus", 5],
    ]);
  });

  test("in turns, the difference of the nudged phases is nearer to the truth", async () => {
    const slow = { ...perfect, drift: 0.3, driftTime: 300 };
    const request = {
      ...asked,
      method: "symmetric",
      beta: 0.05,
      shots: 10_000,
      imperfections: slow,
    } as const;
    const error = async (order: LaboratoryRequest["order"]) =>
      typicalError(await bench().repeat({ laboratory: { ...request, order }, count: 20 }, ignore));
    expect(await error("sequential")).toBeGreaterThan(1.3 * (await error("interleaved")));
  });

  test("is declared in a platform file that an experiment can be meant for", async () => {
    const imperfections = {
      ...drifting,
      p01: 0.01,
      p10: 0.03,
      depolarisation: 0.02,
      shotLoss: 0.1,
      preparation: 0.05,
    };
    const { platform } = await bench().read(
      { ...asked, imperfections, grouping: "commuting", shots: 200 },
      ignore,
    );
    const { config } = buildExperiment(
      parseExperiment(threeSpins, {
        platform: { text: platform, file: "laboratory.yaml" },
        overrides: ["measurement={ kind: counts, shots: 100 }"],
      }),
    );
    expect(config.platform).toEqual({
      name: "laboratory",
      bases: "clifford",
      times: { shot: 0.01, basis: 0.5, setting: 2 },
      imperfections: {
        readout: { p01: 0.01, p10: 0.03 },
        preparation: 0.05,
        depolarisation: 0.02,
        shotLoss: 0.1,
        drift: { correlationTime: 100, relative: 0.1 },
      },
    });
  });
});

test("every observable is found in a basis that reads it, and its strings from all of them", async () => {
  const { bases, observables, strings, anatomy } = await bench().read(asked, ignore);
  expect(observables.map(({ name }) => name)).toEqual(["middle", "end", "J01", "J12", "g0", "g1", "g2"]);
  for (const [l, { strings: own, bases: found }] of observables.slice(0, 2).entries()) {
    expect(found.map((basis) => bases[basis]?.basis)).toEqual(["ZZZ"]);
    const [string = -1] = own;
    expect(strings[string]?.text).toBe(`Z${l + 1}`);
    expect(bases[found[0] ?? -1]?.strings).toContainEqual({ string, qubits: [l + 1], sign: 1 });
    // An output of one string is the mean of that string, readout errors undone.
    const { mean = 0, error = 0 } = strings[string]?.means.free ?? {};
    expect(mean).toBeCloseTo(anatomy.outputs[l]?.mean ?? 1, 12);
    expect(error).toBeCloseTo(anatomy.outputs[l]?.error ?? 1, 12);
  }
});

test("bitstrings begin with qubit 0", () => {
  const counts = { qubits: 3, outcomes: Uint32Array.of(1, 6), occurrences: Uint32Array.of(4, 5) };
  expect(bitstrings(counts)).toEqual({ "100": 4, "011": 5 });
});
