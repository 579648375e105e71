import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QepError } from "../base/errors.ts";
import { createOptimizer, type OptimizerConfig, type OptimizerState } from "./optimizer.ts";

function follow(
  config: OptimizerConfig,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
) {
  const parameters = Float64Array.from(start);
  const optimizer = createOptimizer(config, start.length);
  for (const gradient of gradients) optimizer.step(parameters, Float64Array.from(gradient), told(gradient));
  return parameters;
}

/** A value and responses for the rules that ask for them; any will do. */
function told(gradient: readonly number[]) {
  const response = Float64Array.from(gradient, (g) => Math.min(Math.max(g / 10, -1), 1));
  return { value: gradient.reduce((sum, g) => sum + g, 0), responses: [response] };
}

const codeOf = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return error instanceof QepError ? error.code : error;
  }
  return "nothing thrown";
};

describe("steps worked out by hand", () => {
  test("sgd without momentum: θ − α g", () => {
    expect(follow({ kind: "sgd", learningRate: 0.25 }, [1, 2], [[2, -4]])).toEqual(Float64Array.of(0.5, 3));
  });

  test("sgd with momentum: the buffer starts at the first gradient", () => {
    const config = { kind: "sgd", learningRate: 0.25, momentum: 0.5 } as const;
    // v = 1, 1.5, 0.75 + 2
    expect(follow(config, [0], [[1], [1], [2]])).toEqual(Float64Array.of(-0.25 * (1 + 1.5 + 2.75)));
  });

  test("adam: the first step is α g/(|g| + ε), whatever the decays", () => {
    const config = { kind: "adam", learningRate: 0.1, beta1: 0.7, beta2: 0.6, epsilon: 0.5 } as const;
    const [a, b] = follow(config, [0, 0], [[3, -0.5]]);
    expect(a).toBeCloseTo(-0.1 * (3 / 3.5), 14);
    expect(b).toBeCloseTo(0.1 * (0.5 / 1), 14);
  });

  test("adamax: the infinity norm keeps the larger gradient, decayed", () => {
    const config = { kind: "adamax", learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 1e-300 } as const;
    // t = 1: m = 2, m̂ = 4, u = 4. t = 2: m = 1.5, m̂ = 2, u = max(2, 1). t = 3: m = 1.25, m̂ = 10/7, u = max(1, 1).
    const [theta] = follow(config, [0], [[4], [1], [1]]);
    expect(theta).toBeCloseTo(-1 - 1 - 10 / 7, 14);
  });

  test("adamw: the decay shrinks the parameter by its share of the learning rate, and only then steps", () => {
    const config = { kind: "adamw", learningRate: 0.1, weightDecay: 0.5, epsilon: 1e-300 } as const;
    // (1 − 0.05)·2 − 0.1·sign g
    expect(follow(config, [2], [[-7]])[0]).toBeCloseTo(1.9 + 0.1, 14);
    const still = { ...config, weightDecay: 0 } as const;
    expect(follow(still, [2, 1], [[-7, 1]])).toEqual(follow({ ...still, kind: "adam" }, [2, 1], [[-7, 1]]));
  });

  test("rmsprop: the mean square starts at 0, without correction", () => {
    const config = { kind: "rmsprop", learningRate: 1, decay: 0.75, epsilon: 1e-300 } as const;
    // v = 4, then 3 + 1: steps 4/2 and 2/2.
    expect(follow(config, [0], [[4], [2]])[0]).toBeCloseTo(-2 - 1, 14);
  });

  test("natural gradient: along a response the step shrinks, across it the damping alone decides", () => {
    const optimizer = createOptimizer({ kind: "natural-gradient", learningRate: 1, damping: 0.5 }, 2);
    const parameters = new Float64Array(2);
    optimizer.step(parameters, Float64Array.of(3, 1), {
      responses: [Float64Array.of(1.5, 0), Float64Array.of(0.5, 0)],
    });
    // G = diag(2.25 + 0.25, 0)
    expect(parameters[0]).toBeCloseTo(-3 / 3, 14);
    expect(parameters[1]).toBeCloseTo(-1 / 0.5, 14);
  });

  test("a factor of the learning rate acts like another learning rate", () => {
    const kinds = ["sgd", "adam", "adamw", "adamax", "rmsprop", "natural-gradient"] as const;
    for (const kind of kinds) {
      const [scaled, slower] = [0.4, 0.1].map((learningRate) => {
        const parameters = Float64Array.of(1, -2);
        const optimizer = createOptimizer({ kind, learningRate }, 2);
        const gradient = Float64Array.of(3, -1);
        optimizer.step(parameters, gradient, {
          scale: learningRate === 0.4 ? 0.25 : 1,
          responses: [gradient],
        });
        return parameters;
      });
      expect(scaled).toEqual(slower);
    }
  });

  test("a parameter whose gradient is always zero stays", () => {
    for (const kind of ["sgd", "adam", "adamax", "rmsprop", "lbfgs"] as const) {
      const [still] = follow(
        { kind, learningRate: 0.1 },
        [0.3, 0],
        [
          [0, 1],
          [0, 2],
        ],
      );
      expect(still).toBe(0.3);
    }
  });
});

describe("normalised gradients", () => {
  const config = { kind: "sgd", learningRate: 0.1, normalize: true } as const;

  test("every step is as long as the learning rate, however small or large the gradient", () => {
    for (const scale of [5e-324, 1e-200, 1, 1e300]) {
      const [a, b] = follow(config, [0, 0], [[3 * scale, -4 * scale]]);
      expect(a).toBeCloseTo(-0.06, 15);
      expect(b).toBeCloseTo(0.08, 15);
    }
  });

  test("a zero gradient makes no step and leaves the memory alone, momentum or not", () => {
    const optimizer = createOptimizer({ ...config, momentum: 0.9 }, 2);
    const parameters = Float64Array.of(1, 2);
    optimizer.step(parameters, Float64Array.of(0, 5));
    const [before, memory] = [parameters.slice(), optimizer.state()];
    optimizer.step(parameters, Float64Array.of(0, 0));
    expect(parameters).toEqual(before);
    expect(optimizer.state()).toEqual(memory);
    expect(before[1]).toBe(1.9);
  });

  test("the gradient given stays as it is", () => {
    const gradient = Float64Array.of(3, 4);
    createOptimizer(config, 2).step(new Float64Array(2), gradient);
    expect(gradient).toEqual(Float64Array.of(3, 4));
  });
});

describe("resuming", () => {
  const configs: OptimizerConfig[] = [
    { kind: "sgd", learningRate: 0.1 },
    { kind: "sgd", learningRate: 0.1, momentum: 0.5 },
    { kind: "adam", learningRate: 0.01 },
    { kind: "adam", learningRate: 0.01, beta1: 0.5, normalize: true },
    { kind: "adamax", learningRate: 0.01, beta1: 0.5 },
    { kind: "adamw", learningRate: 0.01, weightDecay: 0.5 },
    { kind: "rmsprop", learningRate: 0.01, momentum: 0.5, normalize: true },
    { kind: "lbfgs", history: 2 },
    { kind: "natural-gradient", learningRate: 0.1, momentum: 0.5 },
  ];
  // Tiny and signed-zero entries make moments underflow to −0, which JSON cannot hold.
  const entry = fc.oneof(
    fc.double({ min: -10, max: 10, noNaN: true }),
    fc.constantFrom(0, -0, 5e-324, -5e-324, -1e-310, 1e150),
  );
  const gradient = fc.array(entry, { minLength: 2, maxLength: 2 });
  const runs = fc.record({
    config: fc.constantFrom(...configs),
    start: fc.array(fc.constantFrom(0, -0, 0.3, -2), { minLength: 2, maxLength: 2 }),
    before: fc.array(gradient, { maxLength: 6 }),
    after: fc.array(gradient, { minLength: 1, maxLength: 6 }),
  });
  const bits = (values: Float64Array) => Array.from(new BigUint64Array(values.slice().buffer));

  test("from a state that went through JSON equals never having stopped, bit for bit", () => {
    fc.assert(
      fc.property(runs, ({ config, start, before, after }) => {
        const uninterrupted = follow(config, start, [...before, ...after]);

        const parameters = Float64Array.from(start);
        const first = createOptimizer(config, start.length);
        for (const g of before) first.step(parameters, Float64Array.from(g), told(g));
        const second = createOptimizer(config, start.length);
        second.restore(JSON.parse(JSON.stringify(first.state())) as OptimizerState);
        for (const g of after) second.step(parameters, Float64Array.from(g), told(g));

        expect(bits(parameters)).toEqual(bits(uninterrupted));
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  test("the memory never holds −0", () => {
    fc.assert(
      fc.property(runs, ({ config, start, before, after }) => {
        const optimizer = createOptimizer(config, start.length);
        const parameters = Float64Array.from(start);
        for (const g of [...before, ...after]) optimizer.step(parameters, Float64Array.from(g), told(g));
        const { scalars, vectors } = optimizer.state();
        const memory = [...Object.values(scalars), ...Object.values(vectors).flat()];
        expect(memory.some((number) => Object.is(number, -0))).toBe(false);
      }),
      { numRuns: 500, seed: 12 },
    );
  });

  test.each(["adam", "adamax"] as const)(
    "%s: a first moment that underflows from below ends at 0",
    (kind) => {
      const optimizer = createOptimizer({ kind, learningRate: 0.1, beta1: 0.5 }, 1);
      const parameters = new Float64Array(1);
      optimizer.step(parameters, Float64Array.of(-1e-323));
      expect(optimizer.state().vectors.firstMoment).toEqual([-5e-324]);
      optimizer.step(parameters, Float64Array.of(-0));
      expect(optimizer.state().vectors.firstMoment).toEqual([0]);
    },
  );

  test("a state is a copy that later steps do not touch", () => {
    const optimizer = createOptimizer({ kind: "adam", learningRate: 0.1 }, 1);
    const state = optimizer.state();
    optimizer.step(Float64Array.of(0), Float64Array.of(1));
    expect(state).toEqual({
      kind: "adam",
      scalars: { beta1Power: 1, beta2Power: 1 },
      vectors: { firstMoment: [0], secondMoment: [0] },
    });
  });

  test("a state of another kind, size or with a hole in it is refused and changes nothing", () => {
    const optimizer = createOptimizer({ kind: "adam", learningRate: 0.1 }, 2);
    const before = optimizer.state();
    const wrong: OptimizerState[] = [
      createOptimizer({ kind: "adamax", learningRate: 0.1 }, 2).state(),
      createOptimizer({ kind: "adam", learningRate: 0.1 }, 3).state(),
      { ...before, scalars: { beta1Power: 0.9 } },
      { ...before, scalars: { beta1Power: 0.9, beta2Power: Number.NaN } },
      { ...before, vectors: { ...before.vectors, secondMoment: [1, Number.NaN] } },
    ];
    for (const state of wrong) expect(codeOf(() => optimizer.restore(state))).toBe("run-mismatch");
    expect(optimizer.state()).toEqual(before);
  });
});

describe("what is refused", () => {
  test.each<[string, object]>([
    ["learning rate 0", { kind: "sgd", learningRate: 0 }],
    ["infinite learning rate", { kind: "adam", learningRate: Infinity }],
    ["momentum 1", { kind: "sgd", learningRate: 0.1, momentum: 1 }],
    ["negative beta1", { kind: "adam", learningRate: 0.1, beta1: -0.1 }],
    ["beta2 NaN", { kind: "adamax", learningRate: 0.1, beta2: Number.NaN }],
    ["epsilon 0", { kind: "adam", learningRate: 0.1, epsilon: 0 }],
    ["negative weight decay", { kind: "adamw", learningRate: 0.1, weightDecay: -1 }],
    ["decay 1", { kind: "rmsprop", learningRate: 0.1, decay: 1 }],
    ["a history of nothing", { kind: "lbfgs", history: 0 }],
    ["damping 0", { kind: "natural-gradient", learningRate: 0.1, damping: 0 }],
    ["unknown kind", { kind: "newton", learningRate: 0.1 }],
  ])("%s", (_, config) => {
    expect(codeOf(() => createOptimizer(config as OptimizerConfig, 2))).toBe("invalid-argument");
  });

  test("no parameters", () => {
    expect(codeOf(() => createOptimizer({ kind: "sgd", learningRate: 0.1 }, 0))).toBe("invalid-argument");
  });

  test("a rule that is not told what it needs, and a value that is not finite", () => {
    const [parameters, gradient] = [Float64Array.of(1, 2), Float64Array.of(1, 1)];
    const search = createOptimizer({ kind: "lbfgs" }, 2);
    expect(codeOf(() => search.step(parameters, gradient))).toBe("invalid-argument");
    expect(codeOf(() => search.step(parameters, gradient, { value: Number.NaN }))).toBe("not-finite");
    const natural = createOptimizer({ kind: "natural-gradient", learningRate: 0.1 }, 2);
    expect(codeOf(() => natural.step(parameters, gradient))).toBe("invalid-argument");
    for (const row of [Float64Array.of(1), Float64Array.of(1e12, 1e12)]) {
      // The first is too short; beside the second, damping is lost to rounding.
      expect(codeOf(() => natural.step(parameters, gradient, { responses: [row] }))).toBe("invalid-argument");
    }
    expect(parameters).toEqual(Float64Array.of(1, 2));
  });

  test("a gradient that is not finite, or of another length, before anything has changed", () => {
    const optimizer = createOptimizer({ kind: "adam", learningRate: 0.1 }, 2);
    const [parameters, before] = [Float64Array.of(1, 2), optimizer.state()];
    expect(codeOf(() => optimizer.step(parameters, Float64Array.of(1, Number.NaN)))).toBe("not-finite");
    expect(codeOf(() => optimizer.step(parameters, Float64Array.of(1)))).toBe("wrong-shape");
    expect(codeOf(() => optimizer.step(Float64Array.of(1, 2, 3), Float64Array.of(1, 2)))).toBe("wrong-shape");
    expect(parameters).toEqual(Float64Array.of(1, 2));
    expect(optimizer.state()).toEqual(before);
  });
});
