"""Pauli operators for the golden numbers, by Kronecker products and nothing cleverer.

Conventions: qubit j is bit j of the basis index (qubit 0 least significant); |0> has Z = +1;
Y = [[0, -i], [i, 0]]. Matrices are real wherever every term has an even number of Y.
"""

import json
import pathlib
import platform

import numpy as np
import scipy
import scipy.sparse as sparse
from scipy.sparse.linalg import LinearOperator, eigsh

MATRICES = {
    "I": np.eye(2),
    "X": np.array([[0.0, 1.0], [1.0, 0.0]]),
    "Y": np.array([[0.0, -1.0j], [1.0j, 0.0]]),
    "Z": np.array([[1.0, 0.0], [0.0, -1.0]]),
}


def pauli(text, qubits):
    """The matrix of a product such as "X0 Z4" (or "I") on `qubits` qubits."""
    letters = dict.fromkeys(range(qubits), "I")
    for factor in text.split():
        if factor != "I":
            letters[int(factor[1:])] = factor[0]
    matrix = sparse.csr_array(np.eye(1))
    for qubit in range(qubits):  # later factors of a Kronecker product are less significant
        matrix = sparse.kron(MATRICES[letters[qubit]], matrix, format="csr")
    return matrix.real if text.count("Y") % 2 == 0 else matrix


def pauli_sum(terms, qubits):
    """The matrix of [(coefficient, text), ...]."""
    total = sparse.csr_array((2**qubits, 2**qubits))
    for coefficient, text in terms:
        total = total + coefficient * pauli(text, qubits)
    return total.tocsr()


def expectation(operator, state):
    return float(np.vdot(state, operator @ state).real)


def dense_spectrum(hamiltonian):
    """All energies and states, by LAPACK."""
    return np.linalg.eigh(hamiltonian.toarray())


def response(energies, states, measured, perturbation):
    """d<measured>/d(strength of perturbation) = 2 Re <0|measured|delta>, by the sum over states."""
    ground = states[:, 0]
    amplitudes = states[:, 1:].conj().T @ (perturbation @ ground) / (energies[0] - energies[1:])
    return float(2 * np.vdot(ground, measured @ (states[:, 1:] @ amplitudes)).real)


def low_spectrum(hamiltonian, count, seed=0):
    """The `count` lowest levels with their multiplicities, each residual below 1e-9.

    One Krylov space may miss copies of a degenerate level, so the states found are lifted out of the way
    and the search repeated until nothing below the last level is left.
    """
    rng = np.random.default_rng(seed)
    lift = 10 * abs(hamiltonian).sum(axis=1).max()

    def lowest_beside(states, number, tolerance, start=None):
        def lifted(vector):
            return hamiltonian @ vector + lift * (states @ (states.conj().T @ vector))

        operator = LinearOperator(hamiltonian.shape, matvec=lifted, dtype=hamiltonian.dtype)
        if start is None:
            start = rng.standard_normal(len(states)).astype(hamiltonian.dtype)
        return eigsh(operator, k=number, which="SA", v0=start, ncv=60, tol=tolerance, maxiter=20000)

    energies, states = lowest_beside(np.zeros((hamiltonian.shape[0], 0)), count, 1e-12)
    while True:
        left_over, start = lowest_beside(states, 1, 1e-8)
        if left_over[0] > np.sort(energies)[count - 1] - 1e-9:
            break
        missed = lowest_beside(states, 1, 1e-12, start[:, 0])[1]
        states = np.linalg.qr(np.hstack([states, missed]))[0]
        energies, rotation = np.linalg.eigh(states.conj().T @ (hamiltonian @ states))
        states = states @ rotation
    order = np.argsort(energies)[:count]
    energies, states = energies[order], states[:, order]
    residuals = np.linalg.norm(hamiltonian @ states - states * energies, axis=0)
    assert residuals.max() < 1e-9, residuals
    return energies, states


def rounded(value, digits):
    """Numbers at so many decimals, so that another BLAS gives the same file; -0 becomes 0."""
    if isinstance(value, dict):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [rounded(item, digits) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if digits is None else round(float(value), digits) + 0.0
    if isinstance(value, np.integer):
        return int(value)
    return value


def write(script, content, tolerance, digits=11):
    """Writes some-name.json for make_some_name.py, with a header that says what made it."""
    path = pathlib.Path(script)
    header = {
        "madeBy": path.name,
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "conventions": "qubit j is bit j of the basis index; |0> has Z = +1; Pauli matrices, not spin operators",
        "tolerance": tolerance,
    }
    lines = json.dumps({"header": header, **rounded(content, digits)}, indent=1)
    target = path.with_name(path.stem.removeprefix("make_").replace("_", "-") + ".json")
    target.write_text(lines + "\n")
    print("wrote", target.name)
