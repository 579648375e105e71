// Computes with a team of two threads and leaves, or goes on until it is stopped.
import { loadKernels } from "../../src/platform/node/load-kernels.ts";

const kernels = await loadKernels({ threads: 2 });
const x = kernels.allocate(2 ** 18);
kernels.dot(x, x);
console.log(`${kernels.threads} threads`);
while (process.argv[2] === "compute") kernels.axpy(1, x, x);
