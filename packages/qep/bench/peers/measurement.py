"""What all peers share: the choice of BLAS kernels, repetitions, and what a result says about its libraries.

Import it before numpy.
"""

import os
import statistics
import time
from collections.abc import Callable

# Kernels forced on this machine for older builds would slow OpenBLAS; it reads these once, when numpy loads it.
for forced in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(forced, None)


def repeated(work: Callable[[], object], least: int, seconds: float) -> list[float]:
    """Seconds of each repetition of `work`, repeated until both limits are reached."""
    times: list[float] = []
    while len(times) < least or sum(times) < seconds:
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return times


def timing(times: list[float]) -> dict[str, float]:
    """Minimum and median, in the names of the benchmarks."""
    return {"minimum": min(times), "median": statistics.median(times)}


def libraries() -> dict[str, object]:
    """Versions of numpy and scipy, and the BLAS libraries loaded with the threads and kernels they really use."""
    import numpy
    import scipy
    from threadpoolctl import threadpool_info

    keys = ("internal_api", "version", "architecture", "num_threads")
    blas = [{key: library.get(key) for key in keys} for library in threadpool_info()]
    return {"numpy": numpy.__version__, "scipy": scipy.__version__, "blas": blas}
