import type { ComputeTasks } from "../../engine/compute-tasks.ts";
import { ComputeClient, ComputeError } from "../../session/compute-client.ts";

/** Points in one request: small, so that the picture grows and follows the training. */
const BATCH = 24;

/** Milliseconds after which one request has taken long: the system is too large for a map beside its training. */
const LONG = 4000;

/** What a system answers at many inputs, evaluated again and again in a worker while the training goes on. */
export class AnswerMap {
  /** Exact outputs at each of them, undefined until they are known. */
  outputs = $state.raw<readonly (Float64Array | undefined)[]>([]);
  error = $state<string>();
  /** True while a request takes long. */
  isLong = $state(false);
  /** True from a stop by the visitor until the map is asked for again; it follows no training meanwhile. */
  isStopped = $state(false);
  private readonly experiment: string;
  private readonly inputs: readonly Float64Array[];
  private readonly client = new ComputeClient();
  private latest: Float64Array | undefined;
  /** Counts what was asked for; older answers are dropped after {@link clear}. */
  private generation = 0;
  private isDrawing = false;

  /**
   * @param experiment its text
   * @param inputs x at each cell, from coarse to fine
   */
  constructor(experiment: string, inputs: readonly Float64Array[]) {
    this.experiment = experiment;
    this.inputs = inputs;
    this.clear();
  }

  /** Draws the map of these parameters as soon as the worker is free. */
  follow(parameters: Float64Array): void {
    this.latest = parameters;
    if (!this.isDrawing && !this.isStopped) void this.draw();
  }

  /** Ends the worker, whatever it computes; what is known stays. */
  stop(): void {
    this.isStopped = true;
    this.client.close();
  }

  askAgain(): void {
    this.isStopped = false;
    if (this.latest) this.follow(this.latest);
  }

  /** Forgets the picture: the next one grows from coarse to fine. */
  clear(): void {
    this.generation++;
    this.outputs = this.inputs.map(() => undefined);
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

  /** All of them once. @returns the parameters that all of them had; undefined where these changed on the way */
  private async pass(): Promise<Float64Array | undefined> {
    const { generation } = this;
    const first = this.latest;
    for (let start = 0; start < this.inputs.length; start += BATCH) {
      const parameters = this.latest;
      if (!parameters || generation !== this.generation) return undefined;
      const inputs = this.inputs.slice(start, start + BATCH);
      const args = { experiment: this.experiment, parameters: parameters.slice(), inputs };
      const results = await this.compute(args);
      if (generation !== this.generation) return undefined;
      this.outputs = this.outputs.map((old, index) => results[index - start] ?? old);
    }
    return first === this.latest ? first : undefined;
  }

  private async compute(args: ComputeTasks["outputs"]["args"]): Promise<readonly Float64Array[]> {
    const timer = setTimeout(() => {
      this.isLong = true;
    }, LONG);
    try {
      return await this.client.compute("outputs", args);
    } finally {
      clearTimeout(timer);
      this.isLong = false;
    }
  }
}
