import type { Benchmark } from "./harness/benchmark.ts";
import { matvec } from "./kernels/matvec.ts";
import { truncatedMatvec } from "./kernels/truncated-matvec.ts";
import { denseEigen } from "./solvers/dense-eigen.ts";
import { groundStateQuspin } from "./solvers/ground-state-quspin.ts";
import { groundStateScipy } from "./solvers/ground-state-scipy.ts";
import { latticeRing } from "./solvers/lattice-ring.ts";
import { multiplicity } from "./solvers/multiplicity.ts";
import { thermalCounts } from "./solvers/thermal-counts.ts";
import { thermalGradient } from "./solvers/thermal-gradient.ts";
import { threads } from "./solvers/threads.ts";
import { kitaevStep } from "./training/kitaev-step.ts";
import { plannedTraining } from "./training/planned-training.ts";
import { seeds } from "./training/seeds.ts";
import { toleranceOfStates } from "./training/solver-tolerance.ts";
import { trainingStep } from "./training/training-step.ts";
import { wholeRun } from "./training/whole-run.ts";

/** All benchmarks, in the order in which they run and are listed. */
export const BENCHMARKS: readonly Benchmark[] = [
  matvec,
  truncatedMatvec,
  groundStateScipy,
  groundStateQuspin,
  denseEigen,
  threads,
  multiplicity,
  latticeRing,
  trainingStep,
  kitaevStep,
  thermalCounts,
  thermalGradient,
  wholeRun,
  seeds,
  plannedTraining,
  toleranceOfStates,
];
