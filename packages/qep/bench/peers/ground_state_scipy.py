"""Times the ground state of the cluster Ising ring by scipy's eigsh (ARPACK) on a real CSR matrix; prints JSON."""

import time

import ground_state
from ground_state import FIELD, TOLERANCES, X, ZXZ, ZZ, Solver, Vector

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import eigsh

# ARPACK's number of Lanczos vectors: scipy's default of 20, and the two that were fastest of those tried (README.md).
LANCZOS_VECTORS = {"default": None, "ncv-10": 10, "ncv-15": 15}


def cluster_ising_ring(sites: int) -> sparse.csr_array:
    """H as a real matrix with 32-bit indices; site j is bit j of the basis index."""
    dimension = 2**sites
    basis = np.arange(dimension, dtype=np.int32)
    z = [1.0 - 2.0 * ((basis >> site) & 1) for site in range(sites)]
    diagonal = sum(ZZ * z[j] * z[(j + 1) % sites] + FIELD * np.cos(3 * j) * z[j] for j in range(sites))
    hamiltonian = sparse.diags_array(diagonal, format="csr")
    for j in range(sites):
        # Z X Z and X flip the same bit: one matrix element each.
        element = ZXZ * z[j - 1] * z[(j + 1) % sites] + X
        flip = sparse.csr_array((element, (basis, basis ^ np.int32(1 << j))), shape=(dimension, dimension))
        hamiltonian = hamiltonian + flip
    hamiltonian.sort_indices()
    return hamiltonian


def main() -> None:
    options = ground_state.arguments(tuple(LANCZOS_VECTORS))
    begin = time.perf_counter()
    hamiltonian = cluster_ising_ring(options.sites)
    assembly = time.perf_counter() - begin

    def solve(tolerance: float, start: Vector) -> tuple[float, Vector]:
        vectors = LANCZOS_VECTORS[options.solver]
        energies, states = eigsh(hamiltonian, k=1, which="SA", tol=tolerance, ncv=vectors, v0=start)
        return energies[0], states[:, 0]

    indices = str(hamiltonian.indices.dtype)
    ground_state.report(
        options, Solver(TOLERANCES, solve), lambda x: hamiltonian @ x, assembly=assembly, indices=indices
    )


if __name__ == "__main__":
    main()
