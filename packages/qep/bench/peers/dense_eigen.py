"""All eigenpairs of random Hermitian matrices by LAPACK (numpy.linalg.eigh), and dense products; seconds as JSON."""

import argparse
import json
import time

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--order", type=int, required=True)
parser.add_argument("--complex", action="store_true")
parser.add_argument("--repeats", type=int, default=3)
arguments = parser.parse_args()

rng = np.random.default_rng(1)
n = arguments.order
matrix = rng.standard_normal((n, n))
if arguments.complex:
    matrix = matrix + 1j * rng.standard_normal((n, n))
matrix = (matrix + matrix.conj().T) / 2


def seconds(work):
    times = []
    for _ in range(arguments.repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


result = {"eigen": seconds(lambda: np.linalg.eigh(matrix)), "product": seconds(lambda: matrix @ matrix)}
print(json.dumps(result))
