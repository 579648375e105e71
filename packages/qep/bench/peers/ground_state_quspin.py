"""Times the ground state of the cluster Ising ring by QuSpin, in each of the ways it offers; prints JSON."""

import time
from collections.abc import Callable

import ground_state
from ground_state import FIELD, TOLERANCES, X, ZXZ, ZZ, Solver, Vector

import numpy as np
import quspin
from quspin.basis import spin_basis_1d
from quspin.operators import hamiltonian, quantum_LinearOperator
from quspin.tools.lanczos import lanczos_full, lin_comb_Q_T
from scipy.sparse.linalg import LinearOperator, eigsh

# ARPACK's number of Lanczos vectors: faster than its default of 20 at all sizes (README.md).
LANCZOS_VECTORS = 10

# Sizes of the Krylov space to choose from.
STEPS = range(20, 300, 2)

UNCHECKED = {"check_symm": False, "check_herm": False, "check_pcon": False}


def terms(sites: int) -> list[list[object]]:
    """The cluster Ising ring as QuSpin's static list, for Pauli matrices."""
    ring = range(sites)
    return [
        ["zxz", [[ZXZ, j, (j + 1) % sites, (j + 2) % sites] for j in ring]],
        ["zz", [[ZZ, j, (j + 1) % sites] for j in ring]],
        ["x", [[X, j] for j in ring]],
        ["z", [[FIELD * np.cos(3 * j), j] for j in ring]],
    ]


def arpack(operator: object) -> Solver:
    """eigsh on whatever has a product with a vector."""

    def solve(tolerance: float, start: Vector) -> tuple[float, Vector]:
        energies, states = eigsh(operator, k=1, which="SA", tol=tolerance, ncv=LANCZOS_VECTORS, v0=start)
        return energies[0], states[:, 0]

    return Solver(TOLERANCES, solve)


def lanczos(operator: hamiltonian) -> Solver:
    """QuSpin's own Lanczos with a fixed number of steps: told beforehand how many are enough, it checks nothing."""

    def solve(steps: float, start: Vector) -> tuple[float, Vector]:
        energies, vectors, basis = lanczos_full(operator, start / np.linalg.norm(start), int(steps))
        state = lin_comb_Q_T(vectors[:, 0], basis)
        return energies[0], state / np.linalg.norm(state)

    return Solver(STEPS, solve)


def threaded(operator: hamiltonian) -> LinearOperator:
    """The products of QuSpin's sparse matrix, on OpenMP threads; its own eigsh multiplies with scipy's, on one."""
    return LinearOperator(operator.get_shape, matvec=operator.dot, dtype=operator.dtype)


def main() -> None:
    ways: dict[str, Callable[[], Solver]] = {
        "eigsh": lambda: arpack(matrix.tocsr()),
        "eigsh-threaded": lambda: arpack(threaded(matrix)),
        "lanczos": lambda: lanczos(matrix),
        "matrix-free": lambda: arpack(
            quantum_LinearOperator(static, basis=basis, dtype=np.float64, **UNCHECKED)
        ),
    }
    options = ground_state.arguments(tuple(ways))
    static = terms(options.sites)
    basis = spin_basis_1d(options.sites, pauli=True)
    begin = time.perf_counter()
    matrix = hamiltonian(static, [], basis=basis, dtype=np.float64, **UNCHECKED)
    assembly = time.perf_counter() - begin
    version = quspin.__version__
    ground_state.report(options, ways[options.solver](), matrix.dot, assembly=assembly, quspin=version)


if __name__ == "__main__":
    main()
