"""Operators as Qiskit, OpenFermion, QuSpin and PennyLane print them, with the matrices that these libraries make.

A matrix is kept as its Pauli coefficients tr(P M)/2^N, qubit 0 least significant, taken with the matrices of pauli.py.
Needs qiskit, openfermion, pennylane and quspin beside numpy and scipy.
"""

import importlib.metadata
import itertools
import warnings

import numpy as np
import pauli as p

warnings.filterwarnings("ignore")
import openfermion
import pennylane as qml
from qiskit.quantum_info import SparsePauliOp
from quspin.basis import boson_basis_general, spin_basis_1d, spin_basis_general, spinless_fermion_basis_general
from quspin.operators import hamiltonian

QUBITS = 3


def pauli_coefficients(matrix):
    """{"X0 Z2": [re, im]} of a matrix whose basis index has qubit 0 as its least significant bit."""
    found = {}
    for letters in itertools.product("IXYZ", repeat=QUBITS):
        name = " ".join(f"{letter}{qubit}" for qubit, letter in enumerate(letters) if letter != "I") or "I"
        value = np.trace(p.pauli(name, QUBITS).toarray() @ matrix) / 2**QUBITS
        if abs(value) > 1e-12:
            found[name] = [value.real, value.imag]
    return found


def reversed_qubits(matrix):
    """From qubit 0 most significant to qubit 0 least significant."""
    tensor = np.asarray(matrix).reshape([2] * (2 * QUBITS))
    axes = [*range(QUBITS)[::-1], *range(QUBITS, 2 * QUBITS)[::-1]]
    return tensor.transpose(axes).reshape(2**QUBITS, 2**QUBITS)


def qiskit_cases():
    rng = np.random.default_rng(3)
    labels = ["XYZ", "IIX", "ZIY", "III", "YYI"]
    real = SparsePauliOp(labels, coeffs=np.round(rng.normal(size=5), 3))
    mixed = SparsePauliOp(labels, coeffs=np.round(rng.normal(size=5) + 1j * rng.normal(size=5), 3))
    for operator in (real, mixed):
        for text in (repr(operator), str(operator.to_list()), str(operator.to_sparse_list())):
            yield {"text": text, "coefficients": pauli_coefficients(operator.to_matrix())}


def openfermion_cases():
    qubit = openfermion.QubitOperator("X0 Z2", 1.5) + openfermion.QubitOperator("Y1", -2)
    qubit += openfermion.QubitOperator("", 0.2 + 0.1j) + openfermion.QubitOperator("Y0 Y2", 1e-5)
    fermion = openfermion.FermionOperator("0^ 1", 1.5) + openfermion.FermionOperator("2^ 2", -0.7)
    fermion += openfermion.FermionOperator("2^ 0", 0.3j) + openfermion.FermionOperator("0^ 1^ 2 0", 0.25)
    fermion += openfermion.FermionOperator("1 2", -0.125 + 1j)
    for operator in (qubit, fermion):
        matrix = openfermion.get_sparse_operator(operator, n_qubits=QUBITS).toarray()
        yield {"text": str(operator), "coefficients": pauli_coefficients(reversed_qubits(matrix))}


def quspin_cases():
    spins = [["zx", [[1.5, 0, 2], [-0.5, 1, 0]]], ["y", [[0.25, 1]]], ["I", [[0.75, 0]]]]
    ladders = [["+-", [[0.5, 0, 1]]], ["-+", [[0.5, 0, 1]]], ["z+", [[2.0, 2, 1]]], ["xyz", [[1.0, 2, 0, 1]]]]
    quiet = {"check_herm": False, "check_symm": False, "check_pcon": False, "dtype": np.complex128}
    for pauli in (1, 0, -1):
        for static in (spins, ladders):
            # The first state has all spins up; the first site is the most significant.
            bases = spin_basis_1d(QUBITS, pauli=pauli), spin_basis_general(QUBITS, pauli=pauli)
            matrix, same = (hamiltonian(static, [], basis=basis, **quiet).toarray() for basis in bases)
            assert np.array_equal(matrix, same)
            yield {
                "text": str(static),
                "basis": {"kind": "spin", "pauli": pauli},
                "coefficients": pauli_coefficients(reversed_qubits(matrix)),
            }
    hopping = [["+-", [[0.5, 0, 1], [0.3, 2, 0]]], ["n", [[2.0, 1]]], ["zn", [[1.0, 0, 2]]]]
    # Occupied comes first; the flip of all bits puts it where |1> is. Hard-core bosons need no signs.
    matrix = hamiltonian(hopping, [], basis=boson_basis_general(QUBITS, sps=2), **quiet).toarray()[::-1, ::-1]
    yield {
        "text": str(hopping),
        "basis": {"kind": "boson"},
        "coefficients": pauli_coefficients(reversed_qubits(matrix)),
    }


def quspin_fermions():
    """QuSpin's signs of fermions run the other way round; energies are the same."""
    static = [["+-", [[0.5, 0, 1], [0.5, 1, 0], [0.3, 2, 0], [0.3, 0, 2], [0.45, 1, 2], [0.45, 2, 1]]], ["n", [[2.0, 1]]]]
    static += [["zn", [[1.0, 0, 2]]], ["++", [[0.4, 0, 1]]], ["--", [[0.4, 1, 0]]]]
    quiet = {"check_symm": False, "check_pcon": False, "dtype": np.complex128}
    matrix = hamiltonian(static, [], basis=spinless_fermion_basis_general(QUBITS), **quiet).toarray()
    return {"text": str(static), "energies": np.linalg.eigvalsh(matrix)}


def pennylane_cases():
    X, Y, Z, I = qml.X, qml.Y, qml.Z, qml.I
    written = 0.5 * (Z(0) @ Z(1)) - 1.2 * X(0) + Y(2) + 0.3 * I(0)
    nested = Z(0) @ (X(1) + 2 * Y(0)) - 0.25j * (X(2) @ (Y(1) @ Z(2)))
    listed = qml.Hamiltonian([0.5, -1.2], [Z(0) @ Z(1), X(2)])
    for operator, texts in (
        (written, [repr(written), str(written), repr(qml.simplify(written)), repr(qml.pauli.pauli_sentence(written))]),
        (nested, [repr(nested)]),
        (listed, [repr(listed), str(listed.terms()), "qml.Hamiltonian([0.5, -1.2], [qml.Z(0) @ qml.PauliZ(1), qml.X(wires=2)])"]),
    ):
        matrix = reversed_qubits(qml.matrix(operator, wire_order=range(QUBITS)))
        for text in texts:
            yield {"text": text, "coefficients": pauli_coefficients(matrix)}


p.write(
    __file__,
    {
        "made with": {name: importlib.metadata.version(name) for name in ("qiskit", "openfermion", "quspin", "pennylane")},
        "qiskit": list(qiskit_cases()),
        "openfermion": list(openfermion_cases()),
        "quspin": list(quspin_cases()),
        "pennylane": list(pennylane_cases()),
        "quspin fermions": quspin_fermions(),
    },
    tolerance=1e-10,
)
