import { RandomStream } from "../../src/base/random.ts";
import type { ReadoutErrors } from "../../src/measurement/readout-errors.ts";
import type {
  Capabilities,
  CountingCapabilities,
  CountsRequest,
  Device,
  JobStatus,
  Measurement,
  MeasurementRequest,
  Setting,
} from "../../src/propagation/device.ts";
import type { DenseVector } from "./dense.ts";
import { drawCounts, readoutDistribution } from "./dense-readout.ts";

/** What a {@link CountingDevice} prepares and how it reads. */
export interface CountingDeviceOptions {
  readonly state: (setting: Setting) => DenseVector;
  readonly counts: CountingCapabilities;
  readonly names: Pick<Capabilities, "inputs" | "parameters" | "outputs">;
  readonly errors?: ReadoutErrors;
  /** Fraction of the shots that give no outcome. */
  readonly loss?: number;
}

/** A device that does nothing but count, drawing outcomes from given dense states. It keeps what it was asked. */
export class CountingDevice implements Device {
  readonly asked: { settings: readonly Setting[]; request: CountsRequest }[] = [];
  private readonly options: CountingDeviceOptions;
  private done: JobStatus | undefined;

  constructor(options: CountingDeviceOptions) {
    this.options = options;
  }

  capabilities(): Capabilities {
    return {
      name: "counting device",
      ...this.options.names,
      hasExactResponse: false,
      hasExactMeans: false,
      counts: this.options.counts,
      record: {},
    };
  }

  async submit(settings: readonly Setting[], request: MeasurementRequest) {
    if (!("readouts" in request)) throw new Error("this device only counts");
    this.asked.push({ settings, request });
    this.done = {
      state: "done",
      measurements: settings.map((setting, s) => this.count(setting, request.readouts[s] ?? [])),
    };
    return { id: "1" };
  }

  async poll() {
    return this.done as JobStatus;
  }

  async cancel() {}
  async close() {}

  private count(setting: Setting, readouts: CountsRequest["readouts"][number]): Measurement {
    const { state, errors, loss = 0 } = this.options;
    const prepared = state(setting);
    return {
      mean: new Float64Array(0),
      standardError: null,
      counts: readouts.map(({ basis, shots }, index) => {
        const stream = new RandomStream(...setting.stream, index);
        const kept = Array.from({ length: shots }, () => stream.uniform() >= loss).filter(Boolean).length;
        return drawCounts(readoutDistribution(prepared, basis, errors), kept, stream);
      }),
      shots: readouts.reduce((sum, { shots }) => sum + shots, 0),
      health: {
        gap: null,
        gapSource: "unknown",
        residualNorm: null,
        sector: null,
        nudgeRange: null,
        nudgeRangeSource: "unknown",
      },
    };
  }
}
