import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { type ShotPlan, ShotSchedule } from "./shot-schedule.ts";
import type { GradientNoise } from "./step-health.ts";

const plan = (changes: Partial<ShotPlan> = {}): ShotPlan => ({
  method: "symmetric",
  beta: 0.3,
  shots: { free: 20, nudged: 90 },
  least: { free: 1, nudged: 3 },
  signalToNoise: 2,
  aim: { shots: 200_000, steps: 100 },
  ...changes,
});

const POINTS = 10;

/** Shots of one operating point in all its settings, as the last settings ask for them. */
function asked({ method, budget }: ReturnType<ShotSchedule["settings"]>): number {
  const { free = 0, nudged = 0 } = budget ?? {};
  return free + (method === "one-sided" ? 1 : 2) * nudged;
}

/** Runs steps of which each spends what it asks for. @returns shots of a point, step by step */
function run(
  schedule: ShotSchedule,
  steps: number,
  measured: (shots: number, step: number) => GradientNoise | null,
): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const shots = asked(schedule.settings(step, POINTS));
    schedule.observe(step, POINTS, POINTS * shots, measured(shots, step));
    return shots;
  });
}

/** A gradient whose signal-to-noise is 1 + signal/noise·shots. */
const gradientOf = (signal: number, noise: number) => (shots: number) => ({
  square: signal + noise / shots,
  variance: noise / shots,
});

describe("a budget", () => {
  test("without a signal the steps get shares that grow to three times the first, and together all of it", () => {
    const schedule = new ShotSchedule(plan());
    const shots = run(schedule, 100, gradientOf(0, 1));
    // The mean share is 200 shots of a point: 100 in the first step, 300 in the last. The first step expects the pilot's signal.
    expect(shots[1]).toBeGreaterThanOrEqual(100);
    expect(shots[1]).toBeLessThanOrEqual(103);
    expect(shots[99]).toBeGreaterThanOrEqual(298);
    expect(shots[99]).toBeLessThanOrEqual(310);
    for (let step = 2; step < 100; step++) {
      expect(shots[step]).toBeGreaterThanOrEqual((shots[step - 1] as number) - 1);
    }
    expect(POINTS * shots.reduce((sum, own) => sum + own)).toBeGreaterThan(200_000 - 2 * POINTS);
  });

  test("a gradient that stands out of its noise takes a quarter of its share at first, and all of it in the end", () => {
    const strong = run(new ShotSchedule(plan()), 100, gradientOf(1, 1e-3));
    const none = run(new ShotSchedule(plan()), 100, gradientOf(0, 1));
    expect((strong[1] as number) / (none[1] as number)).toBeCloseTo(1 / 4, 1);
    expect(strong[99]).toBeGreaterThan(1.5 * (none[99] as number));
    expect(POINTS * strong.reduce((sum, own) => sum + own)).toBeGreaterThan(200_000 - 2 * POINTS);
  });

  test("between the two a step takes the shots at which noise and signal are alike", () => {
    // noise/signal = 60 shots, where the first share is 100 and its least part 25.
    const shots = run(new ShotSchedule(plan()), 5, gradientOf(1, 60));
    for (const own of shots.slice(1)) {
      expect(own).toBeGreaterThanOrEqual(58);
      expect(own).toBeLessThanOrEqual(60);
    }
  });

  test("shots that were not needed go to the steps to come", () => {
    const [saving, spending] = [new ShotSchedule(plan()), new ShotSchedule(plan())];
    run(spending, 50, () => null);
    for (let step = 0; step < 50; step++) saving.observe(step, POINTS, 0, null);
    // The first half takes 3/8 of the shots.
    const ratio = asked(saving.settings(50, POINTS)) / asked(spending.settings(50, POINTS));
    expect(ratio).toBeCloseTo(8 / 5, 1);
  });

  test("is never exceeded, and leaves every step one shot in each basis", () => {
    const cases = fc.record({
      method: fc.constantFrom("one-sided" as const, "symmetric" as const, "richardson" as const),
      steps: fc.integer({ min: 1, max: 60 }),
      points: fc.integer({ min: 1, max: 20 }),
      least: fc.record({ free: fc.integer({ min: 1, max: 9 }), nudged: fc.integer({ min: 1, max: 40 }) }),
      shots: fc.record({ free: fc.integer({ min: 1, max: 200 }), nudged: fc.integer({ min: 1, max: 200 }) }),
      surplus: fc.double({ min: 0, max: 50, noNaN: true }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(cases, ({ method, steps, points, least, shots, surplus, seed }) => {
        const signs = method === "one-sided" ? 1 : 2;
        const fewest = steps * points * (least.free + signs * least.nudged);
        const budget = Math.ceil(fewest * (1 + surplus));
        const schedule = new ShotSchedule(plan({ method, least, shots, aim: { shots: budget, steps } }));
        const stream = new RandomStream("schedule", seed);
        let spent = 0;
        for (let step = 0; step < steps; step++) {
          const settings = schedule.settings(step, points);
          expect(settings.budget?.free).toBeGreaterThanOrEqual(least.free);
          expect(settings.budget?.nudged).toBeGreaterThanOrEqual(least.nudged);
          spent += points * asked(settings);
          const measured = { square: stream.uniform(0, 2) ** 8, variance: stream.uniform(0, 1) ** 8 };
          const record = schedule.observe(step, points, points * asked(settings), measured);
          expect(record).toMatchObject({ spent, left: budget - spent });
        }
        expect(spent).toBeLessThanOrEqual(budget);
        // What is left cannot be divided over the points and the signs of the nudge.
        expect(budget - spent).toBeLessThan(points * signs);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("too small a one is refused, and says how many shots a step takes", () => {
    const schedule = new ShotSchedule(plan({ aim: { shots: 6_999, steps: 100 } }));
    expect(() => schedule.settings(0, POINTS)).toThrow(
      /6999 shots are left for 100 steps of 10 .* at least 7,/,
    );
    expect(() =>
      new ShotSchedule(plan({ aim: { shots: 7_000, steps: 100 } })).settings(0, POINTS),
    ).not.toThrow();
  });
});

describe("a signal-to-noise", () => {
  const aim = { signalToNoise: 3 };

  test("is held: shots follow the noise and the gradient", () => {
    const schedule = new ShotSchedule(plan({ aim }));
    // 2 = signal·shots/noise: 100 shots, and 400 where the gradient is half as long.
    const shots = run(schedule, 80, (own, step) => gradientOf(step < 40 ? 1 : 1 / 4, 50)(own));
    expect(shots[39]).toBeGreaterThanOrEqual(98);
    expect(shots[39]).toBeLessThanOrEqual(100);
    expect(shots[79]).toBeGreaterThan(370);
    expect(shots[79]).toBeLessThanOrEqual(400);
    expect(schedule.observe(80, POINTS, 0, null)).not.toHaveProperty("left");
  });

  test("costs at most 16 times the planned shots where no gradient is left, and at least a 16th", () => {
    const lost = run(new ShotSchedule(plan({ aim })), 40, gradientOf(0, 1)).at(-1) as number;
    expect(lost).toBeGreaterThan(16 * 200 - 3);
    expect(lost).toBeLessThanOrEqual(16 * 200);
    const plain = run(new ShotSchedule(plan({ aim })), 40, gradientOf(1, 1e-9)).at(-1) as number;
    expect(plain).toBeGreaterThanOrEqual(11);
    expect(plain).toBeLessThanOrEqual(12);
  });
});

test("a restored schedule goes on as if it had never stopped", () => {
  const whole = new ShotSchedule(plan());
  const measured = (step: number) => (shots: number) => gradientOf(1 / (1 + step), 300)(shots);
  const shots = run(whole, 60, (own, step) => measured(step)(own));
  const first = new ShotSchedule(plan());
  run(first, 25, (own, step) => measured(step)(own));
  const second = new ShotSchedule(plan({ beta: 0.9, aim: { signalToNoise: 2 } }));
  second.restore(JSON.parse(JSON.stringify(first.state())), 25);
  for (let step = 25; step < 60; step++) {
    const settings = second.settings(step, POINTS);
    expect(settings.beta).toBe(0.3);
    expect(asked(settings)).toBe(shots[step]);
    second.observe(step, POINTS, POINTS * asked(settings), measured(step)(asked(settings)));
  }
});

describe("a training that is made longer", () => {
  const measured = gradientOf(1, 300);
  const finished = () => {
    const schedule = new ShotSchedule(plan({ aim: { shots: 50_000, steps: 50 } }));
    run(schedule, 50, measured);
    return schedule.state();
  };
  /** As that training would stand with a budget of 200,000 shots for 100 steps. */
  const longer = () => {
    const schedule = new ShotSchedule(plan());
    schedule.restore(finished(), 50);
    return schedule;
  };

  test("divides the rest of its new budget as one with that budget from the start that has spent as much", () => {
    const state = finished();
    const other = new ShotSchedule(plan());
    other.restore({ ...state, plan: plan() }, 50);
    expect(longer().settings(50, POINTS)).toEqual(other.settings(50, POINTS));
    const schedule = longer();
    let spent = state.spent;
    for (let step = 50; step < 100; step++) {
      const shots = asked(schedule.settings(step, POINTS));
      spent += POINTS * shots;
      schedule.observe(step, POINTS, POINTS * shots, null);
    }
    expect(200_000 - spent).toBeGreaterThanOrEqual(0);
    expect(200_000 - spent).toBeLessThan(2 * POINTS);
  });

  test("remembers what it counted with before; without another budget nothing changes", () => {
    const schedule = longer();
    const earlier = [{ shots: 50_000, steps: 50, until: 50 }];
    expect(schedule.state()).toMatchObject({ plan: { aim: { shots: 200_000, steps: 100 } }, earlier });
    schedule.observe(50, POINTS, 1000, null);
    expect(schedule.state()).toMatchObject({ earlier, observed: 51 });
    const same = new ShotSchedule(plan());
    same.restore(schedule.state(), 51);
    expect(same.state()).toEqual(schedule.state());
  });

  test("needs a shot in each basis for every further step, and cannot take back what was spent", () => {
    const state = finished();
    const scheduleWith = (shots: number) => new ShotSchedule(plan({ aim: { shots, steps: 100 } }));
    const few = scheduleWith(50_000);
    few.restore(state, 50);
    expect(() => few.settings(50, POINTS)).toThrow(
      new RegExp(
        `shots are left for 50 steps .* give at least ${state.spent + 50 * POINTS * 7} shots in all`,
      ),
    );
    const enough = scheduleWith(state.spent + 50 * POINTS * 7);
    enough.restore(state, 50);
    expect(() => enough.settings(50, POINTS)).not.toThrow();
    expect(() => scheduleWith(40_000).restore(state, 50)).toThrow(
      `${state.spent} shots have been spent already, more than the 40000 asked for`,
    );
  });
});
