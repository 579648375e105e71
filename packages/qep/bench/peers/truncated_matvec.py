"""Times y = Hx by scipy's product with a real CSR matrix in a truncated basis; prints JSON.

`blockade ATOMS`: sum_j X_j on strings without excited neighbours, and Delta times the number of excited atoms.
`bosons SITES LEVELS`: -sum (b+b + h.c.) + U/2 sum n(n-1) on an open chain with one boson a site.
Elements are found by sorted numbers, all states at a time.
"""

import json
import sys
import time

import numpy as np
import scipy.sparse as sparse

DELTA, REPULSION = 0.7, 1.3


def blockade(atoms):
    shorter, words = np.array([0]), np.array([0, 1])
    for atom in range(1, atoms):
        shorter, words = words, np.concatenate([words, shorter + (1 << atom)])
    diagonal = -DELTA * sum((words >> j) & 1 for j in range(atoms))
    return words, diagonal, [(words ^ (1 << j), np.ones(len(words))) for j in range(atoms)]


def bosons(sites, levels):
    width = (levels - 1).bit_length()
    words, sums = np.array([0]), np.array([0])
    for site in range(sites):
        words = (words[:, None] + (np.arange(levels) << (width * site))[None, :]).ravel()
        sums = (sums[:, None] + np.arange(levels)[None, :]).ravel()
        words, sums = words[sums <= sites], sums[sums <= sites]
    words = np.sort(words[sums == sites])
    numbers = [(words >> (width * site)) & ((1 << width) - 1) for site in range(sites)]
    moves = []
    for i in range(sites - 1):
        for to, start in ((i, i + 1), (i + 1, i)):
            allowed = (numbers[start] > 0) & (numbers[to] < levels - 1)
            values = np.where(allowed, -np.sqrt(numbers[start] * (numbers[to] + 1.0)), 0)
            moves.append((words + (1 << (width * to)) - (1 << (width * start)), values))
    return words, REPULSION / 2 * sum(n * (n - 1) for n in numbers), moves


def matrix(words, diagonal, moves):
    size = len(words)
    parts = []
    for targets, values in moves:
        rows = np.minimum(np.searchsorted(words, targets), size - 1)
        inside = (words[rows] == targets) & (values != 0)
        columns = np.nonzero(inside)[0]
        parts.append((rows[inside].astype(np.int32), columns.astype(np.int32), values[inside]))
    parts.append((np.arange(size, dtype=np.int32), np.arange(size, dtype=np.int32), diagonal))
    rows, columns, values = (np.concatenate(part) for part in zip(*parts))
    return sparse.csr_array((values, (rows, columns)), shape=(size, size))


def main():
    kind, *sizes = sys.argv[1:-1]
    seconds = float(sys.argv[-1])
    begin = time.perf_counter()
    hamiltonian = matrix(*{"blockade": blockade, "bosons": bosons}[kind](*map(int, sizes)))
    assembly = time.perf_counter() - begin
    x = np.sin(np.arange(hamiltonian.shape[0]))
    times = []
    y = hamiltonian @ x
    while sum(times) < seconds or len(times) < 3:
        begin = time.perf_counter()
        y = hamiltonian @ x
        times.append(time.perf_counter() - begin)
    stored = hamiltonian.data.nbytes + hamiltonian.indices.nbytes + hamiltonian.indptr.nbytes
    print(json.dumps({
        "minimum": min(times), "median": float(np.median(times)), "assembly": assembly, "bytes": stored,
        "states": len(x), "indices": str(hamiltonian.indices.dtype), "overlap": float(x @ y), "square": float(y @ y),
    }))


if __name__ == "__main__":
    main()
