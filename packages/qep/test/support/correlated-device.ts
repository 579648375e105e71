import { RandomStream } from "../../src/base/random.ts";
import type {
  BudgetRequest,
  Capabilities,
  Device,
  JobStatus,
  Measurement,
  MeasurementRequest,
  ObservablesRequest,
  PreparationHealth,
  Setting,
} from "../../src/propagation/device.ts";

/** How a {@link CorrelatedDevice} differs from one that is as it should be. */
export interface CorrelatedDeviceOptions {
  /** Added to every mean in job number n, from 0. */
  readonly drift?: (job: number) => number;
  /** Correlation of any two observables read from the same shots, default 0.5. */
  readonly correlation?: number;
  /** Means without the errors that are claimed for them, so that what is made of both can be worked out by hand. Default false. */
  readonly isNoiseless?: boolean;
}

/** Standard deviations of a single shot, outputs, then parameters, then the input. */
const DEVIATIONS = [0.8, 0.6, 1, 0.9, 0.7, 1.1, 0.5];

const KINDS = [
  { kind: "outputs", first: 0 },
  { kind: "parameters", first: 3 },
  { kind: "inputs", first: 6 },
] as const;

const HEALTH: PreparationHealth = {
  gap: null,
  gapSource: "unknown",
  residualNorm: null,
  sector: null,
  nudgeRange: null,
  nudgeRangeSource: "unknown",
};

/**
 * A device without quantum mechanics: means are polynomials of the nudge with bends of every order. From a budget the noise is
 * normal, with one correlation between all that is read together; with shots for each observable it is independent.
 */
export class CorrelatedDevice implements Device {
  readonly asked: { settings: readonly Setting[]; request: MeasurementRequest }[] = [];
  private readonly drift: (job: number) => number;
  private readonly correlation: number;
  private readonly isNoiseless: boolean;
  private done: JobStatus | undefined;

  constructor({ drift = () => 0, correlation = 0.5, isNoiseless = false }: CorrelatedDeviceOptions = {}) {
    this.drift = drift;
    this.correlation = correlation;
    this.isNoiseless = isNoiseless;
  }

  capabilities(): Capabilities {
    return {
      name: "correlated",
      inputs: [{ name: "x" }],
      parameters: [{ name: "a" }, { name: "b" }, { name: "c" }],
      outputs: ["p", "q", "r"],
      hasExactResponse: false,
      hasExactMeans: true,
      hasBudget: true,
      record: {},
    };
  }

  async submit(settings: readonly Setting[], request: MeasurementRequest) {
    if ("readouts" in request) throw new Error("this device does not count");
    const drift = this.drift(this.asked.length);
    this.asked.push({ settings, request });
    const measurements = settings.map((setting) => this.measurement(setting, request, drift));
    this.done = { state: "done", measurements };
    return { id: "1" };
  }

  async poll() {
    return this.done as JobStatus;
  }

  async cancel() {}
  async close() {}

  private measurement(
    setting: Setting,
    request: ObservablesRequest | BudgetRequest,
    drift: number,
  ): Measurement {
    const all = meansAt(setting);
    const chosen = KINDS.flatMap(({ kind, first }) =>
      (request.observables[kind] ?? []).map((index) => ({
        mean: all[first + index] + drift,
        deviation: DEVIATIONS[first + index],
        shots: "budget" in request ? request.budget.total : request.shots[kind],
      })),
    );
    const correlation = "budget" in request ? this.correlation : 0;
    const random = new RandomStream(...setting.stream);
    const shared = random.normal() * Math.sqrt(correlation);
    const own = Math.sqrt(1 - correlation);
    const errors = Float64Array.from(chosen, ({ deviation, shots }) =>
      shots === null ? 0 : deviation / Math.sqrt(shots),
    );
    const covariances = chosen.flatMap((_, i) =>
      chosen.map((__, k) => errors[i] * errors[k] * (i === k ? 1 : correlation)),
    );
    const drawn = this.isNoiseless ? () => 0 : () => shared + own * random.normal();
    return {
      mean: Float64Array.from(chosen, ({ mean }, k) => mean + errors[k] * drawn()),
      standardError: errors,
      ...("budget" in request ? { covariance: Float64Array.from(covariances) } : {}),
      shots:
        "budget" in request ? request.budget.total : chosen.reduce((sum, { shots }) => sum + (shots ?? 0), 0),
      health: HEALTH,
    };
  }
}

function meansAt({ inputs: [x], parameters: [a, b, c], nudge: [u, v, w] }: Setting): number[] {
  return [
    a + 0.3 * x + 0.4 * u,
    b - 0.2 * x,
    c * x,
    a + 1.1 * u - 0.6 * v + 0.4 * w + 0.3 * u * u + 0.2 * u * v * w + 0.2 * u ** 5,
    0.5 * u + 0.9 * v + 0.1 * v * v - 0.3 * v ** 3,
    b - 0.7 * w + 0.8 * u + 0.2 * w * w + 0.25 * w ** 3,
    0.6 * u - 0.4 * v + x,
  ];
}
