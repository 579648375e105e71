import type { RandomStream } from "../base/random.ts";
import type { Vector, VectorBlock } from "../kernels/kernels.ts";
import { complexMatrix, hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { KnownState } from "./deflation.ts";
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE, type EigenOptions } from "./eigen-options.ts";
import { type LanczosLimits, type LanczosResult, lanczos } from "./lanczos.ts";
import { type LanczosPlan, planLanczos } from "./lanczos-form.ts";
import { LevelExclusion } from "./level-exclusion.ts";
import { attainableResidual, type HermitianProblem, residualNorm } from "./problem.ts";
import { rotateStates } from "./rotate-states.ts";

/** States beyond those wanted that may be taken along to separate a near-degeneracy at the upper end. */
const MOST_EXTRA = 6;

/** Rounds of refinement before a search gives up. */
const MOST_ROUNDS = 4;

/**
 * Finds the lowest states one after the other, each by a Lanczos run in the complement of those found before.
 *
 * A run from a random start meets every level of the complement once, so a level of multiplicity m is found by m runs. Nearly
 * degenerate states, between which a run stalls, are found as mixtures, and separated by Rayleigh–Ritz in the space of
 * what was found; a state that is still not good enough is refined in the complement of the others, where its partners
 * are missing and convergence is fast again.
 */
export class StateSearch {
  /** Ascending in energy once settled; the vectors belong to the caller in the end. */
  readonly found: KnownState[] = [];
  /** Applications of H. */
  iterations = 0;
  /** No more eigenvalues than states found are at or below this energy, but for a probability of 10⁻⁹. */
  lowerBound = Number.NEGATIVE_INFINITY;
  readonly target: number;
  readonly maxIterations: number;
  /** States that there can be, or that there is memory for. */
  readonly most: number;
  private readonly problem: HermitianProblem;
  private readonly stream: RandomStream;
  private readonly options: EigenOptions;
  private readonly plan: LanczosPlan;
  private readonly workspace: VectorBlock;
  private isLastStalled = false;

  constructor(problem: HermitianProblem, stream: RandomStream, options: EigenOptions) {
    this.problem = problem;
    this.stream = stream;
    this.options = options;
    this.plan = planLanczos(problem.layout.length, options);
    this.target = Math.max(options.tolerance ?? DEFAULT_TOLERANCE, attainableResidual(problem));
    this.maxIterations = options.maxIterations ?? DEFAULT_ITERATIONS;
    this.most = Math.min(problem.layout.dimension, options.mostStates ?? Number.POSITIVE_INFINITY);
    this.workspace = problem.kernels.allocateBlock(this.plan.workspace, problem.layout.length);
  }

  /** True where the states found span the whole space. */
  get isExhausted(): boolean {
    return this.found.length === this.problem.layout.dimension;
  }

  /** Takes in a state that a run left, converged or not; the vector is then one of this search's. */
  adopt(vector: Vector, { energy, residualNorm, iterations }: LanczosResult): void {
    this.found.push({ vector, energy, residualNorm });
    this.iterations += iterations;
  }

  /**
   * Looks for one more state.
   *
   * @param start a guess; a random vector where absent
   * @param level looks no further once the complement certainly has no eigenvalue up to this energy; random starts only
   */
  find(start?: Vector, level?: number): LanczosResult {
    const { kernels, layout } = this.problem;
    const vector = kernels.allocate(layout.length);
    if (start) kernels.copy(start, vector);
    else fillRandom(vector, layout, this.stream);
    const { dimension, isComplex } = layout;
    const exclusion = level === undefined ? undefined : new LevelExclusion(level, dimension, isComplex);
    const run = this.run(vector, this.found, { exclusion, isStartRandom: !start, endsStalled: true });
    if (run.isExcluded) {
      this.iterations += run.iterations;
      kernels.release(vector);
    } else this.adopt(vector, run);
    this.isLastStalled = run.isStalled;
    this.lowerBound = Math.max(this.lowerBound, run.lowerBound);
    return run;
  }

  /**
   * Sorts what was found, and separates and refines until the lowest `count` states are good enough.
   *
   * @returns false where that was not reached
   */
  settle(count: number): boolean {
    for (let round = 0; ; round++) {
      this.found.sort((a, b) => a.energy - b.energy);
      if (this.found.slice(0, count).every((state) => this.isGood(state))) return true;
      if (round === MOST_ROUNDS || this.iterations >= this.maxIterations) return false;
      if (round > 0) this.refine();
      this.extend(count);
      this.rotate();
    }
  }

  /** Releases the workspace and all vectors but some. */
  release(kept: readonly Vector[]): void {
    const { kernels } = this.problem;
    kernels.release(this.workspace);
    for (const { vector } of this.found) if (!kept.includes(vector)) kernels.release(vector);
    this.found.length = 0;
  }

  private isGood({ residualNorm }: KnownState): boolean {
    return residualNorm <= this.target;
  }

  private run(
    vector: Vector,
    known: readonly KnownState[],
    limits: Pick<LanczosLimits, "exclusion" | "isStartRandom" | "endsStalled">,
  ): LanczosResult {
    const { options, iterations } = this;
    const { form } = this.plan;
    // After a restart the numbers of a run no longer bound anything.
    const chosen = limits.exclusion && form === "thick-restart" ? "two-pass" : form;
    return lanczos(this.problem, vector, this.workspace, chosen, {
      ...limits,
      known,
      tolerance: this.target,
      maxIterations: Math.max(1, this.maxIterations - iterations),
      onProgress: options.onProgress,
    });
  }

  /** Finds partners of a nearly degenerate state at the upper end. */
  private extend(count: number): void {
    const most = Math.min(this.most, count + MOST_EXTRA);
    while (this.isLastStalled && this.found.length < most && this.iterations < this.maxIterations)
      this.find();
  }

  /** Runs again from each state that is not good enough, in the complement of the others. */
  private refine(): void {
    for (const [index, state] of this.found.entries()) {
      if (this.isGood(state)) continue;
      const others = this.found.filter((other) => other !== state);
      const { energy, residualNorm, iterations } = this.run(state.vector, others, {});
      this.found[index] = { vector: state.vector, energy, residualNorm };
      this.iterations += iterations;
    }
  }

  /** Rayleigh–Ritz in the space of what was found. */
  private rotate(): void {
    const { kernels, plan, layout } = this.problem;
    const vectors = this.found.map(({ vector }) => vector);
    const scratch = this.workspace.row(0);
    const matrix = complexMatrix(vectors.length);
    for (const [column, vector] of vectors.entries()) {
      kernels.apply(plan, vector, scratch);
      for (const [row, bra] of vectors.entries()) {
        const index = row * matrix.order + column;
        matrix.re[index] = kernels.dot(bra, scratch);
        if (layout.isComplex && row !== column) matrix.im[index] = kernels.dotImaginary(bra, scratch);
      }
    }
    const { values, vectors: coefficients } = hermitianEigen(matrix);
    rotateStates(layout, vectors, coefficients);
    for (const [index, vector] of vectors.entries()) {
      kernels.scale(1 / Math.sqrt(kernels.dot(vector, vector)), vector, vector);
      const energy = values[index] as number;
      this.found[index] = {
        vector,
        energy,
        residualNorm: residualNorm(this.problem, vector, energy, scratch),
      };
    }
    this.iterations += 2 * vectors.length;
  }
}
