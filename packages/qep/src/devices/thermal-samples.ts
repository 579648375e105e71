import { RandomStream, type StreamKey } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE, type EigenOptions } from "../solvers/eigen-options.ts";
import type { HermitianProblem } from "../solvers/problem.ts";
import { type SpectralBounds, spectralBounds } from "../solvers/spectral-bounds.ts";
import { type ThermalDerivative, thermalVector } from "../solvers/thermal-vector.ts";
import { fillRandom } from "../states/state-vector.ts";

/** Which thermal vectors, and how well. */
export interface ThermalSampling {
  /** T > 0, in the unit of energy. */
  readonly temperature: number;
  /** Random vectors, R. */
  readonly samples: number;
  /** Names the random vectors: the same name and space, the same vectors. */
  readonly stream: readonly StreamKey[];
  readonly options: Pick<EigenOptions, "tolerance" | "maxIterations">;
}

/**
 * Reads the thermal vectors e^{−H/2T}|r⟩ of R random vectors, one after the other; two vectors are held at a time.
 *
 * Random vectors are uniform on the unit sphere, real where H is real. No symmetry is used: a random vector has its share in
 * every sector, and sampling sector by sector would take as many products for the same number of vectors.
 *
 * @param read gets the normalised thermal vector, valid during the call, and ln⟨r|e^{−H/T}|r⟩
 * @returns what `read` returned, in order
 */
export function readThermalSamples<Result>(
  problem: HermitianProblem,
  { temperature, samples, stream: name, options }: ThermalSampling,
  read: (state: Vector, logWeight: number) => Result,
  derivative?: ThermalDerivative,
): Result[] {
  const { kernels, layout } = problem;
  const [start, state] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
  const streams = Array.from({ length: samples }, (_, r) => new RandomStream(...name, "thermal sample", r));
  fillRandom(start, layout, streams[0] as RandomStream);
  let bounds: SpectralBounds = spectralBounds(problem, start, temperature);
  const expansion = {
    temperature,
    tolerance: options.tolerance ?? DEFAULT_TOLERANCE,
    maxIterations: options.maxIterations ?? DEFAULT_ITERATIONS,
  };
  try {
    return streams.map((stream, r) => {
      if (r > 0) fillRandom(start, layout, stream);
      const vector = thermalVector(problem, start, state, { ...expansion, bounds }, derivative);
      bounds = vector.bounds;
      return read(state, vector.logWeight);
    });
  } finally {
    kernels.release(start);
    kernels.release(state);
  }
}
