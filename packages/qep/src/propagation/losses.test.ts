import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkLossDerivative } from "./check-loss-derivative.ts";
import { crossEntropyLoss, hingeLoss } from "./classification-losses.ts";
import { correlationLoss } from "./correlation-loss.ts";
import type { Goal, Loss, LossInput } from "./loss.ts";
import { absoluteExpectationLoss, expectationLoss, sensitivityLoss, squareLoss } from "./losses.ts";

const points = (
  outputs: number[][],
  inputs: number[][] = outputs.map(() => []),
  target?: number[],
): LossInput => ({
  outputs: outputs.map((row) => Float64Array.from(row)),
  inputs: inputs.map((row) => Float64Array.from(row)),
  ...(target && { target: Float64Array.from(target) }),
});
const plain = (vectors: readonly Float64Array[]) => vectors.map((vector) => Array.from(vector));

describe("square", () => {
  test("sums over the outputs", () => {
    const result = squareLoss().evaluate(points([[0.5, 0.25]], [[7]], [1, 0]));
    expect(result.value).toBe(0.25 + 0.0625);
    expect(plain(result.errorSignals)).toEqual([[-1, 0.5]]);
    expect(plain(result.inputDerivatives)).toEqual([[0]]);
  });

  test("sums over the points, with one target for all or one for each", () => {
    const outputs = [[1], [3]];
    const shared = squareLoss().evaluate(points(outputs, undefined, [2]));
    expect([shared.value, ...plain(shared.errorSignals)]).toEqual([2, [-2], [2]]);
    const each = squareLoss().evaluate(points(outputs, undefined, [0, 5]));
    expect([each.value, ...plain(each.errorSignals)]).toEqual([5, [2], [-4]]);
  });

  test("refuses a missing target, or one of another length", () => {
    expect(() => squareLoss().evaluate(points([[1, 2]]))).toThrow(
      /needs a target of length 2 .*; given: none/,
    );
    expect(() => squareLoss().evaluate(points([[1], [2]], undefined, [1, 2, 3]))).toThrow(
      /length 1 .* or 2 .*; given: length 3/,
    );
  });
});

describe("square with weights", () => {
  test("each output counts by its weight", () => {
    const loss = squareLoss({ weights: Float64Array.of(3, 0) });
    const { value, errorSignals } = loss.evaluate(points([[0.5, 9]], undefined, [1, 0]));
    expect([value, ...plain(errorSignals)]).toEqual([0.75, [-3, 0]]);
  });

  test("refuses negative weights, and too few of them", () => {
    expect(() => squareLoss({ weights: Float64Array.of(1, -1) })).toThrow(/weight 1 must be .* given: -1/);
    const loss = squareLoss({ weights: Float64Array.of(1) });
    expect(() => loss.evaluate(points([[1, 2]], undefined, [1, 2]))).toThrow(
      /reads weight 1, .* only 1 weights/,
    );
  });
});

describe("cross-entropy", () => {
  test("exclusive: the logarithm of the right one alone", () => {
    const { value, errorSignals } = crossEntropyLoss().evaluate(points([[0.25, 0.5]], undefined, [1, 0]));
    expect(value).toBeCloseTo(Math.log(4), 15);
    expect(plain(errorSignals)).toEqual([[-4, -0]]);
  });

  test("independent: a no counts as much as a yes", () => {
    const loss = crossEntropyLoss({ outcomes: "independent" });
    const { value, errorSignals } = loss.evaluate(points([[0.25, 0.5]], undefined, [1, 0]));
    expect(value).toBeCloseTo(Math.log(4) + Math.log(2), 15);
    expect(plain(errorSignals)).toEqual([[-4, 2]]);
  });

  test("below the floor it goes on as its tangent, through 0 and to negative estimates", () => {
    const loss = crossEntropyLoss({ floor: 0.1 });
    const at = (p: number) => loss.evaluate(points([[p, 1]], undefined, [1, 0]));
    expect(at(0.1).value).toBeCloseTo(Math.log(10), 14);
    expect(at(0.05).value).toBeCloseTo(Math.log(10) + 0.5, 14);
    expect(at(0).value).toBeCloseTo(Math.log(10) + 1, 14);
    expect(at(-0.2).value).toBeCloseTo(Math.log(10) + 3, 14);
    for (const p of [0.1, 0, -0.2]) expect(at(p).errorSignals[0][0]).toBeCloseTo(-10, 13);
  });

  test("refuses targets that are no probabilities, and floors out of range", () => {
    const evaluate = () => crossEntropyLoss().evaluate(points([[1, 1]], undefined, [1, -1]));
    expect(evaluate).toThrow(/needs targets between 0 and 1; given: -1/);
    for (const floor of [0, 1, Number.NaN]) {
      expect(() => crossEntropyLoss({ floor })).toThrow(/floor must lie between 0 and 1/);
    }
  });
});

describe("hinge", () => {
  const loss = hingeLoss({ margin: 0.5 });

  test("outputs on their side by the margin cost nothing; the others what they lack", () => {
    const { value, errorSignals } = loss.evaluate(points([[0.75, -0.25, 0.25]], undefined, [1, -1, -1]));
    expect([value, ...plain(errorSignals)]).toEqual([0.25 + 0.75, [0, 1, 1]]);
  });

  test("at its kink the slope is zero", () => {
    const { value, errorSignals } = loss.evaluate(points([[0.5]], undefined, [1]));
    expect([value, ...plain(errorSignals)]).toEqual([0, [0]]);
  });

  test("refuses targets other than 1 and -1, and margins that are not above 0", () => {
    expect(() => loss.evaluate(points([[1]], undefined, [0]))).toThrow(/needs targets 1 or -1; given: 0/);
    expect(() => hingeLoss({ margin: 0 })).toThrow(/margin must be a finite number above 0/);
  });
});

describe("correlation", () => {
  test("by hand, also where both observables are one", () => {
    const apart = correlationLoss({ joint: 0, first: 1, second: 2, goal: "maximize" });
    const { value, errorSignals } = apart.evaluate(points([[0.5, 0.25, 0.75]]));
    expect([value, ...plain(errorSignals)]).toEqual([-(0.5 - 0.1875), [-1, 0.75, 0.25]]);
    const variance = correlationLoss({ joint: 0, first: 1, second: 1, goal: "minimize" });
    const own = variance.evaluate(points([[0.5, 0.25]]));
    expect([own.value, ...plain(own.errorSignals)]).toEqual([0.5 - 0.0625, [1, -0.5]]);
  });

  test("refuses an output that is not there", () => {
    const loss = correlationLoss({ joint: 0, first: 1, second: 2, goal: "maximize" });
    expect(() => loss.evaluate(points([[1, 2]]))).toThrow(/reads output 2, .* only 2 outputs/);
  });
});

describe("expectation and its magnitude", () => {
  test.each<[Goal, number, number]>([
    ["maximize", -1, -1],
    ["minimize", 1, 1],
  ])("%s", (goal, sign, slope) => {
    const input = points([[9, -0.5]], [[2]]);
    const expectation = expectationLoss({ output: 1, goal }).evaluate(input);
    expect([expectation.value, ...plain(expectation.errorSignals)]).toEqual([sign * -0.5, [0, slope]]);
    const absolute = absoluteExpectationLoss({ output: 1, goal }).evaluate(input);
    expect([absolute.value, ...plain(absolute.errorSignals)]).toEqual([sign * 0.5, [0, -slope]]);
    expect(plain(absolute.inputDerivatives)).toEqual([[0]]);
  });

  test("points add up, each with its own sign", () => {
    const { value, errorSignals } = absoluteExpectationLoss({ output: 0, goal: "maximize" }).evaluate(
      points([[0.25], [-0.5]]),
    );
    expect([value, ...plain(errorSignals)]).toEqual([-0.75, [-1], [1]]);
  });

  test("at its kink the magnitude has slope zero", () => {
    const { errorSignals } = absoluteExpectationLoss({ output: 0, goal: "minimize" }).evaluate(points([[0]]));
    expect(plain(errorSignals)).toEqual([[0]]);
  });

  test("refuses an output that is not there, and a goal that is none", () => {
    const loss = absoluteExpectationLoss({ output: 2, goal: "maximize" });
    expect(() => loss.evaluate(points([[1, 2]]))).toThrow(/reads output 2, .* only 2 outputs/);
    expect(() => expectationLoss({ output: 0, goal: "up" as Goal })).toThrow(
      /goal must be "maximize" or "minimize"/,
    );
  });
});

describe("sensitivity", () => {
  const loss = sensitivityLoss({ output: 1, input: 0, goal: "maximize" });

  test("by hand: y falls by 0.75 while x falls by 0.5", () => {
    // L = −|Δy|/|Δx| = −1.5 with Δy = −0.75, Δx = 0.5
    const { value, errorSignals, inputDerivatives } = loss.evaluate(
      points(
        [
          [9, -0.5],
          [9, 0.25],
        ],
        [
          [1, 3],
          [0.5, 3],
        ],
      ),
    );
    expect(value).toBe(-1.5);
    expect(plain(errorSignals)).toEqual([
      [0, 2],
      [0, -2],
    ]);
    // Moving x⁽⁰⁾ away from x⁽¹⁾ raises L.
    expect(plain(inputDerivatives)).toEqual([
      [3, 0],
      [-3, 0],
    ]);
  });

  test("says how many points it reads and insists on them", () => {
    expect(loss.points).toBe(2);
    expect(() => loss.evaluate(points([[1, 2]], [[1]]))).toThrow(
      /needs outputs and inputs of 2 operating points/,
    );
  });

  test("refuses points with the same input", () => {
    const together = points(
      [
        [0, 1],
        [0, 2],
      ],
      [[0.5], [0.5]],
    );
    expect(() => loss.evaluate(together)).toThrow(/differ in input 0; both have 0.5/);
  });
});

describe("derivatives are those of the value, at random points", () => {
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  const pair = fc.tuple(number, number);
  const losses: [Loss, number][] = [
    [squareLoss(), 1],
    [squareLoss(), 3],
    [expectationLoss({ output: 1, goal: "maximize" }), 2],
    [absoluteExpectationLoss({ output: 1, goal: "maximize" }), 2],
    [absoluteExpectationLoss({ output: 0, goal: "minimize" }), 1],
    [squareLoss({ weights: Float64Array.of(0.3, 2) }), 2],
    [correlationLoss({ joint: 0, first: 1, second: 1, goal: "maximize" }), 2],
    [sensitivityLoss({ output: 0, input: 1, goal: "maximize" }), 2],
    [sensitivityLoss({ output: 1, input: 0, goal: "minimize" }), 2],
  ];

  test.each(losses.map(([loss, count]) => ({ loss, count })))(
    "$loss.name, $count points",
    ({ loss, count }) => {
      const operatingPoints = fc.array(fc.tuple(pair, pair), { minLength: count, maxLength: count });
      fc.assert(
        fc.property(operatingPoints, pair, (drawn, target) => {
          const inputs = drawn.map(([x]) => x);
          // Within a step of Δx = 0 a sensitivity is singular.
          fc.pre(count === 1 || [0, 1].every((k) => Math.abs(inputs[0][k] - inputs[1][k]) > 0.01));
          checkLossDerivative(
            loss,
            points(
              drawn.map(([, y]) => y),
              inputs,
              target,
            ),
          );
        }),
        { numRuns: 100, seed: 3 },
      );
    },
  );

  const classifiers: [Loss, [number, number]][] = [
    [crossEntropyLoss(), [1, 0.25]],
    [crossEntropyLoss({ outcomes: "independent", floor: 0.2 }), [0, 0.75]],
    [hingeLoss({ margin: 0.7 }), [1, -1]],
  ];

  test.each(classifiers.map(([loss, target]) => ({ loss, target })))(
    "$loss.name with targets $target, on both sides of its floor or kink",
    ({ loss, target }) => {
      const output = fc.double({ min: -0.5, max: 1.5, noNaN: true });
      const several = fc.array(fc.tuple(output, output), { minLength: 1, maxLength: 2 });
      fc.assert(
        fc.property(several, (outputs) => checkLossDerivative(loss, points(outputs, undefined, target))),
        { numRuns: 200, seed: 4 },
      );
    },
  );
});
