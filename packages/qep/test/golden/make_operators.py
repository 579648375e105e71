"""Random Hermitian Pauli sums: spectra, expectation values and linear responses, all by dense LAPACK.

They pin down bit order and phases: most terms carry Y, and nothing is symmetric under reordering the qubits.
"""

import numpy as np
import pauli as p


def random_product(rng, qubits):
    while True:
        letters = rng.choice(list("IXYZ"), size=qubits)
        factors = [f"{letter}{qubit}" for qubit, letter in enumerate(letters) if letter != "I"]
        if factors:
            return " ".join(factors)


def random_sum(rng, qubits, count):
    products = list(dict.fromkeys(random_product(rng, qubits) for _ in range(count)))
    return [(round(float(rng.normal()), 3), product) for product in products]


def case(seed, qubits):
    rng = np.random.default_rng(seed)
    terms = random_sum(rng, qubits, 4 * qubits)
    hamiltonian = p.pauli_sum(terms, qubits)
    energies, states = p.dense_spectrum(hamiltonian)
    assert energies[1] - energies[0] > 0.05, "near-degenerate: take another seed"
    ground = states[:, 0]
    probes = [f"{letter}{qubit}" for qubit in range(qubits) for letter in "XYZ"]
    probes += [random_product(rng, qubits) for _ in range(4)]
    pairs = [(random_product(rng, qubits), random_product(rng, qubits)) for _ in range(6)]
    pairs += [(f"X0 Y{qubits - 1}", terms[0][1]), (terms[1][1], terms[2][1])]
    responses = []
    for measured, perturbation in pairs:
        value = p.response(energies, states, p.pauli(measured, qubits), p.pauli(perturbation, qubits))
        check_by_differences(hamiltonian, qubits, measured, perturbation, value)
        responses.append({"measured": measured, "perturbation": perturbation, "value": value})
    return {
        "seed": seed,
        "qubits": qubits,
        "terms": [list(term) for term in terms],
        "energies": energies[:8],
        "expectations": {probe: p.expectation(p.pauli(probe, qubits), ground) for probe in probes},
        "probabilities": np.abs(ground) ** 2 if qubits <= 4 else (np.abs(ground) ** 2)[:16],
        "responses": responses,
    }


def check_by_differences(hamiltonian, qubits, measured, perturbation, value):
    step = 1e-4
    sides = []
    for sign in (1, -1):
        shifted = hamiltonian + sign * step * p.pauli(perturbation, qubits)
        sides.append(p.expectation(p.pauli(measured, qubits), p.dense_spectrum(shifted)[1][:, 0]))
    assert abs((sides[0] - sides[1]) / (2 * step) - value) < 1e-5 * max(1, abs(value))


def matrix(text, qubits):
    dense = p.pauli(text, qubits).toarray().astype(complex)
    return {"text": text, "qubits": qubits, "real": dense.real, "imaginary": dense.imag}


p.write(
    __file__,
    {
        "matrices": [matrix("X0", 2), matrix("Y0", 2), matrix("Y1", 2), matrix("Y0 X1", 2), matrix("Z0 Y1", 2)],
        "cases": [case(11, 3), case(12, 3), case(13, 4), case(14, 5), case(15, 6)],
    },
    tolerance=1e-9,
)
