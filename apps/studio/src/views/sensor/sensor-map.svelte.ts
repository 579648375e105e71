import type { ExperimentOutline, TriangleOutline } from "../../engine/experiment-outline.ts";
import { type LatticeCell, triangleLattice } from "../../parts/triangle-lattice.ts";
import { ComputeClient, ComputeError } from "../../session/compute-client.ts";

/** Steps along a side of the finest lattice: 325 points. */
export const DIVISIONS = 24;
const COARSEST = 8;
/** Points in one request: small, so that the picture grows and follows the training. */
const BATCH = 24;

/** What a sensor answers all over the triangle, evaluated again and again in a worker while the training goes on. */
export class SensorMap {
  readonly cells: readonly LatticeCell[];
  /** Exact outputs at each cell, undefined until they are known. */
  outputs = $state.raw<readonly (Float64Array | undefined)[]>([]);
  error = $state<string>();
  private readonly experiment: string;
  private readonly inputs: readonly Float64Array[];
  private readonly client = new ComputeClient();
  private latest: Float64Array | undefined;
  /** Counts what was asked for; older answers are dropped after {@link clear}. */
  private generation = 0;
  private isDrawing = false;

  /** @param experiment its text */
  constructor(experiment: string, outline: ExperimentOutline, triangle: TriangleOutline) {
    this.experiment = experiment;
    this.cells = triangleLattice(DIVISIONS, COARSEST, triangle.total);
    this.inputs = this.cells.map(({ point }) => inputsAt(point, outline.inputs.length, triangle.corners));
    this.clear();
  }

  /** Draws the map of these parameters as soon as the worker is free. */
  follow(parameters: Float64Array): void {
    this.latest = parameters;
    if (!this.isDrawing) void this.draw();
  }

  /** Forgets the picture: the next one grows from coarse to fine. */
  clear(): void {
    this.generation++;
    this.outputs = this.cells.map(() => undefined);
  }

  close(): void {
    this.generation++;
    this.latest = undefined;
    this.client.close();
  }

  /** Goes on until the whole map is that of the latest parameters; each request takes those of its moment. */
  private async draw(): Promise<void> {
    this.isDrawing = true;
    try {
      for (let drawn: Float64Array | undefined; this.latest && drawn !== this.latest; ) {
        drawn = await this.pass();
      }
    } catch (error) {
      if (!(error instanceof ComputeError && error.code === "aborted")) this.error = String(error);
    } finally {
      this.isDrawing = false;
    }
  }

  /** All cells once. @returns the parameters that all of them had; undefined where these changed on the way */
  private async pass(): Promise<Float64Array | undefined> {
    const { generation } = this;
    const first = this.latest;
    for (let start = 0; start < this.cells.length; start += BATCH) {
      const parameters = this.latest;
      if (!parameters || generation !== this.generation) return undefined;
      const inputs = this.inputs.slice(start, start + BATCH);
      const args = { experiment: this.experiment, parameters: parameters.slice(), inputs };
      const results = await this.client.compute("outputs", args);
      if (generation !== this.generation) return undefined;
      this.outputs = this.outputs.map((old, index) => results[index - start] ?? old);
    }
    return first === this.latest ? first : undefined;
  }
}

function inputsAt(
  point: LatticeCell["point"],
  count: number,
  { left, right, top }: TriangleOutline["corners"],
): Float64Array {
  const inputs = new Float64Array(count);
  inputs[left] = point.left;
  inputs[right] = point.right;
  inputs[top] = point.top;
  return inputs;
}
