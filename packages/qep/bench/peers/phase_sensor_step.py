"""Times one training step of the 8+2-qubit phase sensor, the way its authors compute it: numpy, scipy, sparse matrices.

A step: 10 random points of the phase triangle; for each, one free and two nudged ground states (beta = 0.4) by
`scipy.sparse.linalg.eigsh`; 51 observables in both nudged phases with the noise of 10 shots; one Adam update with the
soft cutoff. Everything constant is built once per process. See README.md for what is in the timed part.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import time

import measurement
from pauli_sparse import as_csr, paulis, weighted_sum, with_shot_noise

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import eigsh

SYSTEM = 8
QUBITS = 10
DIMENSION = 2**QUBITS
COUPLINGS = 36
PARAMETERS = 51
BATCH = 10
BETA = 0.4
SHOTS = 10
CUTOFF = 0.1
SLOPE = 0.02
GOLDEN = pathlib.Path(__file__).parents[2] / "test/golden/phase-sensor.json"


class PhaseSensor:
    """The 57 operators of the model as complex CSR matrices, built once."""

    def __init__(self):
        x, y, z = paulis(QUBITS)
        ring = range(SYSTEM)
        self.inputs = [
            sum(z[j] @ x[(j + 1) % SYSTEM] @ z[(j + 2) % SYSTEM] for j in ring),
            -sum(z[j] @ z[(j + 1) % SYSTEM] for j in ring),
            -sum(x[j] for j in ring),
        ]
        system = [x[0], y[0], z[0], x[1], y[1], z[1]]
        first, second = ([paulis[qubit] for paulis in (x, y, z)] for qubit in (8, 9))
        couplings = [a @ b for a in system for b in first + second]
        pairs = [a @ b for a in first for b in second]
        self.trainable = couplings + first + second + pairs
        # One tall matrix: all 51 products A_j psi in one sparse matrix-vector product.
        self.stacked = sparse.vstack(self.trainable, format="csr")
        one = sparse.eye_array(DIMENSION)
        self.outputs = [
            as_csr(0.25 * (one + a * z[8]) @ (one + b * z[9])) for a, b in ((1, 1), (1, -1), (-1, -1))
        ]
        self.theta = None
        self.trainable_part = None

    def set_parameters(self, theta):
        """Sums the trainable part of H, which all samples of a batch share."""
        if self.theta is None or not np.array_equal(theta, self.theta):
            self.theta = theta
            self.trainable_part = weighted_sum(theta, self.trainable)

    def hamiltonian(self, inputs):
        return self.trainable_part + weighted_sum(inputs, self.inputs)

    def measured_outputs(self, state):
        return np.array([np.vdot(state, output @ state).real for output in self.outputs])

    def trainable_expectations(self, state):
        return ((self.stacked @ state).reshape(PARAMETERS, DIMENSION) @ state.conj()).real


def ground_state(hamiltonian, options, rng, start=None):
    energies, states = eigsh(hamiltonian, k=1, which="SA", tol=options.tol, ncv=options.ncv, v0=start, rng=rng)
    return energies[0], states[:, 0]


def sample_gradient(sensor, options, theta, inputs, target, key, shots=SHOTS):
    """Loss and symmetric QEP gradient at one point, and the three solutions for the residual check."""
    rng = np.random.default_rng(key)
    sensor.set_parameters(theta)
    free = sensor.hamiltonian(inputs)
    energy, state = ground_state(free, options, rng)
    outputs = sensor.measured_outputs(state)
    signal = 2 * (outputs - target)
    nudge = BETA * weighted_sum(signal, sensor.outputs)
    solutions = [(0, energy, state)]
    readings = []
    for sign in (1, -1):
        start = state if options.warm else None
        energy, nudged = ground_state(free + sign * nudge, options, rng, start)
        readings.append(with_shot_noise(sensor.trainable_expectations(nudged), shots, rng))
        solutions.append((sign, energy, nudged))
    return np.sum((outputs - target) ** 2), (readings[0] - readings[1]) / (2 * BETA), solutions


def residuals(sensor, theta, inputs, target, solutions):
    """max ||H v - E v|| of one sample, on matrices built again."""
    sensor.set_parameters(theta)
    signal = 2 * (sensor.measured_outputs(solutions[0][2]) - target)
    nudge = BETA * weighted_sum(signal, sensor.outputs)
    hamiltonian = sensor.hamiltonian(inputs)
    return max(
        float(np.linalg.norm((hamiltonian + sign * nudge) @ state - energy * state))
        for sign, energy, state in solutions
    )


def draw_batch(rng):
    g_x, g_zz = rng.uniform(0, 4, (2, BATCH))
    outside = g_x + g_zz > 4
    g_x, g_zz = np.where(outside, 4 - g_zz, g_x), np.where(outside, 4 - g_x, g_zz)
    phase = np.where(g_zz >= 2, 1, np.where(2 * g_x < 4 - g_zz, 0, 2))
    return np.stack([4 - g_x - g_zz, g_zz, g_x], axis=1), np.eye(3)[phase]


class Adam:
    def __init__(self, rate=0.01):
        self.rate = rate
        self.count = 0
        self.mean = np.zeros(PARAMETERS)
        self.square = np.zeros(PARAMETERS)

    def update(self, gradient):
        self.count += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        mean = self.mean / (1 - 0.9**self.count)
        return -self.rate * mean / (np.sqrt(self.square / (1 - 0.999**self.count)) + 1e-8)


def worker_start(options):
    global worker_sensor, worker_options
    worker_sensor, worker_options = PhaseSensor(), options


def worker_sample(task):
    return sample_gradient(worker_sensor, worker_options, *task)


def training_step(theta, optimizer, tasks, solve_all):
    """One update; returns the new parameters, the mean loss and the solutions."""
    losses, gradients, solutions = zip(*solve_all(tasks))
    gradient = np.mean(gradients, axis=0)
    beyond = np.abs(theta[:COUPLINGS]) >= CUTOFF
    gradient[:COUPLINGS] += SLOPE * np.sign(theta[:COUPLINGS]) * beyond
    return theta + optimizer.update(gradient), np.mean(losses), solutions


def run(options, sensor, solve_all):
    rng = np.random.default_rng(options.seed)
    theta = np.concatenate([rng.uniform(-CUTOFF, CUTOFF, COUPLINGS), rng.normal(size=PARAMETERS - COUPLINGS)])
    optimizer = Adam()
    seconds, losses, worst = [], [], 0.0
    for step in range(options.warmup + options.steps):
        begin = time.perf_counter()
        inputs, targets = draw_batch(rng)
        tasks = [(theta, *pair, (options.seed, step, index)) for index, pair in enumerate(zip(inputs, targets))]
        theta, loss, solutions = training_step(theta, optimizer, tasks, solve_all)
        elapsed = time.perf_counter() - begin
        if step >= options.warmup:
            seconds.append(elapsed)
            losses.append(float(loss))
            worst = max(worst, *(residuals(sensor, *task[:3], found) for task, found in zip(tasks, solutions)))
    return {
        "secondsPerStep": seconds,
        **measurement.timing(seconds),
        "maxResidual": worst,
        "trainingLoss": losses,
    }


def agreement(sensor, options):
    """Largest difference of losses and noise-free symmetric gradients from the golden numbers."""
    golden = json.loads(GOLDEN.read_text())
    worst = 0.0
    for sample in golden["samples"]:
        inputs = np.array([sample["inputs"][name] for name in ("gZXZ", "gZZ", "gX")])
        task = (np.array(golden["parameters"]), inputs, np.array(sample["target"]), (options.seed,))
        loss, gradient, _ = sample_gradient(sensor, options, *task, shots=np.inf)
        worst = max(worst, abs(loss - sample["loss"]), *np.abs(gradient - sample["symmetricGradient"]))
    return float(worst)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--tol", type=float, default=0.0, help="eigsh tolerance, relative; 0 is machine precision")
    parser.add_argument("--ncv", type=int, default=None, help="Lanczos vectors of eigsh; its default is 20")
    parser.add_argument("--warm", action="store_true", help="start nudged solves from the free ground state")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.steps < 1 or options.warmup < 0 or options.processes < 1 or options.tol < 0:
        parser.error("--steps and --processes must be at least 1, --warmup and --tol not negative")
    return options


def main():
    options = arguments()
    sensor = PhaseSensor()
    if options.processes == 1:
        result = run(options, sensor, lambda tasks: [sample_gradient(sensor, options, *task) for task in tasks])
    else:
        with multiprocessing.get_context("spawn").Pool(options.processes, worker_start, (options,)) as pool:
            result = run(options, sensor, lambda tasks: pool.map(worker_sample, tasks, chunksize=1))
    result |= {
        "differenceFromGolden": agreement(sensor, options),
        "processes": options.processes, "tol": options.tol, "ncv": options.ncv, "warm": options.warm,
        "threads": {name: os.environ.get(name) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")},
    } | measurement.libraries()
    if options.json:
        print(json.dumps(result))
        return
    print(f"{1e3 * result['minimum']:.0f} ms a step at best, {1e3 * result['median']:.0f} ms median; "
          f"max residual {result['maxResidual']:.1e}; {result['differenceFromGolden']:.1e} from the golden numbers; "
          f"{options.processes} process(es)")


if __name__ == "__main__":
    main()
