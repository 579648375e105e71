import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qep, qepJson, scratch } from "../support/cli.ts";

const BLACK_BOX = join(EXAMPLES, "black-box.yaml");
const check = (...args: string[]) => ["check-reciprocity", BLACK_BOX, "--inputs", "h=1", ...args];

describe("qep check-reciprocity", () => {
  // Fails once in 1,000 seeds; this seed is fixed.
  test.concurrent("holds for the model, with counts, and draws its figure", async () => {
    const cwd = scratch();
    const args = check("--set", "hidden={}", "--shots", "20000", "--step", "0.3", "--out", "figures");
    const { status, stdout } = await qep(args, { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain("24 preparations, 240000 shots\nreciprocity holds within the errors (p = ");
    expect(stdout).toContain("knobs as they are set: chi-square ");
    const svg = readFileSync(join(cwd, "figures", "reciprocity.svg"), "utf8");
    expect(svg).toContain("nudge of strong");
    expect(existsSync(join(cwd, "figures", "reciprocity.png"))).toBe(true);
  });

  test.concurrent("finds the gains of miscalibrated knobs", async () => {
    const result = (await qepJson(check("--exact", "--pairs", "all", "--step", "0.05"))) as {
      verdict: string;
      gains: { knob: string; gain: number; standardError: number }[];
    };
    expect(result.verdict).toBe("holds-up-to-gains");
    expect(result.gains.map(({ knob }) => knob)).toEqual(["left", "right", "flip", "up", "swap"]);
    for (const { gain } of result.gains) expect(Math.abs(gain - 1)).toBeLessThan(0.2);
    const exact = (await qepJson(
      check("--exact", "--pairs", "all", "--step", "0.05", "--set", "hidden.knobs={}"),
    )) as typeof result;
    expect(exact.verdict).toBe("holds");
    for (const { gain } of exact.gains) expect(gain).toBeCloseTo(1, 3);
  });

  test.concurrent("fails where no gains explain the responses, and says what that may mean", async () => {
    const args = check("--pairs", "all", "--exact", "--set", "hidden.knobs={crosstalk: 0.2}");
    const { status, stdout } = await qep(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /reciprocity FAILS \(p = .*nudged gradients of this device are not to be trusted.*cross-talk/,
    );
  });

  test.concurrent.each([
    [
      ["--knobs", "left,middle"],
      'there is no parameter or input "middle"; there are left, right, flip, up, swap, h',
    ],
    [["--pairs", "some"], "--pairs must be one of outputs, all; given: some"],
    [["--exact", "--shots", "100"], "expected --exact or --shots, given both"],
    [["--step", "0"], "--step must be above 0, given: 0"],
  ])("%j is refused", async (args, message) => {
    const { status, stderr } = await qep(check(...args));
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test.concurrent("takes the knobs that are named, inputs too", async () => {
    const { pairs } = (await qepJson(check("--exact", "--knobs", "h,up"))) as {
      pairs: { knob: string; partner: string }[];
    };
    expect(pairs.map(({ knob, partner }) => [knob, partner])).toEqual([
      ["up", "nudge of strong"],
      ["h", "nudge of strong"],
    ]);
  });
});

describe("a device that hides something", () => {
  test.concurrent("is what train, evaluate and gradient work on", async () => {
    const cwd = scratch();
    const evaluate = async (...args: string[]) =>
      (await qepJson(["evaluate", BLACK_BOX, "--inputs", "h=1", ...args], { cwd })) as {
        outputs: number[][];
      };
    const [plain, hidden] = [await evaluate("--set", "hidden={}"), await evaluate()];
    expect(Math.abs(plain.outputs[0][0] - hidden.outputs[0][0])).toBeGreaterThan(1e-3);
    const train = ["train", BLACK_BOX, "--steps", "2", "--no-figures", "--out", "run"];
    const { metrics } = (await qepJson(train, { cwd })) as { metrics: { cost: number } };
    const at = ["--parameters", join(cwd, "run", "parameters.json")];
    const inputs = ["h=0.5", "h=0.8", "h=1.2", "h=1.5"].flatMap((value) => ["--inputs", value]);
    const { outputs } = (await qepJson(["evaluate", BLACK_BOX, ...at, ...inputs])) as { outputs: number[][] };
    const cost = outputs.reduce((sum, [value], k) => sum + (value - (k < 2 ? 0 : 1)) ** 2 / 4, 0);
    expect(cost).toBeCloseTo(metrics.cost, 7);
    const gradient = async (...args: string[]) =>
      ((await qepJson(["gradient", BLACK_BOX, "--exact", ...args])) as { loss: number }).loss;
    expect(await gradient()).not.toBeCloseTo(await gradient("--set", "hidden={}"), 4);
  });

  test.concurrent("qep transfer compares, draws and says who wins", async () => {
    const cwd = scratch();
    const args = ["transfer", BLACK_BOX, "--devices", "2", "--set", "training.batches=10"];
    const { status, stdout } = await qep(args, { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ {2}exact loss\s+untrained\s+transferred\s+in situ\n {2}device 1 .*\n {2}device 2 .*\n {2}median/,
    );
    expect(stdout).toMatch(/training in situ is better on \d of 2 devices, by .* ± .* on average/);
    expect(existsSync(join(cwd, "transfer", "black-box", "transfer.svg"))).toBe(true);
    const plain = await qep(["transfer", join(EXAMPLES, "single-qubit.yaml")], { cwd });
    expect(plain.stderr).toContain("the experiment hides nothing");
    expect(plain.status).toBe(2);
  });
});
