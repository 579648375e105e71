import type { BiasLadder, StepLadder } from "./bias-ladder.ts";
import type { EstimatorModel } from "./error-model.ts";
import type { ShotNoise } from "./noise-pilot.ts";
import type { NudgedMethod } from "./nudge-steps.ts";

/** Below the least β of the pilot its leading order is followed this far. */
const EXTRAPOLATED = 1 / 8;

/**
 * The nudged methods with the noise and the bias that a pilot found.
 *
 * | method | a(β), V = Σ_j Var(A_j) | b(β) | settings |
 * |---|---|---|---|
 * | one-sided | V/β² | through the error signal and the baseline ⟨A⟩_0 | 1 + 1 |
 * | symmetric | V/2β² | through the error signal | 1 + 2 |
 * | richardson | 9V/2β², of shots shared between β and β/2 as 1 : 8 | the same | 1 + 2 · 2 |
 *
 * Where outputs are given free of noise, b = 0 and the one-sided method reads ⟨A⟩_0 with as many shots: a = 2V/β².
 */
export function nudgedModels(noise: ShotNoise, biases: BiasLadder): EstimatorModel[] {
  const methods: readonly NudgedMethod[] = ["one-sided", "symmetric", "richardson"];
  return methods.map((method) => nudgedModel(method, noise, biases));
}

function nudgedModel(method: NudgedMethod, noise: ShotNoise, { betas, curves }: BiasLadder): EstimatorModel {
  const { observables, points, measuresOutputs, leastShots } = noise;
  const range = [(betas[0] as number) * EXTRAPOLATED, betas.at(-1) as number] as const;
  const own = { method, range, bias: curves[method] };
  if (method === "one-sided") {
    const [constant, inverse, inverseSquare] = noise.oneSided;
    return {
      ...own,
      noise: (beta) => ({
        free: Math.max(0, constant + inverse / beta + inverseSquare / beta ** 2),
        responding: ((measuresOutputs ? 1 : 2) * observables) / beta ** 2,
      }),
      settings: measuresOutputs ? { free: points, responding: points } : { free: 0, responding: 2 * points },
      leastShots: { free: measuresOutputs ? leastShots.baseline : 0, responding: leastShots.observables },
      preparations: 2 * points,
      bases: points * (leastShots.baseline + leastShots.observables),
    };
  }
  const isRichardson = method === "richardson";
  return {
    ...own,
    noise: (beta) => ({
      free: noise.errorSignal,
      responding: ((isRichardson ? 9 : 1) * observables) / (2 * beta ** 2),
    }),
    settings: { free: measuresOutputs ? points : 0, responding: 2 * points },
    leastShots: {
      free: measuresOutputs ? leastShots.outputs : 0,
      responding: (isRichardson ? 9 : 1) * leastShots.observables,
    },
    preparations: (isRichardson ? 5 : 3) * points,
    bases: points * (leastShots.outputs + (isRichardson ? 4 : 2) * leastShots.observables),
  };
}

/**
 * Central finite differences of the outputs, one common step h for all n knobs: a(h) = n Var(Σ_l ε_l B_l)/2h² in 2n settings, and the
 * error signal of the free phase as for the nudged methods.
 *
 * The parameter-shift rule, which would be free of bias, holds for gates exp(−iθP), whose expectation values are sinusoids of θ.
 * Those of an equilibrium of H(θ) are not, so it does not apply here.
 */
export function differenceModel(noise: ShotNoise, { steps, curve }: StepLadder): EstimatorModel {
  const { nudgedOutput, knobs, points, measuresOutputs, leastShots } = noise;
  const settings = 2 * knobs * points;
  return {
    method: "finite-difference",
    range: [(steps[0] as number) * EXTRAPOLATED, steps.at(-1) as number],
    bias: curve,
    noise: (step) => ({ free: noise.errorSignal, responding: (knobs * nudgedOutput) / (2 * step ** 2) }),
    settings: { free: measuresOutputs ? points : 0, responding: settings },
    leastShots: { free: measuresOutputs ? leastShots.outputs : 0, responding: leastShots.outputs },
    preparations: points + settings,
    bases: (points + settings) * leastShots.outputs,
  };
}
