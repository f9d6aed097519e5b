"""One FaceNet embedding under LiteRT, Keras, a ``tf.function`` and ONNX Runtime, and beside its floor.

``python -m benchmarks.speed --only runtimes``. Same network, same input, same process, one thread each. The
weights are random: time does not depend on them, and so nothing has to be installed first.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.door_site import ROOT
from benchmarks.report import Row, Skipped, at_most
from benchmarks.speed.matrix_rate import THREAD_VARIABLES, WIDEST_KERNELS, one_core_gflop_per_s
from benchmarks.timing import MS_PER_S, Timing
from door_access.facenet.installation.model_cache import cache_dir

NETWORK = "inception_resnet_v1"
PACKAGES = ("tf2onnx==1.17.0", "onnx==1.23.2", "onnxruntime==1.31.1", "flatbuffers", "ml_dtypes")
"""Without their dependencies, which are ours already; in a folder of their own, which only this run sees."""
STAMP = "complete"
WANTED_OVER_FLOOR = 2.0
TITLES = {
    "predict": "Keras predict",
    "function": "a tf.function of the Keras network",
    "onnx": "ONNX Runtime, converted by tf2onnx",
}


def measure() -> list[Row]:
    """Return the rows; takes about two minutes. Raises Skipped where ONNX Runtime cannot be installed."""
    told = _measured(onnx_packages())
    litert = _timing(told, "litert")
    return [
        *_floor_rows(litert, float(told["gflop"])),
        *(_ratio_row(TITLES[name], litert, _timing(told, name)) for name in TITLES),
        Row(
            "largest difference between the four answers",
            float(told["difference"]),
            "",
            "LiteRT's answer, the same input",
            "length of the difference, in lengths of the answer",
        ),
    ]


def _timing(told: dict[str, Any], name: str) -> Timing:
    return Timing(tuple(told[name]))


def _floor_rows(litert: Timing, gflop: float) -> list[Row]:
    rows = [_floor_row("FaceNet, one pass over the floor", litert, gflop, one_core_gflop_per_s())]
    if machine.has_widest_vectors():
        rate = one_core_gflop_per_s(WIDEST_KERNELS)
        rows.append(_floor_row("… with AVX-512 forced on NumPy's library", litert, gflop, rate))
    return rows


def _floor_row(name: str, litert: Timing, gflop: float, rate: float) -> Row:
    floor_ms = gflop / rate * MS_PER_S
    against = f"floor {floor_ms:.2f} ms = {gflop:.2f} GFLOP at NumPy's {rate:.0f} GFLOP/s on one core"
    note = f"{litert.median_ms:.2f} ms; {litert}"
    return Row(name, litert.median_ms / floor_ms, "×", against, note, at_most(WANTED_OVER_FLOOR))


def _ratio_row(title: str, litert: Timing, other: Timing) -> Row:
    against = f"{title}: {other.median_ms:.1f} ms ({other})"
    return Row(f"LiteRT, faster than {title}", other.median_ms / litert.median_ms, "×", against, f"{litert}")


def _measured(packages: Path) -> dict[str, Any]:
    one_thread = os.environ | dict.fromkeys(THREAD_VARIABLES, "1") | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "benchmarks.speed.runtimes_child", NETWORK, str(packages)]
    done = subprocess.run(command, env=one_thread, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(f"The comparison ended by itself: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def onnx_packages() -> Path:
    """Return the folder of ONNX Runtime and its converter, filled on first use in the cache directory."""
    folder = cache_dir() / "benchmarks" / "onnx"
    if not (folder / STAMP).exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--no-deps", "--upgrade", "--target", str(folder), *PACKAGES]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Skipped(f"ONNX Runtime cannot be installed: {done.stderr.strip().splitlines()[-1]}")
        (folder / STAMP).touch()
    return folder
