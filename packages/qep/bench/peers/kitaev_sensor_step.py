"""Times one training step of the Kitaev phase sensor as described in the paper: 16 + 2 qubits, numpy, scipy, CSR matrices.

A step: for each sample one free and two nudged ground states by `scipy.sparse.linalg.eigsh`, the 33 observables in both
nudged phases with shot noise, one Adamax update; then the outputs at the test points. Points, parameters and settings
come as JSON on standard input, so that both sides compute the same. See README.md for what is in the timed part.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import TypedDict

import measurement
from pauli_sparse import as_csr, paulis, weighted_sum, with_shot_noise

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.linalg import eigsh

COLUMNS, ROWS = 8, 2
QUBITS = COLUMNS * ROWS + 2
DIMENSION = 2**QUBITS
RATE = 0.01

Reals = NDArray[np.float64]
State = NDArray[np.complex128]


class Point(TypedDict):
    inputs: list[float]
    target: list[float]


class Problem(TypedDict):
    parameters: list[float]
    batch: list[Point]
    test: list[Point]
    beta: float
    shots: int


@dataclass(frozen=True)
class Result:
    """What one sample or test point gives; without readings for a test point."""

    outputs: Reals
    residuals: list[float]
    seconds: list[float]
    """Of each solve."""
    readings: tuple[Reals, Reals] | None = None
    exact: tuple[Reals, Reals] | None = None
    """The readings before their noise."""


class KitaevSensor:
    """The model's operators as complex CSR matrices, built once, and the solver's settings."""

    def __init__(self, options: argparse.Namespace, problem: Problem) -> None:
        self.options, self.problem = options, problem
        x, y, z = paulis(QUBITS)
        self.inputs = [sum_of_bonds(x, 0, 1, 0), sum_of_bonds(y, 1, 1, 0), sum_of_bonds(z, 0, 0, -1)]
        first, second = ([letter[qubit] for letter in (x, y, z)] for qubit in (QUBITS - 2, QUBITS - 1))
        couplings = [a @ b for a in (z[0] @ z[8], x[0] @ x[1], y[1] @ y[2]) for b in first + second]
        self.trainable = couplings + first + second + [a @ b for a in first for b in second]
        self.stacked = sparse.vstack(self.trainable, format="csr")
        one = sparse.eye_array(DIMENSION)
        self.outputs = [as_csr(0.5 * (one + sign * z[QUBITS - 2])) for sign in (1, -1)]
        # The trainable part of H, which all points of a step share.
        self.trainable_part = weighted_sum(problem["parameters"], self.trainable)

    def ground_state(self, hamiltonian: sparse.csr_array, start: State | None) -> tuple[float, State, float]:
        """Energy, state and seconds."""
        begin = time.perf_counter()
        rng = np.random.default_rng(1)
        energies, states = eigsh(
            hamiltonian, k=1, which="SA", tol=self.options.tol, ncv=self.options.ncv, v0=start, rng=rng,
            maxiter=100_000,
        )
        return energies[0], states[:, 0], time.perf_counter() - begin

    def evaluate(self, task: tuple[Point, bool]) -> Result:
        """A sample with its nudged phases, or a test point."""
        point, is_nudged = task
        free = self.trainable_part + weighted_sum(point["inputs"], self.inputs)
        energy, state, seconds = self.ground_state(free, None)
        outputs = np.array([np.vdot(state, output @ state).real for output in self.outputs])
        solves, times = [(free, energy, state)], [seconds]
        if not is_nudged:
            return Result(outputs, residuals(solves), times)
        beta, shots = self.problem["beta"], self.problem["shots"]
        nudge = beta * weighted_sum(2 * (outputs - point["target"]), self.outputs)
        rng = np.random.default_rng(1)
        exact, readings = [], []
        for sign in (1, -1):
            nudged = free + sign * nudge
            energy, found, seconds = self.ground_state(nudged, state if self.options.warm else None)
            exact.append(((self.stacked @ found).reshape(-1, DIMENSION) @ found.conj()).real)
            readings.append(with_shot_noise(exact[-1], shots, rng))
            solves.append((nudged, energy, found))
            times.append(seconds)
        return Result(outputs, residuals(solves), times, (readings[0], readings[1]), (exact[0], exact[1]))


def sum_of_bonds(letter: list[sparse.csr_array], parity: int, dx: int, dy: int) -> sparse.csr_array:
    """All bonds of one kind, from the sites with jx + jy of one parity to their neighbours at (dx, dy)."""

    def site(jx: int, jy: int) -> int:
        return jx % COLUMNS + COLUMNS * (jy % ROWS)

    return sum(
        letter[site(jx, jy)] @ letter[site(jx + dx, jy + dy)]
        for jy in range(ROWS)
        for jx in range(COLUMNS)
        if (jx + jy) % 2 == parity
    )


def residuals(solves: list[tuple[sparse.csr_array, float, State]]) -> list[float]:
    """The norm of Hx - Ex of each: one product each beside hundreds in a solve."""
    return [float(np.linalg.norm(matrix @ state - energy * state)) for matrix, energy, state in solves]


def gradient_of(readings: tuple[Reals, Reals], beta: float) -> Reals:
    return (readings[0] - readings[1]) / (2 * beta)


def adamax_update(parameters: Reals, gradient: Reals) -> Reals:
    """The first step of Adamax."""
    return parameters - RATE * gradient / (np.abs(gradient) + 1e-8)


def worker_start(options: argparse.Namespace, problem: Problem, ready: Barrier) -> None:
    global worker_sensor
    worker_sensor = KitaevSensor(options, problem)
    ready.wait()


def worker_evaluate(task: tuple[Point, bool]) -> Result:
    return worker_sensor.evaluate(task)


def measured_step(
    problem: Problem, evaluate_all: Callable[[Iterable[tuple[Point, bool]]], list[Result]]
) -> dict[str, object]:
    tasks = [(point, True) for point in problem["batch"]] + [(point, False) for point in problem["test"]]
    begin = time.perf_counter()
    results = evaluate_all(tasks)
    gradients = [gradient_of(result.readings, problem["beta"]) for result in results if result.readings]
    adamax_update(np.array(problem["parameters"]), np.mean(gradients, axis=0))
    elapsed = time.perf_counter() - begin
    return measurement.timing([elapsed]) | {
        "maxResidual": max(max(result.residuals) for result in results),
        "outputs": [result.outputs.tolist() for result in results],
        "gradients": [gradient_of(result.exact, problem["beta"]).tolist() for result in results if result.exact],
        "secondsPerSolve": [result.seconds for result in results],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--tol", type=float, default=0.0, help="eigsh tolerance, relative; 0 is machine precision")
    parser.add_argument("--ncv", type=int, default=None, help="Lanczos vectors of eigsh; its default is 20")
    parser.add_argument("--warm", action="store_true", help="start nudged solves from the free ground state")
    options = parser.parse_args()
    problem: Problem = json.load(sys.stdin)
    if options.processes == 1:
        sensor = KitaevSensor(options, problem)
        result = measured_step(problem, lambda tasks: [sensor.evaluate(task) for task in tasks])
    else:
        context = multiprocessing.get_context("spawn")
        ready = context.Barrier(options.processes + 1)
        with context.Pool(options.processes, worker_start, (options, problem, ready)) as pool:
            ready.wait()
            result = measured_step(problem, lambda tasks: pool.map(worker_evaluate, tasks, chunksize=1))
    print(json.dumps(result | vars(options) | measurement.libraries()))


if __name__ == "__main__":
    main()
