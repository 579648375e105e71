"""Times all eigenpairs of a random Hermitian matrix by LAPACK (numpy.linalg.eigh), or a dense product; prints JSON."""

import argparse
import json

import measurement

import numpy as np


def random_hermitian(order: int, is_complex: bool) -> np.ndarray:
    rng = np.random.default_rng(1)
    matrix = rng.standard_normal((order, order))
    if is_complex:
        matrix = matrix + 1j * rng.standard_normal((order, order))
    return (matrix + matrix.conj().T) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=("eigen", "product"))
    parser.add_argument("--order", type=int, required=True)
    parser.add_argument("--complex", action="store_true")
    parser.add_argument("--least", type=int, default=3, help="repetitions at least")
    parser.add_argument("--seconds", type=float, default=0.5, help="go on repeating for so long")
    options = parser.parse_args()
    matrix = random_hermitian(options.order, options.complex)
    work = (lambda: np.linalg.eigh(matrix)) if options.work == "eigen" else (lambda: matrix @ matrix)
    times = measurement.repeated(work, options.least, options.seconds)
    print(json.dumps(measurement.timing(times) | measurement.libraries()))


if __name__ == "__main__":
    main()
