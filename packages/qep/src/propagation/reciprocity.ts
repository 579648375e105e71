import { chiSquareTail } from "../base/chi-square.ts";
import { QepError } from "../base/errors.ts";
import type { Device, Selection } from "./device.ts";
import { allIndices } from "./free-phase.ts";
import { chiSquareOf, covarianceBetween, fitGains, type ReversiblePair } from "./gain-fit.ts";
import { requireKnobSteps } from "./knob-steps.ts";
import {
  type ConjugateKnob,
  measureResponses,
  type ResponsePoint,
  type ResponseSettings,
  type StaticResponse,
} from "./static-responses.ts";

/** What is compared, and how it is measured. */
export interface ReciprocitySettings extends ResponseSettings {
  /** Indices of the parameters that take part, default all. */
  readonly parameters?: readonly number[];
  /** Indices of the inputs that take part, default none. */
  readonly inputs?: readonly number[];
  /**
   * "outputs": knobs with outputs, ∂⟨B_l⟩/∂θ_j with ∂⟨A_j⟩/∂ν_l, the relation that gradients rest on. "all": also knobs with knobs and
   * outputs with outputs, which tells gains from a state that is not in equilibrium where there is one output. Default "outputs".
   */
  readonly pairs?: "outputs" | "all";
  /** How often a device in equilibrium may be said to fail, default 0.001. */
  readonly falseAlarms?: number;
}

/** Both sides of one relation ∂⟨O_b⟩/∂u_a = ∂⟨O_a⟩/∂u_b, with standard errors. */
export interface ReciprocityPair {
  readonly knob: ConjugateKnob;
  readonly partner: ConjugateKnob;
  /** Response of the partner's observable to the knob; for a parameter and an output ∂⟨B_l⟩/∂θ_j. */
  readonly response: number;
  readonly responseError: number;
  /** Response of the knob's observable to the partner; for a parameter and an output ∂⟨A_j⟩/∂ν_l. */
  readonly reverse: number;
  readonly reverseError: number;
}

/** How well differences agree with their errors. */
export interface GoodnessOfFit {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** How often a device for which the relation holds would differ as much or more. */
  readonly pValue: number;
}

/** The gain of a knob over that of the first output's nudge: what is really set for each unit that is set. */
export interface KnobGain {
  readonly knob: ConjugateKnob;
  readonly gain: number;
  readonly standardError: number;
}

/** Whether the responses of a device are those of an equilibrium. */
export interface ReciprocityCheck {
  readonly pairs: readonly ReciprocityPair[];
  /** With all knobs as they say. */
  readonly asSet: GoodnessOfFit;
  /** With gains fitted; null where these explain anything. */
  readonly upToGains: GoodnessOfFit | null;
  /** Those of every knob but the first output's nudge, which is the unit. */
  readonly gains: readonly KnobGain[];
  readonly verdict: "holds" | "holds-up-to-gains" | "fails";
  readonly preparations: number;
  readonly shots: number;
}

/**
 * Tests the reciprocity that QEP rests on, from measurements alone:
 *
 *     ∂⟨B_l⟩/∂θ_j = ∂⟨A_j⟩/∂ν_l
 *
 * In a ground or Gibbs state both are second derivatives of one free energy. Away from equilibrium nothing makes them equal, and a
 * nudged phase then does not give the gradient. Knobs with gains G (actual = G · set + offset) have G_a χ_ab = G_b χ_ba for the
 * responses χ_ab of observable a to knob b that are measured, and these gains are fitted as well, maximum likelihood with the errors
 * of both sides.
 *
 *     χ² = eᵀ Σ⁻¹ e,   e_ab = G_a χ_ab − G_b χ_ba
 *
 * with Σ from the covariances of all that was read from the same shots, and of the calibration that all readings share. With shots the p-value is uniform in equilibrium, but for the
 * O(h⁴) of the differences; without shots errors are bounds and p is near 1.
 *
 * Cost: 4 preparations for each knob, nudges included.
 *
 * @throws QepError invalid-argument for settings that are out of range, unsupported where a knob cannot be set finely enough
 * @see Wanjura & Marquardt (2025), eq. (2)
 *
 * @example
 * const { verdict, gains } = await checkReciprocity(device, { inputs, parameters, stream: ["check"] }, { step: 0.3, shots: 20_000 });
 */
export async function checkReciprocity(
  device: Device,
  point: ResponsePoint,
  settings: ReciprocitySettings,
  signal?: AbortSignal,
): Promise<ReciprocityCheck> {
  const { pairs: kind = "outputs", falseAlarms = 0.001 } = settings;
  const tested = testedKnobs(device, settings);
  requireSettings(device, tested, { ...settings, falseAlarms });
  const responses = await allResponses(device, point, tested, settings, signal);
  const pairs = pairsOf(tested, kind, responses);
  const unit = new Float64Array(tested.knobs.length).fill(1);
  const asSet = goodness(chiSquareOf(pairs, unit), pairs.length);
  const fitted = fitGains(pairs, unit.length);
  const freedom = pairs.length - (unit.length - 1);
  const upToGains = freedom > 0 ? goodness(fitted.chiSquare, freedom) : null;
  return {
    pairs: pairs.map((pair) => described(pair, tested.knobs)),
    asSet,
    upToGains,
    gains: tested.knobs.slice(1).map((knob, k) => ({
      knob,
      gain: fitted.gains[k + 1] as number,
      standardError: fitted.standardErrors[k + 1] as number,
    })),
    verdict: verdictOf(asSet, upToGains, falseAlarms),
    preparations: 4 * tested.knobs.length,
    shots: responses.reduce((sum, { shots }) => sum + shots, 0),
  };
}

/** The knobs of a check, outputs first, as in the means of a measurement. */
interface TestedKnobs {
  readonly knobs: readonly ConjugateKnob[];
  readonly outputs: readonly number[];
  readonly others: Selection;
}

function testedKnobs(device: Device, settings: ReciprocitySettings): TestedKnobs {
  const known = device.capabilities();
  const outputs = allIndices(known.outputs.length);
  const { parameters = allIndices(known.parameters.length), inputs = [] } = settings;
  const all = { outputs, parameters, inputs };
  const knobs = (["outputs", "parameters", "inputs"] as const).flatMap((kind) =>
    all[kind].map((index): ConjugateKnob => ({ kind, index })),
  );
  return { knobs, outputs, others: { parameters, inputs } };
}

/** @throws QepError */
function requireSettings(
  device: Device,
  { knobs, outputs }: TestedKnobs,
  { step, shots, falseAlarms }: ReciprocitySettings & { readonly falseAlarms: number },
): void {
  const refuse = (message: string) => new QepError("invalid-argument", `reciprocity: ${message}`);
  if (!(step > 0 && step < Number.POSITIVE_INFINITY)) throw refuse(`the step must be above 0; it is ${step}`);
  if (shots !== null && !(Number.isInteger(shots) && shots >= 18)) {
    throw refuse(`shots must be a whole number of at least 18, or null for exact values; it is ${shots}`);
  }
  if (!(falseAlarms > 0 && falseAlarms < 1)) {
    throw refuse(`the rate of false alarms must lie between 0 and 1; it is ${falseAlarms}`);
  }
  if (outputs.length === 0 || knobs.length === outputs.length) {
    throw refuse(
      `there must be an output and another knob; there are ${outputs.length} outputs, ${knobs.length} knobs`,
    );
  }
  const known = device.capabilities();
  for (const { kind, index } of knobs) {
    if (kind === "outputs") continue;
    const knob = known[kind][index];
    if (!knob) throw refuse(`there is no member ${index} among the ${known[kind].length} ${kind}`);
    requireKnobSteps([knob], step / 2, "reciprocity", 1 / 2);
  }
}

async function allResponses(
  device: Device,
  point: ResponsePoint,
  { knobs, outputs, others }: TestedKnobs,
  { step, shots, pairs = "outputs" }: ReciprocitySettings,
  signal?: AbortSignal,
): Promise<StaticResponse[]> {
  const how = { step, shots };
  if (pairs === "all") {
    return measureResponses(device, { point, knobs, observables: { outputs, ...others } }, how, signal);
  }
  const nudges = knobs.slice(0, outputs.length);
  const rest = knobs.slice(outputs.length);
  return [
    ...(await measureResponses(device, { point, knobs: nudges, observables: others }, how, signal)),
    ...(await measureResponses(device, { point, knobs: rest, observables: { outputs } }, how, signal)),
  ];
}

/** Every relation between the knobs, by their positions. */
function pairsOf(
  { knobs, outputs }: TestedKnobs,
  kind: "outputs" | "all",
  responses: readonly StaticResponse[],
): ReversiblePair[] {
  const count = outputs.length;
  const side = (observable: number, knob: number) => {
    // Responses to nudges list the other knobs alone, unless everything was read.
    const skipped = kind === "outputs" && knob < count ? count : 0;
    return { observable, knob, response: responses[knob] as StaticResponse, place: observable - skipped };
  };
  const pairs: ReversiblePair[] = [];
  for (let knob = 0; knob < knobs.length; knob++) {
    for (let partner = 0; partner < knob; partner++) {
      if (kind === "outputs" && !(partner < count && knob >= count)) continue;
      pairs.push({ forward: side(partner, knob), backward: side(knob, partner) });
    }
  }
  return pairs;
}

function described({ forward, backward }: ReversiblePair, knobs: readonly ConjugateKnob[]): ReciprocityPair {
  const errorOf = (side: ReversiblePair["forward"]) => Math.sqrt(covarianceBetween(side, side));
  return {
    knob: knobs[forward.knob] as ConjugateKnob,
    partner: knobs[backward.knob] as ConjugateKnob,
    response: forward.response.values[forward.place] as number,
    responseError: errorOf(forward),
    reverse: backward.response.values[backward.place] as number,
    reverseError: errorOf(backward),
  };
}

function goodness(chiSquare: number, degreesOfFreedom: number): GoodnessOfFit {
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTail(chiSquare, degreesOfFreedom) };
}

function verdictOf(
  asSet: GoodnessOfFit,
  upToGains: GoodnessOfFit | null,
  falseAlarms: number,
): ReciprocityCheck["verdict"] {
  if (asSet.pValue >= falseAlarms) return "holds";
  return upToGains && upToGains.pValue >= falseAlarms ? "holds-up-to-gains" : "fails";
}
