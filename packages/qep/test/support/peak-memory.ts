import type { Kernels } from "../../src/kernels/kernels.ts";

/** Watches what these kernels hand out. @returns the most bytes in use at any time since */
export function trackPeak(kernels: Kernels): () => number {
  let peak = kernels.bytesInUse;
  const watched = <Args extends unknown[], Result>(allocate: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      const result = allocate(...args);
      peak = Math.max(peak, kernels.bytesInUse);
      return result;
    };
  };
  Object.assign(kernels, {
    allocate: watched(kernels.allocate.bind(kernels)),
    allocateBlock: watched(kernels.allocateBlock.bind(kernels)),
    planOperator: watched(kernels.planOperator.bind(kernels)),
    planObservables: watched(kernels.planObservables.bind(kernels)),
  });
  return () => peak;
}
