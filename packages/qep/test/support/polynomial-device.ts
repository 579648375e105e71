import type {
  Capabilities,
  Device,
  JobStatus,
  Measurement,
  MeasurementRequest,
  ObservablesRequest,
  Setting,
} from "../../src/propagation/device.ts";
import { requireObservablesRequest } from "../../src/propagation/request-kind.ts";

/**
 * A device without quantum mechanics: every mean is a given polynomial of the knobs, so that each estimator has an
 * answer by hand. It keeps what it was asked.
 */
export class PolynomialDevice implements Device {
  readonly asked: { settings: readonly Setting[]; request: ObservablesRequest }[] = [];
  private done: JobStatus | undefined;

  capabilities(): Capabilities {
    return {
      name: "polynomial",
      inputs: [{ name: "x" }],
      parameters: [{ name: "a" }, { name: "b" }],
      outputs: ["p", "q"],
      hasExactResponse: false,
      hasExactMeans: true,
      record: {},
    };
  }

  async submit(settings: readonly Setting[], asked: MeasurementRequest) {
    const request = requireObservablesRequest(asked, "this device");
    this.asked.push({ settings, request });
    this.done = {
      state: "done",
      measurements: settings.map((setting) => this.measurement(setting, request)),
    };
    return { id: "1" };
  }

  async poll() {
    return this.done as JobStatus;
  }

  async cancel() {}
  async close() {}

  private measurement(
    { inputs: [x], parameters: [a, b], nudge: [u, v] }: Setting,
    request: ObservablesRequest,
  ): Measurement {
    const means = {
      // The nudges' own outputs respond as well.
      outputs: [a * a + x + 3 * u + 11 * u * u, b + v],
      // Linear, quadratic and cubic in the nudge; the inputs' observable sees only the second output.
      parameters: [1 + 2 * u + 3 * u * u + 5 * u * u * u, 4 * v + 7 * u * v],
      inputs: [10 * v + x],
    };
    const errors = { outputs: [0.1, 0.2], parameters: [0.5, 0.25], inputs: [1] };
    const select = (of: typeof means, isError: boolean) =>
      (["outputs", "parameters", "inputs"] as const).flatMap((kind) =>
        (request.observables[kind] ?? []).map((index) =>
          isError && request.shots[kind] === null ? 0 : of[kind][index],
        ),
      );
    const spent = (["outputs", "parameters", "inputs"] as const).reduce(
      (sum, kind) => sum + (request.shots[kind] ?? 0) * (request.observables[kind]?.length ?? 0),
      0,
    );
    return {
      mean: Float64Array.from(select(means, false)),
      standardError: spent === 0 ? null : Float64Array.from(select(errors, true)),
      shots: spent,
      health: {
        gap: 2 + x + u,
        gapSource: "ritz",
        sector: null,
        residualNorm: Math.abs(u),
        nudgeRange: u === 0 && v === 0 ? null : Math.abs(u) + 2 * Math.abs(v),
        nudgeRangeSource: "bound",
      },
    };
  }
}
