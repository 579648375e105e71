"""Four lowest levels of small instances of the models on lattices.

Bonds are found by distance among all periodic images, not by following unit cells. Pauli matrices; all signs as in
each formula.
Spins: sum over kinds of bonds of J_P P_i P_j + h_P sum P_j. Kinds are nearest and next neighbours; on a ladder legs,
rungs and diagonals.
Long-range Ising: J0 sum_{i<j} Z_i Z_j / |r_i - r_j|^alpha + gX sum X_j.
Rydberg: Omega/2 sum X_j - sum Delta_j n_j + C6 sum_{i<j} n_i n_j / |r_i - r_j|^6, n = (1 - Z)/2 or (1 + Z)/2.
Hubbard: -t sum (c+ c + h.c.) + U sum (n_up - 1/2)(n_down - 1/2) - mu sum (n - 1/2), on occupation numbers with the signs
of fermions counted one by one.
Kitaev chain: -t sum (c+_j c_{j+1} + h.c.) + Delta sum (c_j c_{j+1} + h.c.) - mu sum (n_j - 1/2); checked by free fermions.
"""

import itertools

import numpy as np
import pauli as p
import scipy.sparse as sparse

LEVELS = 4
ROOT_3 = np.sqrt(3)

# Places in a cell, the two vectors, and the distances of first and second neighbours.
CELLS = {
    "chain": ([(0, 0)], [(1, 0), (0, 9)], (1, 2)),
    "ladder": ([(0, 0), (0, 1)], [(1, 0), (0, 9)], (1, np.sqrt(2))),
    "square": ([(0, 0)], [(1, 0), (0, 1)], (1, np.sqrt(2))),
    "triangular": ([(0, 0)], [(1, 0), (0.5, ROOT_3 / 2)], (1, ROOT_3)),
    "honeycomb": ([(0, 0), (0, 1)], [(ROOT_3, 0), (ROOT_3 / 2, 1.5)], (1, ROOT_3)),
}


def bonds_by_distance(kind, columns, rows, boundary):
    """{"nearest": [(i, j), ...], "next": [...]}, each image of a neighbour on its own."""
    cell, vectors, distances = CELLS[kind]
    vectors = np.array(vectors, dtype=float)
    places = [
        np.array(site) + c * vectors[0] + r * vectors[1]
        for r in range(rows) for c in range(columns) for site in np.array(cell, dtype=float)
    ]
    closed = {"open": (False, False), "cylinder": (False, True), "periodic": (True, True)}[boundary]
    if kind in ("chain", "ladder"):
        closed = (closed[0], False)
    turns = [range(-2, 3) if is_closed else range(1) for is_closed in closed]
    images = [a * columns * vectors[0] + b * rows * vectors[1] for a, b in itertools.product(*turns)]
    found = {"nearest": [], "next": []}
    for i, j in itertools.combinations_with_replacement(range(len(places)), 2):
        for image in images:
            apart = np.linalg.norm(places[j] + image - places[i])
            for name, distance in zip(found, distances):
                if abs(apart - distance) < 1e-9:
                    assert i != j, "a site is its own neighbour"
                    found[name].append((i, j))
    return found


def with_ladder_kinds(found):
    """Legs join sites of one parity, rungs and diagonals of both."""
    legs = [pair for pair in found["nearest"] if (pair[0] - pair[1]) % 2 == 0]
    rungs = [pair for pair in found["nearest"] if (pair[0] - pair[1]) % 2 == 1]
    return {"leg": legs, "rung": rungs, "diagonal": found["next"]}


def levels(matrix):
    if matrix.shape[0] <= 1024:
        return p.dense_spectrum(matrix)[0][:LEVELS]
    return p.low_spectrum(matrix, LEVELS)[0]


def spin_case(exchange, lattice, neighbours, couplings, fields):
    """couplings: {name: (kind of bond, letters, value)}; fields: {letter: value}."""
    kind = lattice["kind"]
    columns = lattice.get("columns", lattice.get("sites", lattice.get("rungs")))
    bonds = bonds_by_distance(kind, columns, lattice.get("rows", 1), lattice["boundary"])
    if kind == "ladder":
        bonds = with_ladder_kinds(bonds)
    sites = columns * lattice.get("rows", 1) * len(CELLS[kind][0])
    terms = [
        (value, f"{letter}{i} {letter}{j}")
        for name, (bond, letters, value) in couplings.items() for letter in letters for i, j in bonds[bond]
    ]
    terms += [(value, f"{letter}{j}") for letter, value in fields.items() for j in range(sites)]
    inputs = {name: value for name, (_, _, value) in couplings.items()}
    inputs |= {f"h{letter}": value for letter, value in fields.items()}
    return {
        "model": "spins",
        "options": {"exchange": exchange, "lattice": lattice, "neighbours": neighbours, "fields": list(fields)},
        "inputs": inputs,
        "energies": levels(p.pauli_sum(terms, sites)),
    }


def spin_cases():
    def chain(sites, boundary):
        return {"kind": "chain", "sites": sites, "boundary": boundary}

    def plane(kind, columns, rows, boundary):
        return {"kind": kind, "columns": columns, "rows": rows, "boundary": boundary}

    ladder = {"kind": "ladder", "rungs": 4, "boundary": "periodic"}
    yield spin_case("heisenberg", chain(8, "periodic"), 1, {"J": ("nearest", "XYZ", 0.7)}, {"Z": 0.3})
    j1_j2 = {"J1": ("nearest", "XYZ", 1.1), "J2": ("next", "XYZ", 0.4)}
    yield spin_case("heisenberg", chain(9, "open"), 2, j1_j2, {"X": 0.2})
    xxz = {
        "JxyLeg": ("leg", "XY", 0.8), "JzLeg": ("leg", "Z", -0.5), "JxyRung": ("rung", "XY", 1.3),
        "JzRung": ("rung", "Z", 0.6), "JxyDiagonal": ("diagonal", "XY", -0.2), "JzDiagonal": ("diagonal", "Z", 0.35),
    }
    yield spin_case("xxz", ladder, 2, xxz, {"X": 0.15, "Z": -0.4})
    xyz = {
        "Jx1": ("nearest", "X", 0.9), "Jy1": ("nearest", "Y", -0.4), "Jz1": ("nearest", "Z", 0.7),
        "Jx2": ("next", "X", 0.3), "Jy2": ("next", "Y", 0.25), "Jz2": ("next", "Z", -0.6),
    }
    yield spin_case("xyz", plane("square", 3, 3, "periodic"), 2, xyz, {"Y": 0.2})
    xx_zz = {"Jx": ("nearest", "X", 0.5), "Jz": ("nearest", "Z", -0.8)}
    yield spin_case("xx-zz", plane("square", 3, 3, "open"), 1, xx_zz, {"X": 0.4, "Z": 0.1})
    yield spin_case("heisenberg", plane("triangular", 3, 3, "periodic"), 2, j1_j2, {})
    yield spin_case("xy", plane("triangular", 3, 3, "cylinder"), 1, {"Jxy": ("nearest", "XY", 0.6)}, {"Z": 0.5})
    yield spin_case("ising", plane("honeycomb", 2, 2, "periodic"), 1, {"J": ("nearest", "Z", 1.0)}, {"X": 0.8})
    yield spin_case("heisenberg", plane("honeycomb", 2, 3, "cylinder"), 1, {"J": ("nearest", "XYZ", 1.0)}, {})


def pairs_of(places):
    for (i, a), (j, b) in itertools.combinations(enumerate(places), 2):
        yield i, j, float(np.linalg.norm(np.subtract(a, b)))


def long_range_cases():
    for options in ({"sites": 8, "alpha": 1.4}, {"positions": [-2.17, -0.95, 0.1, 1.02, 2.2], "alpha": 2.5}):
        places = [(x, 0) for x in options.get("positions", range(options.get("sites", 0)))]
        j0, g_x = 0.9, -0.6
        terms = [(j0 / apart ** options["alpha"], f"Z{i} Z{j}") for i, j, apart in pairs_of(places)]
        terms += [(g_x, f"X{j}") for j in range(len(places))]
        yield {
            "model": "long-range-ising", "options": options, "inputs": {"J0": j0, "gX": g_x},
            "energies": levels(p.pauli_sum(terms, len(places))),
        }


def rydberg_cases():
    positions = [(0, 0), (5.1, 0), (10.5, 0.3), (2.4, 4.8), (7.9, 5.2), (5.2, 10.1)]
    atoms, omega, c6 = len(positions), 1.7, 9000.0
    for n, detuning in itertools.product(("down", "up"), ("uniform", "local")):
        sign = -1 if n == "down" else 1
        deltas = [1.3] * atoms if detuning == "uniform" else [0.4 + 0.3 * j for j in range(atoms)]
        number = [p.pauli_sum([(0.5, "I"), (0.5 * sign, f"Z{j}")], atoms) for j in range(atoms)]
        matrix = p.pauli_sum([(omega / 2, f"X{j}") for j in range(atoms)], atoms)
        matrix = matrix - sum(delta * operator for delta, operator in zip(deltas, number))
        matrix = matrix + sum(c6 / apart**6 * (number[i] @ number[j]) for i, j, apart in pairs_of(positions))
        names = {"Delta": deltas[0]} if detuning == "uniform" else {f"Delta{j}": d for j, d in enumerate(deltas)}
        yield {
            "model": "rydberg-array", "options": {"positions": positions, "detuning": detuning, "n": n},
            "inputs": {"Omega": omega, **names, "C6": c6}, "energies": levels(matrix.tocsr()),
        }


def fermion_matrix(mode, modes):
    """c_mode: takes an electron out, with a sign for each one in a lower mode."""
    rows, columns, values = [], [], []
    for state in range(2**modes):
        if state >> mode & 1:
            rows.append(state ^ (1 << mode))
            columns.append(state)
            values.append((-1.0) ** bin(state & ((1 << mode) - 1)).count("1"))
    return sparse.csr_array((values, (rows, columns)), shape=(2**modes, 2**modes))


def hubbard_cases():
    lattices = [
        ({"kind": "chain", "sites": 4, "boundary": "open"}, 4),
        ({"kind": "chain", "sites": 3, "boundary": "periodic"}, 3),
        ({"kind": "ladder", "rungs": 2, "boundary": "open"}, 4),
    ]
    u, mu = 3.5, 0.45
    for lattice, sites in lattices:
        columns = lattice.get("sites", lattice.get("rungs"))
        bonds = bonds_by_distance(lattice["kind"], columns, 1, lattice["boundary"])
        hops = {"t": (1.2, bonds["nearest"])}
        if lattice["kind"] == "ladder":
            kinds = with_ladder_kinds(bonds)
            hops = {"tLeg": (1.2, kinds["leg"]), "tRung": (0.7, kinds["rung"])}
        c = [fermion_matrix(mode, 2 * sites) for mode in range(2 * sites)]
        surplus = [mode.T @ mode - 0.5 * sparse.eye_array(4**sites) for mode in c]
        matrix = sum(u * (surplus[j] @ surplus[sites + j]) - mu * (surplus[j] + surplus[sites + j]) for j in range(sites))
        for t, pairs in hops.values():
            for i, j in pairs:
                for spin in (0, sites):
                    hop = c[spin + i].T @ c[spin + j]
                    matrix = matrix - t * (hop + hop.T)
        inputs = {name: t for name, (t, _) in hops.items()} | {"U": u, "mu": mu}
        yield {"model": "hubbard", "options": {"lattice": lattice}, "inputs": inputs, "energies": levels(matrix.tocsr())}


def kitaev_chain_cases():
    t, delta, mu = 0.9, 0.6, -0.7
    for sites, boundary in ((6, "open"), (7, "periodic")):
        pairs = [(j, (j + 1) % sites) for j in range(sites if boundary == "periodic" else sites - 1)]
        c = [fermion_matrix(mode, sites) for mode in range(sites)]
        matrix = sum(-mu * (mode.T @ mode - 0.5 * sparse.eye_array(2**sites)) for mode in c)
        hopping, anomalous = np.diag([-mu] * sites), np.zeros((sites, sites))
        for i, j in pairs:
            hop, pair = c[i].T @ c[j], c[i] @ c[j]
            matrix = matrix - t * (hop + hop.T) + delta * (pair + pair.T)
            hopping[i, j] -= t
            hopping[j, i] -= t
            anomalous[i, j] -= delta
            anomalous[j, i] += delta
        energies = levels(matrix.tocsr())
        modes = np.linalg.eigvalsh(np.block([[hopping, anomalous], [-anomalous, -hopping]]))
        assert abs(energies[0] + modes[modes > 0].sum() / 2) < 1e-10, "not the free-fermion energy"
        yield {
            "model": "kitaev-chain", "options": {"sites": sites, "boundary": boundary},
            "inputs": {"t": t, "Delta": delta, "mu": mu}, "energies": energies,
        }


def main():
    cases = [
        *spin_cases(), *long_range_cases(), *rydberg_cases(), *hubbard_cases(), *kitaev_chain_cases(),
    ]
    p.write(__file__, {"formulas": __doc__.strip().split("\n")[2:], "cases": cases}, 1e-9)


if __name__ == "__main__":
    main()
