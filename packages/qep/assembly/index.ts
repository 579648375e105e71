// Kernels on vectors of f64 in linear memory. All pointers are byte addresses; vectors are aligned to 128 bytes and
// their length is a multiple of 16. The host (src/kernels) allocates everything; nothing here owns memory.
export { blockLength } from "./blocks";
export { apply, fold } from "./pauli";
export { scatter, gather, walshHadamard } from "./tables";
export { axpy, axpyNorm, combine, copy, dot, scale } from "./vectors";
export { multiply, multiplyScratch } from "./dense-product";
export { combineRows, dotRows, hermitianRow, symmetricRow } from "./dense-rows";
export {
  addSigns, applyComplex, applyReal, coverOrbits, enumerateOrbits, excludeOrbits, foldEntries, linkOrbits, sumSigns,
  weighSigns,
} from "./lattice";
export {
  applySubspace, countRuns, fillSlots, foldPairs, linkFlip, startBlocks, subspaceBlockShift, sumParities, weighParities,
} from "./subspace";
