"""Gibbs states by LAPACK: energies, free energies, expectation values, variances and static responses.

rho = exp(-H/T)/Z. The response of <A> to H + beta B is -(1/T) (<A;B> - <A><B>) with the canonical correlation
<A;B> = sum_mn A_nm B_mn (p_n - p_m) T / (E_m - E_n). It is checked on the way against the Frechet derivative of the matrix
exponential, which knows nothing of eigenstates.

Beyond the reach of diagonalisation: the open transverse-field Ising chain, free fermions by the Jordan-Wigner
transformation. -J sum Z Z - h sum X has F = -T sum_k ln(2 cosh(E_k/2T)), E_k twice the singular values of the
bidiagonal matrix with h on and J above the diagonal (Lieb, Schultz & Mattis 1961; Pfeuty 1970). Means are first derivatives
of F and static responses second ones, here by five-point differences (good to 1e-8).
"""

import numpy as np
import pauli as p
from scipy.linalg import expm_frechet

TEMPERATURES = [0.02, 0.3, 1.0, 5.0, 1e3]


def correlation_kernel(energies, populations, temperature):
    """(p_m - p_n)/(E_m - E_n), and its limit -p/T for equal energies."""
    first, second = np.meshgrid(energies, energies, indexing="ij")
    lower = np.where(first <= second, populations[:, None], populations[None, :])
    x = np.abs(first - second) / temperature
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = np.where(x == 0, 1.0, -np.expm1(-x) / x)
    return -lower * quotient / temperature


def gibbs(hamiltonian, temperature):
    energies, states = p.dense_spectrum(hamiltonian)
    weights = np.exp(-(energies - energies[0]) / temperature)
    populations = weights / weights.sum()
    return energies, states, populations, energies[0] - temperature * np.log1p(weights[1:].sum())


def check_response(hamiltonian, measured, perturbation, temperature, expected):
    shifted = hamiltonian.toarray()
    shifted = shifted - np.linalg.eigvalsh(shifted)[0] * np.eye(len(shifted))
    exponential, derivative = expm_frechet(-shifted / temperature, -perturbation.toarray() / temperature)
    z = np.trace(exponential).real
    mean = np.trace(exponential @ measured).real / z
    response = (np.trace(derivative @ measured).real - mean * np.trace(derivative).real) / z
    assert abs(response - expected) < 1e-8 * max(1, abs(expected)), (response, expected, temperature)


def at_temperature(hamiltonian, outputs, parameters, signal, temperature):
    energies, states, populations, free_energy = gibbs(hamiltonian, temperature)
    operators = outputs + parameters
    elements = [states.conj().T @ (operator @ states) for operator in operators]
    means = np.array([populations @ np.diag(element).real for element in elements])
    squares = [populations @ np.sum(np.abs(element) ** 2, axis=0) for element in elements]
    perturbation = sum(weight * output for weight, output in zip(signal, outputs))
    centred = states.conj().T @ (perturbation @ states)
    centred = centred - (populations @ np.diag(centred).real) * np.eye(len(energies))
    weighted = correlation_kernel(energies, populations, temperature) * centred
    responses = [np.sum(weighted * element.T).real for element in elements]
    if temperature > 0.1:
        for operator, response in zip(operators, responses):
            check_response(hamiltonian, operator, perturbation, temperature, response)
    return {
        "temperature": temperature, "freeEnergy": free_energy, "gap": energies[1] - energies[0],
        "lowestEnergies": energies[:4], "lowestPopulations": populations[:4],
        "means": means, "variances": np.array(squares) - means**2, "responses": responses,
    }


def case(name, qubits, fixed, parameters, theta, outputs, signal):
    build = lambda terms: p.pauli_sum(terms, qubits)
    hamiltonian = build(fixed)
    for value, terms in zip(theta, parameters):
        hamiltonian = hamiltonian + value * build(terms)
    built = [[build(terms) for terms in group] for group in (outputs, parameters)]
    return {
        "name": name, "qubits": qubits, "fixed": fixed, "parameters": parameters, "theta": theta,
        "outputs": outputs, "signal": signal,
        "temperatures": [at_temperature(hamiltonian, *built, signal, t) for t in TEMPERATURES],
    }


def heisenberg(sites):
    return [(1.0, f"{axis}{j} {axis}{(j + 1) % sites}") for axis in "XYZ" for j in range(sites)]


ising = [(-1.0, f"Z{j} Z{j + 1}") for j in range(4)] + [(-0.7, f"X{j}") for j in range(5)]
cases = [
    case(
        "complex", 5, ising + [(0.3, "Y0 Z3"), (-0.2, "X1 Y2 Z4")],
        [[(1.0, "Z0")], [(1.0, "X1"), (0.5, "Y4")], [(1.0, "Y0 Y3"), (-0.4, "X2 Y3")]], [0.3, -0.4, 0.25],
        [[(0.5, "I"), (0.5, "Z4")], [(1.0, "Y2 Z3"), (0.3, "X0")]], [0.8, -0.5],
    ),
    case(
        "real", 5, ising, [[(1.0, "Z0")], [(1.0, "X1"), (1.0, "X3")], [(1.0, "Y0 Y4")]], [0.2, 0.1, -0.3],
        [[(1.0, "Z2")], [(1.0, "Z1 Z3"), (-1.0, "X4")]], [1.0, 0.4],
    ),
    # Ground state a singlet, excited multiplets threefold and more; the perturbation couples states of equal energy.
    case(
        "degenerate", 4, heisenberg(4), [[(1.0, "Z0")], [(1.0, "X0 X1"), (1.0, "Y0 Y1")]], [0.0, 0.0],
        [[(1.0, "Z1")], [(1.0, "X2")]], [0.7, -0.3],
    ),
]



def fermion_free_energy(sites, coupling, field, temperature):
    energies = 2 * np.linalg.svd(np.diag(np.full(sites, field)) + np.diag(np.full(sites - 1, coupling), 1))[1]
    x = energies / (2 * temperature)
    return -temperature * np.sum(x + np.log1p(np.exp(-2 * x)))


def fermions(sites, coupling, field, temperature):
    """F, E, <sum Z Z>, <sum X>, and d<sum Z Z>/d(strength of sum X), d<sum X>/d(strength of sum X)."""
    step = 2e-3
    free = lambda a, b, t=temperature: fermion_free_energy(sites, coupling + a * step, field + b * step, t)
    # Five-point stencils: error step^4.
    first = lambda f: (8 * (f(1) - f(-1)) - (f(2) - f(-2))) / (12 * step)
    second = lambda f: (16 * (f(1) + f(-1)) - (f(2) + f(-2)) - 30 * f(0)) / (12 * step**2)
    mixed = first(lambda a: first(lambda b: free(a, b)))
    by_temperature = first(lambda c: free(0, 0, temperature + c * step))
    # A perturbation of strength s of sum X lowers h by s, and the means are minus the derivatives of F in J and h.
    return {
        "sites": sites, "coupling": coupling, "field": field, "temperature": temperature,
        "freeEnergy": free(0, 0), "energy": free(0, 0) - temperature * by_temperature,
        "bonds": -first(lambda a: free(a, 0)), "fields": -first(lambda b: free(0, b)),
        "bondsResponse": mixed, "fieldsResponse": second(lambda b: free(0, b)),
    }


def check_fermions():
    """The same from the spectrum of six sites."""
    bonds, fields = [(1.0, f"Z{j} Z{j + 1}") for j in range(5)], [(1.0, f"X{j}") for j in range(6)]
    built = p.pauli_sum(bonds, 6), p.pauli_sum(fields, 6)
    exact = at_temperature(-1.0 * built[0] - 0.8 * built[1], [built[1]], [built[0]], [1.0], 0.7)
    ours = fermions(6, 1.0, 0.8, 0.7)
    for key, value in [("freeEnergy", exact["freeEnergy"]), ("fields", exact["means"][0]), ("bonds", exact["means"][1]),
                       ("fieldsResponse", exact["responses"][0]), ("bondsResponse", exact["responses"][1])]:
        assert abs(ours[key] - value) < 1e-8, (key, ours[key], value)


check_fermions()
chains = [fermions(sites, 1.0, 0.8, t) for sites in (14, 16) for t in (0.1, 0.5, 2.0)]

p.write(__file__, {"cases": cases, "chains": chains}, tolerance=1e-10)
