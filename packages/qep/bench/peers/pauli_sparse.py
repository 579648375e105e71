"""Pauli strings as sparse matrices, and noise on their mean values, the way users of numpy and scipy write them."""

from collections.abc import Sequence

import measurement  # noqa: F401, before numpy

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

MATRICES = {
    "X": sparse.csr_array([[0.0, 1.0], [1.0, 0.0]]),
    "Y": sparse.csr_array([[0.0, -1.0j], [1.0j, 0.0]]),
    "Z": sparse.csr_array([[1.0, 0.0], [0.0, -1.0]]),
}


def paulis(qubits: int) -> tuple[list[sparse.csr_array], ...]:
    """The X, Y and Z of every qubit."""
    return tuple([pauli(letter, qubit, qubits) for qubit in range(qubits)] for letter in "XYZ")


def pauli(letter: str, qubit: int, qubits: int) -> sparse.csr_array:
    below = sparse.eye_array(2 ** (qubits - qubit - 1))
    return as_csr(sparse.kron(sparse.eye_array(2**qubit), sparse.kron(MATRICES[letter], below)))


def as_csr(matrix: sparse.sparray) -> sparse.csr_array:
    """A complex copy without stored zeros (kron stores some)."""
    result = sparse.csr_array(matrix, dtype=complex, copy=True)
    result.eliminate_zeros()
    return result


def weighted_sum(weights: Sequence[float], matrices: Sequence[sparse.csr_array]) -> sparse.csr_array:
    total = weights[0] * matrices[0]
    for weight, matrix in zip(weights[1:], matrices[1:], strict=True):
        total = total + weight * matrix
    return total


def with_shot_noise(
    means: NDArray[np.float64], shots: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """A Pauli string squares to one, so its variance is 1 - mean^2."""
    return means + np.sqrt(np.maximum(1 - means**2, 0) / shots) * rng.standard_normal(len(means))
