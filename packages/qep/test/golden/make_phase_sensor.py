"""One fixed phase sensor on the cluster Ising ring of 8 with sensor qubits 8 and 9: outputs, losses and gradients.

Parameters in order: 36 couplings (each of X0 Y0 Z0 X1 Y1 Z1, with each of X8 Y8 Z8 X9 Y9 Z9), 6 sensor fields
(X8 Y8 Z8 X9 Y9 Z9), 9 sensor pairs (each of X8 Y8 Z8, with each of X9 Y9 Z9).
Outputs: projectors (1+Z8)(1+Z9)/4, (1+Z8)(1-Z9)/4, (1-Z8)(1-Z9)/4; loss sum (output - target)^2; the error signal is
taken in the free phase; the nudged phases are at +beta and -beta times it.
"""

import numpy as np
import pauli as p
from make_models import cluster_ising

QUBITS = 10
BETA = 0.4
OUTPUT_SIGNS = [(1, 1), (1, -1), (-1, -1)]


def parameter_terms():
    system = [f"{letter}{site}" for site in (0, 1) for letter in "XYZ"]
    first, second = ([f"{letter}{site}" for letter in "XYZ"] for site in (8, 9))
    couplings = [f"{a} {b}" for a in system for b in first + second]
    return couplings + first + second + [f"{a} {b}" for a in first for b in second]


TERMS = parameter_terms()
OPERATORS = [p.pauli(term, QUBITS) for term in TERMS]
OUTPUTS = [
    p.pauli_sum([(0.25, "I"), (0.25 * a, "Z8"), (0.25 * b, "Z9"), (0.25 * a * b, "Z8 Z9")], QUBITS)
    for a, b in OUTPUT_SIGNS
]


def hamiltonian(inputs, parameters):
    system = p.pauli_sum(cluster_ising(8, "periodic", *inputs), QUBITS)
    return system + sum(value * operator for value, operator in zip(parameters, OPERATORS))


def phase(inputs):
    _, g_zz, g_x = inputs
    if g_zz >= 2:
        return 1
    return 0 if 2 * g_x < 4 - g_zz else 2


def loss(inputs, parameters, target):
    state = p.dense_spectrum(hamiltonian(inputs, parameters))[1][:, 0]
    return sum((p.expectation(output, state) - wanted) ** 2 for output, wanted in zip(OUTPUTS, target))


def check_by_differences(inputs, parameters, target, gradient):
    for index in (0, 10, 38, 46):
        step = 1e-4 * np.eye(len(parameters))[index]
        slope = (loss(inputs, parameters + step, target) - loss(inputs, parameters - step, target)) / 2e-4
        assert abs(slope - gradient[index]) < 1e-6, (index, slope, gradient[index])


def sample(inputs, parameters):
    free = hamiltonian(inputs, parameters)
    energies, states = p.dense_spectrum(free)
    outputs = np.array([p.expectation(output, states[:, 0]) for output in OUTPUTS])
    target = np.eye(3)[phase(inputs)]
    signal = 2 * (outputs - target)
    nudge = sum(value * output for value, output in zip(signal, OUTPUTS))
    exact = [p.response(energies, states, operator, nudge) for operator in OPERATORS]
    check_by_differences(inputs, parameters, target, exact)
    sides = {}
    for sign in (1, -1):
        state = p.dense_spectrum(free + sign * BETA * nudge)[1][:, 0]
        sides[sign] = np.array([p.expectation(operator, state) for operator in OPERATORS])
    return {
        "inputs": dict(zip(("gZXZ", "gZZ", "gX"), inputs)),
        "target": target.tolist(),
        "groundEnergy": energies[0],
        "gap": energies[1] - energies[0],
        "outputs": outputs,
        "loss": float(np.sum((outputs - target) ** 2)),
        "errorSignal": signal,
        "exactGradient": exact,
        "symmetricGradient": (sides[1] - sides[-1]) / (2 * BETA),
    }


def main():
    rng = np.random.default_rng(20)
    parameters = np.round(np.concatenate([rng.uniform(-0.4, 0.4, 36), rng.normal(0, 0.6, 15)]), 6)
    points = [(2.3, 0.6, 1.1), (0.7, 2.6, 0.7), (0.5, 0.9, 2.6)]
    content = {
        "formulas": __doc__.strip().split("\n")[2:],
        "beta": BETA,
        "terms": TERMS,
        "parameters": parameters,
        "samples": [sample(point, parameters) for point in points],
    }
    p.write(__file__, content, tolerance=1e-9)


if __name__ == "__main__":
    main()
