"""Runs the prototype: makes its virtual environment once, starts it, and asks it to work through frames."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.door_site import ROOT
from benchmarks.report import Skipped
from benchmarks.speed.matrix_rate import THREAD_VARIABLES
from benchmarks.timing import MS_PER_S, Timing
from door_access.facenet.installation.model_cache import cache_dir

WITHOUT_DEPENDENCIES = ("face_recognition==1.3.0", "face_recognition_models==0.3.0")
"""Their list of dependencies compiles dlib, which takes over ten minutes."""
DEPENDENCIES = ("Pillow", "click", "setuptools<81")
"""setuptools still with pkg_resources, which the package of the models imports."""
SHARED = ("dlib-bin", "numpy")
"""In the versions that we use ourselves: the comparison is not one of libraries' versions."""
STAMP = "complete"


@dataclass(frozen=True, slots=True)
class Work:
    """How long the frames took, on the clock and on the processor, and how many faces were encoded."""

    wall: Timing
    processor: Timing
    faces: int


class RivalProcess:
    """The prototype, waiting for commands."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def show(self, what: str, file: Path) -> None:
        """Let it load ``known`` vectors or ``frames``."""
        self._ask(what, str(file))

    def run(self, begin: int, end: int, *, upsample: int) -> Work:
        """Let it work through these frames, one after the other."""
        told = self._ask("run", str(begin), str(end), str(upsample))
        wall, processor = (
            Timing(tuple(s * MS_PER_S for s in told[key])) for key in ("wall_s", "processor_s")
        )
        return Work(wall, processor, int(told["faces"]))

    def _ask(self, *words: str) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Skipped(f"face_recognition ended by itself with status {self._process.wait()}.")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def rival_process() -> Iterator[RivalProcess]:
    """Start the prototype, one thread, and end it again; raises Skipped when it cannot be installed."""
    command = [str(environment()), "-P", str(ROOT / "benchmarks" / "rival_script.py")]
    one_thread = os.environ | dict.fromkeys(THREAD_VARIABLES, "1")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=one_thread, stdin=pipe, stdout=pipe, text=True) as process:
        yield RivalProcess(process)
        assert process.stdin is not None
        process.stdin.close()


def environment() -> Path:
    """Return the Python of the prototype's environment, made on first use in the cache directory."""
    folder = cache_dir() / "benchmarks" / "face_recognition"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / STAMP).exists():
        venv.create(folder, with_pip=True, clear=True)
        _install(python, "--no-deps", *WITHOUT_DEPENDENCIES)
        _install(python, *DEPENDENCIES, *(f"{name}=={version(name)}" for name in SHARED))
        (folder / STAMP).touch()
    return python


def _install(python: Path, *words: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Skipped(f"face_recognition cannot be installed: {done.stderr.strip().splitlines()[-1]}")
