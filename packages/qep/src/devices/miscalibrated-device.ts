import { QepError } from "../base/errors.ts";
import type {
  Device,
  ExactResponse,
  Job,
  MeasurementRequest,
  Selection,
  Setting,
} from "../propagation/device.ts";
import { PassingDevice } from "../propagation/passing-device.ts";
import { changeSettings } from "./changed-settings.ts";
import { actualValues, type KnobErrors, type Miscalibration } from "./miscalibration.ts";

/**
 * A simulated device whose knobs are not what they say: of the values v that are set the system sees M v + o, and nobody is told;
 * what is wrong is not among its capabilities.
 *
 * Observables are read as they are. So QEP measures the gradient in the actual couplings φ = Mθ + o, and that of the output l
 * with the gain g_l of its nudge:
 *
 *     measured_j = Σ_l g_l ε_l ∂⟨B_l⟩/∂φ_j,   while   ∂L/∂θ = Mᵀ ∂L/∂φ
 *
 * Where the nudges have one gain in common the measured gradient vanishes where ∂L/∂θ does, and without cross-talk it has the
 * same signs: gains rescale the steps of single parameters, no more. With different g_l the loss is trained as if its outputs had
 * these weights; where every output can reach its target that does not matter either. The ratio of both sides of the reciprocity
 * relation tells the gains, see `checkReciprocity`.
 *
 * @example
 * const system = new System({ ...known, fixed: known.fixed.plus(parseOperator("0.2 Z0 - 0.1 X1")) }); // a hidden part of H0
 * const errors = drawMiscalibration({ inputs: 1, parameters: 4, outputs: 1 }, { gain: 0.05, offset: 0.02 }, 1);
 * const device = new MiscalibratedDevice(new Simulator(system, kernels), errors);
 */
export class MiscalibratedDevice extends PassingDevice {
  private readonly errors: Miscalibration;

  /** @throws QepError wrong-shape where the errors are not those of as many knobs */
  constructor(device: Device, errors: Miscalibration) {
    super(device);
    const { inputs, parameters, outputs } = device.capabilities();
    requireErrors("inputs", errors.inputs, inputs.length);
    requireErrors("parameters", errors.parameters, parameters.length);
    requireErrors("nudge", errors.nudge, outputs.length);
    this.errors = errors;
  }

  override async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    return super.submit(this.actual(settings), request);
  }

  override async respond(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    observables: Selection,
  ): Promise<readonly ExactResponse[]> {
    const { nudge } = this.errors;
    const actual = nudge ? directions.map((direction) => actualValues(direction, nudge)) : directions;
    return super.respond(this.actual(settings), actual, observables);
  }

  private actual(settings: readonly Setting[]): Setting[] {
    const { inputs, parameters, nudge } = this.errors;
    return changeSettings(settings, (setting) => ({
      ...setting,
      ...(inputs && { inputs: actualValues(setting.inputs, inputs) }),
      ...(parameters && { parameters: actualValues(setting.parameters, parameters) }),
      ...(nudge && { nudge: actualValues(setting.nudge, nudge) }),
    }));
  }
}

/** @throws QepError wrong-shape */
function requireErrors(kind: string, errors: Partial<KnobErrors> | undefined, count: number): void {
  const lengths = [errors?.matrix?.length ?? count * count, errors?.offset?.length ?? count];
  if (lengths[0] === count * count && lengths[1] === count) return;
  throw new QepError(
    "wrong-shape",
    `errors of the ${count} knobs for ${kind}: expected a matrix of ${count * count} numbers and ${count} offsets, given ` +
      `${lengths.join(" and ")}`,
    { kind, count },
  );
}
