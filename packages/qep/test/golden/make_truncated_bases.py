"""Ground states in truncated bases, by constructions of their own.

Blockade: the Hamiltonian Omega/2 sum_j X_j - sum_j Delta_j n_j + C6 sum_{i<j} n_i n_j / r_ij^6 between bit strings without
two excited atoms closer than the radius, filled in element by element from a dictionary of strings.
Bose-Hubbard: -J sum (b+_i b_j + h.c.) + U/2 sum n(n-1) + sum_j e_j n_j between tuples of occupation numbers below the
number of levels, filled in element by element. Bonds are given one by one. With a fixed number of particles only tuples of
that sum are there; else -mu sum n is added.
"""

import itertools

import numpy as np
import pauli as p
import scipy.sparse as sparse
from scipy.sparse.linalg import eigsh

LEVELS = 3


def lowest(matrix, levels=LEVELS):
    """The lowest energies and the ground vector; dense where that is quick."""
    if matrix.shape[0] <= 1500:
        energies, vectors = np.linalg.eigh(matrix.toarray())
    else:
        energies, vectors = eigsh(matrix, k=levels + 2, which="SA", tol=1e-13, ncv=60, v0=np.ones(matrix.shape[0]))
        order = np.argsort(energies)
        energies, vectors = energies[order], vectors[:, order]
    residual = np.linalg.norm(matrix @ vectors[:, 0] - energies[0] * vectors[:, 0])
    assert residual < 1e-9, residual
    return energies[:levels].tolist(), vectors[:, 0]


def assemble(states, elements):
    """The matrix with elements(state) -> [(other state, value)], what leads out left out."""
    index = {state: k for k, state in enumerate(states)}
    rows, columns, values = [], [], []
    for state, column in index.items():
        for other, value in elements(state):
            if other in index:
                rows.append(index[other])
                columns.append(column)
                values.append(value)
    matrix = sparse.csr_array((values, (rows, columns)), shape=(len(states), len(states)))
    assert abs(matrix - matrix.T).max() < 1e-14
    return matrix


def rydberg(positions, radius, omega, detunings, c6):
    places = np.array(positions, dtype=float)
    atoms = len(places)
    apart = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    blocked = [(i, j) for i, j in itertools.combinations(range(atoms), 2) if apart[i, j] < radius]
    strings = [()]
    for atom in range(atoms):  # a state is the tuple of its excited atoms
        mine = {i for i, j in blocked if j == atom}
        strings += [excited + (atom,) for excited in strings if not mine & set(excited)]

    def elements(excited):
        energy = -sum(detunings[j] for j in excited)
        energy += sum(c6 / apart[i, j] ** 6 for i, j in itertools.combinations(excited, 2))
        yield excited, energy
        for atom in range(atoms):
            yield tuple(sorted(set(excited) ^ {atom})), omega / 2

    energies, ground = lowest(assemble(strings, elements))
    weights = ground**2
    excited = [float(sum(w for w, s in zip(weights, strings) if j in s)) for j in range(atoms)]
    return {
        "positions": [list(map(float, place)) for place in places],
        "radius": radius, "Omega": omega, "Delta": list(map(float, detunings)), "C6": c6,
        "states": len(strings), "energies": energies, "excited": excited,
    }


def bose_hubbard(sites, bonds, levels, particles, hopping, repulsion, energies_of_sites, mu=0.0):
    states = [
        numbers for numbers in itertools.product(range(levels), repeat=sites)
        if particles is None or sum(numbers) == particles
    ]

    def moved(numbers, to, start):
        if numbers[start] == 0 or numbers[to] == levels - 1:
            return None
        changed = list(numbers)
        changed[start] -= 1
        changed[to] += 1
        return tuple(changed), np.sqrt(numbers[start] * (numbers[to] + 1))

    def elements(numbers):
        energy = sum(repulsion / 2 * n * (n - 1) + e * n - mu * n for n, e in zip(numbers, energies_of_sites))
        yield numbers, energy
        for i, j in bonds:
            for to, start in ((i, j), (j, i)):
                move = moved(numbers, to, start)
                if move is not None:
                    yield move[0], -hopping * move[1]

    matrix = assemble(states, elements)
    energies, ground = lowest(matrix)
    weights = ground**2
    index = {state: k for k, state in enumerate(states)}
    hop = 0.0
    for numbers, amplitude in zip(states, ground):  # <b+_0 b_1 + h.c.>
        move = moved(numbers, 0, 1)
        if move is not None:
            hop += 2 * amplitude * ground[index[move[0]]] * move[1]
    return {
        "sites": sites, "bonds": [list(bond) for bond in bonds], "levels": levels, "particles": particles,
        "J": hopping, "U": repulsion, "onsite": list(energies_of_sites), "mu": mu,
        "states": len(states), "energies": energies,
        "numbers": [float(sum(w * s[j] for w, s in zip(weights, states))) for j in range(sites)],
        "squares": [float(sum(w * s[j] ** 2 for w, s in zip(weights, states))) for j in range(sites)],
        "hop": float(hop),
    }


def chain(sites, closed=False):
    return [(j, (j + 1) % sites) for j in range(sites if closed else sites - 1)]


def main():
    line = lambda n: [(j, 0) for j in range(n)]
    ring = lambda n: [
        (np.cos(2 * np.pi * j / n) / (2 * np.sin(np.pi / n)), np.sin(2 * np.pi * j / n) / (2 * np.sin(np.pi / n)))
        for j in range(n)
    ]
    square = [(c, r) for r in range(3) for c in range(4)]
    p.write(
        __file__,
        {
            "rydberg": [
                rydberg(line(13), 1.5, 2.0, [0.0] * 13, 0.0),
                rydberg(line(18), 1.5, 2.0, [0.0] * 18, 0.0),
                rydberg(ring(14), 1.2, 2.0, [0.0] * 14, 0.0),
                rydberg(line(13), 1.5, 1.0, [2.0] * 13, 5.0),
                rydberg(line(12), 2.5, 1.3, [0.1 * j for j in range(12)], 30.0),
                rydberg(square, 1.1, 1.0, [1.5] * 12, 0.8),
                rydberg(square, 1.5, 1.0, [1.5] * 12, 3.0),
            ],
            "bosons": [
                bose_hubbard(6, chain(6), 4, 6, 1.0, 2.0, [0.0] * 6),
                bose_hubbard(5, chain(5, True), 6, 5, 0.7, 3.0, [0.1, -0.2, 0.3, 0.0, -0.1]),
                bose_hubbard(4, chain(4), 3, None, 0.5, 1.5, [0.0] * 4, 0.8),
                bose_hubbard(6, [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)], 5, 4, 1.0, 1.0, [0.0] * 6),
                bose_hubbard(8, chain(8), 3, 8, 1.0, 4.0, [0.0] * 8),
            ],
        },
        1e-9,
    )


if __name__ == "__main__":
    main()
