"""The float32 matrix rate of NumPy on one core: the floor under every encoder's time.

It is measured in a process of its own, as its library reads the number of threads only once.
"""

import os
import subprocess
import sys

import numpy as np

from benchmarks.timing import MS_PER_S, alternating

SIDE = 1024
"""Rows of square matrices: large enough for the full rate, small enough for the caches."""
ROUNDS, TIMES = 3, 20
THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

KERNELS = "OPENBLAS_CORETYPE"
WIDEST_KERNELS = "SkylakeX"
"""AVX-512. OpenBLAS does not know every newer processor and then takes AVX2, at half the rate."""


def one_core_gflop_per_s(kernels: str = "") -> float:
    """Return the median rate of ``numpy.matmul`` on float32, on one thread.

    Args:
        kernels: OpenBLAS's name of the processor to compute for; empty leaves the choice to it.
    """
    one_thread = os.environ | dict.fromkeys(THREAD_VARIABLES, "1") | ({KERNELS: kernels} if kernels else {})
    command = [sys.executable, "-m", "benchmarks.speed.matrix_rate"]
    done = subprocess.run(command, env=one_thread, capture_output=True, check=True, text=True)
    return float(done.stdout)


def _rate_here() -> float:
    numbers = np.random.default_rng(seed=1)
    left, right = (numbers.random((SIDE, SIDE), dtype=np.float32) for _ in range(2))
    out = np.empty_like(left)
    (timing,) = alternating([lambda: np.matmul(left, right, out=out)], rounds=ROUNDS, times=[TIMES])
    return 2 * SIDE**3 / 1e9 / (timing.median_ms / MS_PER_S)


if __name__ == "__main__":
    print(_rate_here())
