"""The published check numbers of every experiment, recomputed with more digits.

One qubit: H = -A Z - B X, loss <Z>.
Rydberg-like chain: H = (Omega/2) sum X - Delta sum n + sum n_i n_{i+1}, n = (1 + Z)/2, open; AFM = sum (-1)^q Z_q / N;
loss (<AFM^2> - 1)^2; parameters (Omega, Delta).
Phase exploration, open chain of 10: H = -[gX sum X + gZZ sum ZZ + 0.5 sum_{j=1..7} Z_j X_{j+1} Z_{j+2} + nu X0 X4];
responses are those of (sum X, sum ZZ), without the minus, to nu.
Cluster Ising ring and Kitaev honeycomb: see make_models.py.
"""

import numpy as np
import pauli as p
from make_models import cluster_ising, kitaev


def nudged_gradients(hamiltonian, operators, output, signal, beta):
    """One-sided, symmetric and exact QEP gradients of a loss with error signal `signal` at the output."""
    def measure(strength):
        state = p.dense_spectrum(hamiltonian + strength * signal * output)[1][:, 0]
        return np.array([p.expectation(operator, state) for operator in operators])

    energies, states = p.dense_spectrum(hamiltonian)
    exact = [p.response(energies, states, operator, signal * output) for operator in operators]
    free, plus, minus = measure(0.0), measure(beta), measure(-beta)
    return {
        "beta": beta,
        "oneSided": (plus - free) / beta,
        "symmetric": (plus - minus) / (2 * beta),
        "exact": exact,
    }


def one_qubit():
    a, b = 0.8, 1.5
    operators = [-p.pauli("Z0", 1), -p.pauli("X0", 1)]
    result = nudged_gradients(a * operators[0] + b * operators[1], operators, p.pauli("Z0", 1), 1.0, 0.02)
    by_hand = [b * b / np.hypot(a, b) ** 3, -a * b / np.hypot(a, b) ** 3]  # <Z> = A / sqrt(A^2 + B^2)
    assert np.allclose(result["exact"], by_hand, atol=1e-14)
    return {"A": a, "B": b, **result}


def rydberg(sites):
    omega, delta = 0.5, 1.5
    flips = p.pauli_sum([(0.5, f"X{j}") for j in range(sites)], sites)
    number = [p.pauli_sum([(0.5, "I"), (0.5, f"Z{j}")], sites) for j in range(sites)]
    staggered = p.pauli_sum([((-1) ** j / sites, f"Z{j}") for j in range(sites)], sites)
    output = staggered @ staggered
    operators = [flips, -sum(number)]
    hamiltonian = omega * flips - delta * sum(number)
    for left, right in zip(number, number[1:]):
        hamiltonian = hamiltonian + left @ right
    energies, states = p.dense_spectrum(hamiltonian)
    value = p.expectation(output, states[:, 0])
    return {
        "sites": sites, "Omega": omega, "Delta": delta,
        "groundEnergy": energies[0], "gap": energies[1] - energies[0], "antiferromagnetism": value,
        "gradient": nudged_gradients(hamiltonian, operators, output, 2 * (value - 1), 0.1),
    }


def cluster_ring():
    points = [(2.5, 0.5, 1), (4 / 3, 4 / 3, 4 / 3), (2, 0, 2), (0, 2, 2), (2, 2, 0), (0, 4, 0)]
    rows = []
    for point in points:
        energies = p.dense_spectrum(p.pauli_sum(cluster_ising(8, "periodic", *point), 8))[0]
        copies = int(np.sum(energies - energies[0] < 1e-9))
        rows.append({"gZXZ": point[0], "gZZ": point[1], "gX": point[2], "energies": energies[:4], "degeneracy": copies})
    return rows


def kitaev_flux():
    def site(jx, jy):
        return jx + 8 * jy

    corners = [("X", 1, 0), ("Y", 1, 1), ("Z", 2, 1), ("X", 3, 1), ("Y", 3, 0), ("Z", 2, 0)]
    plaquette = p.pauli(" ".join(f"{letter}{site(jx, jy)}" for letter, jx, jy in corners), 16)
    rows = []
    for couplings, field in [((1, 1, 1), 0.0), ((1, 1, 1), 0.1), ((1 / 6, 1 / 6, 2 / 3), 0.1)]:
        hamiltonian = p.pauli_sum(kitaev(8, 2, couplings, field), 16)
        if field == 0:  # the plaquette is conserved
            assert abs(hamiltonian @ plaquette - plaquette @ hamiltonian).max() < 1e-12
        energies, states = p.low_spectrum(hamiltonian, 3)
        rows.append({
            "Jx": couplings[0], "Jy": couplings[1], "Jz": couplings[2], "field": field,
            "energies": energies, "gap": energies[1] - energies[0],
            "flux": p.expectation(plaquette, states[:, 0]),
        })
    return rows


class Exploration:
    """Maximises |<X0 X4>| on the open chain of 10 by one-sided nudging at nu = 0.1 and steps of length 0.1."""

    nudge = 0.1
    step = 0.1

    def __init__(self):
        self.operators = [
            p.pauli_sum([(1, f"X{j}") for j in range(10)], 10),
            p.pauli_sum([(1, f"Z{j} Z{j + 1}") for j in range(9)], 10),
        ]
        self.fixed = p.pauli_sum([(-0.5, f"Z{j} X{j + 1} Z{j + 2}") for j in range(1, 8)], 10)
        self.output = p.pauli("X0 X4", 10)

    def solve(self, theta, nudge):
        hamiltonian = self.fixed - nudge * self.output
        for value, operator in zip(theta, self.operators):
            hamiltonian = hamiltonian - value * operator
        return p.dense_spectrum(hamiltonian)

    def measure(self, state):
        return np.array([p.expectation(operator, state) for operator in self.operators])

    def finite_response(self, theta):
        free, nudged = (self.solve(theta, nudge)[1][:, 0] for nudge in (0.0, self.nudge))
        return (self.measure(nudged) - self.measure(free)) / self.nudge, p.expectation(self.output, free)

    def trajectory(self, start, iterations):
        theta = np.array(start)
        rows = []
        for iteration in range(iterations):
            gradient, value = self.finite_response(theta)
            rows.append({"iteration": iteration, "theta": theta.copy(), "value": -abs(value)})
            gradient = gradient * np.sign(value)
            theta = theta + self.step * gradient / np.linalg.norm(gradient)
        return [rows[iteration] for iteration in (0, 5, 10, 19) if iteration < iterations]

    def start(self, theta):
        energies, states = self.solve(theta, 0.0)
        exact = [p.response(energies, states, operator, -self.output) for operator in self.operators]
        return {
            "theta": list(theta),
            "energies": energies[:3],
            "rawGap": energies[1] - energies[0],
            "exactResponse": exact,
            "responseAtNudge0.1": self.finite_response(theta)[0],
        }


def main():
    exploration = Exploration()
    starts = {"run1": (-0.1, 0.4), "run2": (0.2, 0.9)}
    p.write(
        __file__,
        {
            "formulas": __doc__.strip().split("\n")[2:],
            "oneQubit": one_qubit(),
            "rydberg": [rydberg(5), rydberg(9)],
            "clusterIsingRing": cluster_ring(),
            "kitaev": kitaev_flux(),
            "phaseExploration": {
                "starts": {name: exploration.start(theta) for name, theta in starts.items()},
                "trajectories": {name: exploration.trajectory(theta, 20) for name, theta in starts.items()},
            },
        },
        tolerance=1e-9,
    )


if __name__ == "__main__":
    main()
