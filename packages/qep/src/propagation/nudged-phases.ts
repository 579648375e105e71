import type { Device, Measurement, MeasurementRequest, Setting } from "./device.ts";
import type { FreeSample } from "./free-phase.ts";
import { measure } from "./measure.ts";
import type { NudgeDirection } from "./nudge-directions.ts";
import type { NudgeStep } from "./nudge-steps.ts";

/** A direction with the measurements of its nudges at ±factor·β; `minus` only for two-sided methods. */
export interface NudgedDirection extends NudgeDirection {
  readonly plus: Measurement;
  readonly minus?: Measurement;
}

/** The nudged phases of one operating point, and the free one taken among them, where asked for. */
export interface NudgedPoint {
  readonly directions: readonly NudgedDirection[];
  readonly baseline?: Measurement;
}

/** What is measured in one job of nudged phases. */
export interface NudgedJob {
  readonly request: MeasurementRequest;
  readonly step: NudgeStep;
  readonly beta: number;
  readonly isTwoSided: boolean;
  /** Takes a free phase right before the nudged ones of each point. */
  readonly hasBaseline: boolean;
  /** Goes before the number of the direction in the names of random streams, where jobs must differ. */
  readonly label?: string;
}

/** The nudged phases of all samples as one job, so that a device can spread or queue them. */
export async function nudgedPhases(
  device: Device,
  free: readonly FreeSample[],
  nudges: readonly (readonly NudgeDirection[][])[],
  job: NudgedJob,
  signal?: AbortSignal,
): Promise<NudgedPoint[][]> {
  const settings = free.flatMap(({ points }, sample) =>
    points.flatMap(({ setting }, point) => {
      const directions = nudges[sample]?.[point] ?? [];
      const nudged = directions.flatMap((direction, index) => pairOf(setting, direction, index, job));
      return job.hasBaseline ? [baselineOf(setting), ...nudged] : nudged;
    }),
  );
  const measurements = (await measure(device, settings, job.request, signal))[Symbol.iterator]();
  const take = () => measurements.next().value as Measurement;
  return nudges.map((points) =>
    points.map((directions) => {
      const baseline = job.hasBaseline ? { baseline: take() } : {};
      return {
        ...baseline,
        directions: directions.map((direction) => {
          const plus = take();
          return job.isTwoSided ? { ...direction, plus, minus: take() } : { ...direction, plus };
        }),
      };
    }),
  );
}

/** All measurements behind nudged phases. */
export function measurementsOf({ directions, baseline }: NudgedPoint): Measurement[] {
  const nudged = directions.flatMap(({ plus, minus }) => (minus ? [plus, minus] : [plus]));
  return baseline ? [baseline, ...nudged] : nudged;
}

function pairOf(
  free: Setting,
  { vector }: NudgeDirection,
  index: number,
  { beta, step, isTwoSided, label }: NudgedJob,
): Setting[] {
  const nudged = (strength: number): Setting => ({
    inputs: free.inputs,
    parameters: free.parameters,
    nudge: vector.map((value) => strength * value),
    near: free,
    stream: [
      ...free.stream.slice(0, -1),
      ...(label === undefined ? [] : [label]),
      strength > 0 ? "plus" : "minus",
      index,
    ],
  });
  const plus = nudged(beta * step.factor);
  return isTwoSided ? [plus, { ...nudged(-beta * step.factor), opposite: plus }] : [plus];
}

function baselineOf(free: Setting): Setting {
  return { ...free, near: free, stream: [...free.stream.slice(0, -1), "baseline"] };
}
