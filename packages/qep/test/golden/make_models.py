"""Six lowest levels of small instances of the models.

Cluster Ising: gZXZ sum Z_j X_{j+1} Z_{j+2} - gZZ sum Z_j Z_{j+1} - gX sum X_j; the open chain keeps the terms that fit.
Transverse-field Ising: -J sum Z_j Z_{j+1} - g sum X_j.
Kitaev honeycomb, site jx + columns*jy, periodic both ways: from a site with jx + jy even, XX to (jx+1, jy) and ZZ to
(jx, jy-1); from an odd site, YY to (jx+1, jy); H = Jx XX + Jy YY + Jz ZZ + h sum (X + Y + Z).
"""

import numpy as np
import pauli as p

LEVELS = 6


def cluster_ising(sites, boundary, g_zxz, g_zz, g_x):
    ring = boundary == "periodic"
    triples = sites if ring else sites - 2
    pairs = sites if ring else sites - 1
    terms = [(g_zxz, f"Z{j} X{(j + 1) % sites} Z{(j + 2) % sites}") for j in range(triples)]
    terms += [(-g_zz, f"Z{j} Z{(j + 1) % sites}") for j in range(pairs)]
    return terms + [(-g_x, f"X{j}") for j in range(sites)]


def kitaev_bonds(columns, rows):
    """Bonds by kind: {"X": [(site, site), ...], ...}."""
    def site(jx, jy):
        return jx % columns + columns * (jy % rows)

    bonds = {"X": [], "Y": [], "Z": []}
    for jx in range(columns):
        for jy in range(rows):
            if (jx + jy) % 2 == 0:
                bonds["X"].append((site(jx, jy), site(jx + 1, jy)))
                bonds["Z"].append((site(jx, jy), site(jx, jy - 1)))
            else:
                bonds["Y"].append((site(jx, jy), site(jx + 1, jy)))
    every = [tuple(sorted(pair)) for pairs in bonds.values() for pair in pairs]
    assert len(set(every)) == len(every) == 3 * columns * rows // 2, "a pair of sites has two bonds"
    return bonds


def kitaev(columns, rows, couplings, field):
    terms = []
    for coupling, (letter, pairs) in zip(couplings, kitaev_bonds(columns, rows).items()):
        terms += [(coupling, f"{letter}{a} {letter}{b}") for a, b in pairs]
    if field != 0:
        terms += [(field, f"{letter}{j}") for letter in "XYZ" for j in range(columns * rows)]
    return terms


def levels(terms, qubits):
    hamiltonian = p.pauli_sum(terms, qubits)
    if qubits <= 10:
        return p.dense_spectrum(hamiltonian)[0][:LEVELS]
    return p.low_spectrum(hamiltonian, LEVELS)[0]


def free_fermion_ring(sites, j, g):
    """Ground energy of an even Ising ring (antiperiodic fermions), a check on the dense one."""
    k = (2 * np.arange(sites) + 1) * np.pi / sites
    return -np.sum(np.sqrt(j * j + g * g + 2 * j * g * np.cos(k)))


def cluster_cases(rng):
    for sites in (5, 6, 7, 8):
        for boundary in ("open", "periodic"):
            g = [round(float(value), 3) for value in rng.uniform(-2, 2, 3)]
            yield {
                "model": "cluster-ising", "sites": sites, "boundary": boundary,
                "couplings": {"gZXZ": g[0], "gZZ": g[1], "gX": g[2]},
                "energies": levels(cluster_ising(sites, boundary, *g), sites),
            }


def transverse_ising_cases(rng):
    for sites in (5, 8):
        for boundary in ("open", "periodic"):
            j, g = (round(float(value), 3) for value in rng.uniform(0.3, 2, 2))
            energies = levels(cluster_ising(sites, boundary, 0.0, j, g), sites)
            if boundary == "periodic" and sites % 2 == 0:
                assert abs(energies[0] - free_fermion_ring(sites, j, g)) < 1e-11
            yield {
                "model": "transverse-field-ising", "sites": sites, "boundary": boundary,
                "couplings": {"J": j, "g": g}, "energies": energies,
            }


def kitaev_cases():
    settings = [
        (4, (1.0, 1.0, 1.0), 0.0), (4, (0.7, -0.4, 1.1), 0.0), (4, (0.3, 0.5, 0.2), 0.1), (4, (0.9, -0.6, 0.4), -0.25),
        (8, (1.0, 1.0, 1.0), 0.0), (8, (0.5, 0.2, 0.3), 0.0), (8, (0.3, 0.45, 0.25), 0.1),
    ]
    for columns, couplings, field in settings:
        yield {
            "model": "kitaev-honeycomb", "columns": columns, "rows": 2,
            "couplings": dict(zip(("Jx", "Jy", "Jz"), couplings)), "field": field,
            "energies": levels(kitaev(columns, 2, couplings, field), 2 * columns),
        }


def main():
    rng = np.random.default_rng(5)
    cases = [*cluster_cases(rng), *transverse_ising_cases(rng), *kitaev_cases()]
    bonds = {f"{columns}x2": kitaev_bonds(columns, 2) for columns in (4, 8)}
    p.write(__file__, {"formulas": __doc__.strip().split("\n")[2:], "kitaevBonds": bonds, "cases": cases}, 1e-9)


if __name__ == "__main__":
    main()
