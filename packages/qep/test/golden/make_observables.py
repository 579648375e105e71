"""Quantities of states: entanglement, correlators, susceptibilities and Fisher information, by independent means.

Rings of the transverse-field Ising model, -gZZ sum Z Z - gX sum X, by free fermions. With the Majorana operators
a_j = (prod_{m<j} X_m) Z_j and b_j = (prod_{m<j} X_m) Y_j the Hamiltonian is i sum_j b_j (gX a_j - gZZ a_{j+1}). In the
even sector k = (2m+1) pi/N, and the ground state has G(r) = <i b_j a_{j+r}> = -(1/N) sum_k e^{-ikr} f/|f| with
f(k) = gX - gZZ e^{ik} (Pfeuty 1970). Then
  <Z_j Z_{j+r}> = det [G(q - p + 1)], p, q = 0..r-1 (Lieb, Schultz & Mattis 1961),
  the entropy of L neighbours is that of modes of weights (1 +- nu)/2, nu the singular values of [G(q - p)] (Vidal, Latorre,
  Rico & Kitaev 2003; Peschel 2003),
  the fidelity susceptibility to gX is sum_{k>0} (d arg f/d gX)^2 / 4 (Zanardi & Paunkovic 2006).
All of it is checked here against dense diagonalisation of a ring of eight.

Random Pauli sums of five qubits: reduced density matrices, entropies and Fisher information from LAPACK, the latter by the sum
over all pairs of eigenstates.
"""

import numpy as np
import pauli as p

SITES = 16


def signal(sites, g_zz, g_x):
    momenta = (2 * np.arange(sites) + 1) * np.pi / sites
    f = g_x - g_zz * np.exp(1j * momenta)
    return momenta, f


def contraction(sites, g_zz, g_x):
    momenta, f = signal(sites, g_zz, g_x)
    return lambda r: float((-np.exp(-1j * momenta * r) * f / abs(f)).sum().real / sites)


def correlator(sites, g_zz, g_x, distance):
    g = contraction(sites, g_zz, g_x)
    return float(np.linalg.det([[g(q - row + 1) for q in range(distance)] for row in range(distance)]))


def entropies(sites, g_zz, g_x, length):
    """Von Neumann and second Renyi entropy of so many neighbours."""
    g = contraction(sites, g_zz, g_x)
    nu = np.linalg.svd([[g(q - row) for q in range(length)] for row in range(length)], compute_uv=False)
    weights = np.array([(1 + nu) / 2, (1 - nu) / 2]).clip(1e-300, 1)
    return float(-(weights * np.log(weights)).sum()), float(-np.log((weights**2).sum(axis=0)).sum())


def susceptibility(sites, g_zz, g_x):
    """f = gX - gZZ e^{ik}: d arg f/d gX = Im(1/f)."""
    momenta, f = signal(sites, g_zz, g_x)
    return float(((1 / f).imag[momenta < np.pi] ** 2).sum() / 4)


def ring(sites, g_zz, g_x):
    terms = [(-g_zz, f"Z{j} Z{(j + 1) % sites}") for j in range(sites)] + [(-g_x, f"X{j}") for j in range(sites)]
    return p.pauli_sum(terms, sites)


def reduced(state, qubits, sites):
    """rho_A of a pure state; sites[k] is bit k of its indices."""
    tensor = state.reshape([2] * qubits)  # axis a is qubit N - 1 - a
    axes = [qubits - 1 - site for site in reversed(sites)]
    rest = [axis for axis in range(qubits) if axis not in axes]
    matrix = tensor.transpose(axes + rest).reshape(2 ** len(sites), -1)
    return matrix @ matrix.conj().T


def entropy(matrix):
    weights = np.linalg.eigvalsh(matrix)
    weights = weights[weights > 1e-15]
    return float(-(weights * np.log(weights)).sum())


def fisher(populations, states, generator):
    """2 sum_mn (p_m - p_n)^2/(p_m + p_n) |G_mn|^2."""
    elements = abs(states.conj().T @ (generator @ states)) ** 2
    first, second = np.meshgrid(populations, populations, indexing="ij")
    total = first + second
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.where(total > 1e-300, 2 * (first - second) ** 2 / total, 0)
    return float((weights * elements).sum())


def check_free_fermions():
    for g_zz, g_x in [(1.0, 0.6), (1.0, 1.0), (0.7, 1.3)]:
        energies, states = p.dense_spectrum(ring(8, g_zz, g_x))
        ground = states[:, 0]
        for distance in range(1, 5):
            exact = p.expectation(p.pauli(f"Z0 Z{distance}", 8), ground)
            assert abs(correlator(8, g_zz, g_x, distance) - exact) < 1e-11
        for length in range(1, 5):
            matrix = reduced(ground, 8, list(range(length)))
            von_neumann, renyi = entropies(8, g_zz, g_x, length)
            assert abs(von_neumann - entropy(matrix)) < 1e-9
            assert abs(renyi + np.log(np.trace(matrix @ matrix).real)) < 1e-9
        drive = sum(-p.pauli(f"X{j}", 8) for j in range(8))
        images = states[:, 1:].conj().T @ (drive @ ground)
        # The partner of the other parity does not respond.
        sum_over_states = (abs(images) ** 2 / (energies[1:] - energies[0]) ** 2).sum()
        assert abs(susceptibility(8, g_zz, g_x) - sum_over_states) < 1e-8 * sum_over_states


def ising(g_zz, g_x):
    distances = range(1, SITES // 2 + 1)
    correlators = [correlator(SITES, g_zz, g_x, r) for r in distances]
    around = [1.0] + [correlators[min(r, SITES - r) - 1] for r in range(1, SITES)]
    structure = [float(sum(c * np.cos(2 * np.pi * m * r / SITES) for r, c in enumerate(around))) for m in range(SITES)]
    return {
        "gZZ": g_zz,
        "gX": g_x,
        "correlators": correlators,
        "structure": structure,
        "entropies": [entropies(SITES, g_zz, g_x, length)[0] for length in distances],
        "renyi2": [entropies(SITES, g_zz, g_x, length)[1] for length in distances],
        "susceptibility": susceptibility(SITES, g_zz, g_x),
    }


def random_case(seed, temperature):
    rng = np.random.default_rng(seed)
    qubits, letters = 5, "IXYZ"
    terms = []
    for _ in range(14):
        text = " ".join(f"{letters[c]}{j}" for j, c in enumerate(rng.integers(0, 4, qubits)) if c)
        terms.append([round(float(rng.normal()), 6), text or "I"])
    hamiltonian = p.pauli_sum(terms, qubits)
    generator_terms = [[1.0, "X0"], [-0.5, "Y2 Z3"], [0.25, "Z1"]]
    generator = p.pauli_sum(generator_terms, qubits)
    energies, states = p.dense_spectrum(hamiltonian)
    assert energies[1] - energies[0] > 0.05
    ground = states[:, 0]
    subsets = [[0], [4, 1], [3, 0, 2], [0, 1, 3, 4]]
    matrices = [reduced(ground, qubits, sites) for sites in subsets]
    weights = np.exp(-(energies - energies[0]) / temperature)
    populations = weights / weights.sum()
    thermal = sum(q * reduced(states[:, n], qubits, [4, 1]) for n, q in enumerate(populations))
    mean = populations @ energies
    return {
        "qubits": qubits,
        "terms": terms,
        "generator": generator_terms,
        "temperature": temperature,
        "subsets": subsets,
        "re": [matrix.real.ravel() for matrix in matrices],
        "im": [matrix.imag.ravel() for matrix in matrices],
        "entropies": [entropy(matrix) for matrix in matrices],
        "fisher": fisher(np.eye(1, 2**qubits)[0], states, generator),
        "thermal": {
            "entropy": entropy(thermal),
            "fisher": fisher(populations, states, generator),
            "variance": float(populations @ (energies - mean) ** 2),
        },
    }


def main():
    check_free_fermions()
    content = {
        "sites": SITES,
        "rings": [ising(1.0, 0.5), ising(1.0, 1.0), ising(0.6, 1.4)],
        "random": [random_case(7, 0.8), random_case(8, 2.0)],
    }
    p.write(__file__, content, 1e-9)


if __name__ == "__main__":
    main()
