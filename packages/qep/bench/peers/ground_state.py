"""Times ground states from random starts, each at the loosest setting that reaches an asked residual norm.

Shared by the programs that compute ground states; they bring the Hamiltonian and the solver.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import measurement

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

# The couplings of the cluster Ising ring; the small field along Z at site j is FIELD cos(3j): no symmetry is left.
ZXZ, ZZ, X, FIELD = 0.6, -0.3, -0.5, 1e-3

# Relative tolerances for ARPACK, from loose to tight.
TOLERANCES = [1e-8, 3e-9, 1e-9, 3e-10, 1e-10, 3e-11, 1e-11]


@dataclass(frozen=True)
class Solver:
    """One way of computing a ground state, with a setting that trades accuracy for time."""

    settings: Sequence[float]
    """From loose and fast to tight and slow."""
    solve: Callable[[float, Vector], tuple[float, Vector]]
    """Energy and normalised state, from a setting and a start."""


def loosest(solver: Solver, accepts: Callable[[float], bool]) -> float:
    """The first setting that is accepted, by bisection: all after an accepted one are taken to be accepted too."""
    low, high = 0, len(solver.settings) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if accepts(solver.settings[middle]) else (middle + 1, high)
    return solver.settings[low]


def arguments(solvers: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("solver", choices=solvers)
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--residual", type=float, default=1e-9, help="norm of Hx - Ex to be reached")
    parser.add_argument("--starts", type=int, default=1, help="number of random starts")
    parser.add_argument("--settings", type=json.loads, help="one a start, known from an earlier call; else searched for")
    parser.add_argument("--least", type=int, default=1, help="repetitions of all starts at least")
    parser.add_argument("--seconds", type=float, default=0.5, help="go on repeating for so long")
    return parser.parse_args()


def report(options: argparse.Namespace, solver: Solver, product: Callable[[Vector], Vector], **more: object) -> None:
    """Prints seconds a ground state, the worst residual, energies and settings as JSON."""
    dimension = 2**options.sites
    starts = [np.random.default_rng(seed).standard_normal(dimension) for seed in range(options.starts)]

    def residual(energy: float, state: Vector) -> float:
        return float(np.linalg.norm(product(state) - energy * state))

    def solve_all() -> None:
        solutions[:] = [solver.solve(*pair) for pair in pairs]

    settings = options.settings or [
        loosest(solver, lambda setting: residual(*solver.solve(setting, start)) <= options.residual)
        for start in starts
    ]
    pairs = list(zip(settings, starts, strict=True))
    solutions: list[tuple[float, Vector]] = []
    times = measurement.repeated(solve_all, options.least, options.seconds)
    worst = max(residual(*solution) for solution in solutions)
    if worst > options.residual:
        raise SystemExit(f"no setting reaches a residual of {options.residual}: {worst} at {settings}")
    result = measurement.timing([seconds / len(pairs) for seconds in times]) | {
        "maxResidual": worst,
        "energies": [float(energy) for energy, _ in solutions],
        "settings": settings,
        **more,
    }
    print(json.dumps(result | measurement.libraries()))
