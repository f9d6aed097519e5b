"""The product beside ``face_recognition`` on the same frames: detect, encode, compare. One thread each.

``python -m benchmarks.speed --only rival``
"""

import itertools
import json
import os
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np

from benchmarks.footage import RATE_HZ, frames, video
from benchmarks.report import Row, Skipped, at_least
from benchmarks.speed.identification import random_gallery
from benchmarks.speed.matrix_rate import THREAD_VARIABLES
from benchmarks.timing import MS_PER_S, Timing
from door_access.bootstrap.decision import make_point
from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import data_directory
from door_access.bootstrap.vision import make_encoder, make_scene_finder
from door_access.config import Settings
from door_access.domain.faces.faces import Frame, Rgb, frozen_array
from door_access.domain.faces.scene import Scene
from door_access.domain.faces.tracking import Tracker
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import Probe
from door_access.facenet.installation.model_cache import cache_dir
from door_access.facenet.installation.shipped import shipped_models
from door_access.runtime.mailbox import Mailbox, MailboxClosed

VIDEO = "apfol_real2.webm"
MOST_FRAMES = 40
"""One after the other, as a camera gives them: a face is followed from one to the next."""
ROUNDS, PER_ROUND = 4, 10
PIPELINED_FRAMES = 200
PEOPLE = 100
DEFAULT_UPSAMPLE, NO_UPSAMPLE = 1, 0
"""face_recognition doubles the picture by default; without it, it looks for faces as small as we do."""
WANTED_RATIO = 10.0
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
    command = [str(environment()), "-P", str(Path(__file__).with_name("rival_script.py"))]
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


class Ours:
    """The product's own steps for one frame: everything the kiosk does but draw, decide when, and log."""

    def __init__(self, gallery: Gallery) -> None:
        settings, model = Settings(), shipped_models()["resnet29"]
        self._finder = make_scene_finder(settings, model, Tracker())
        self._encoder = make_encoder(make_models(data_directory(None)), model, print)
        self._policy = AccessPolicy(make_point(settings, model, looks=1))
        self._gallery = gallery

    def see(self, rgb: Rgb, number: int) -> Scene:
        """Detect, track, align, measure."""
        return self._finder.find(Frame(rgb, number / RATE_HZ, number))

    def know(self, scene: Scene) -> bool:
        """Encode with the mirror image, search, decide; say whether there was a face to encode."""
        if scene.sample is None:
            return False
        probe = Probe(self._encoder.encode(scene.sample.chip_rgb), 1)
        self._policy.decide(self._gallery, probe)
        return True


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything of one run."""

    ours: Work
    default: Work
    small: Work
    pipelined_ms: float


def measure() -> list[Row]:
    """Return the rows of the comparison; takes about 30 seconds. Raises Skipped without video or network."""
    pictures = [frozen_array(rgb) for rgb in frames(video(VIDEO))[:MOST_FRAMES]]
    model = shipped_models()["resnet29"]
    gallery = random_gallery(PEOPLE, model_key=model.key, dimension=model.dimension)
    with TemporaryDirectory() as folder, rival_process() as rival, _one_opencv_thread():
        _show(rival, Path(folder), pictures, gallery)
        return _rows(_measured(Ours(gallery), rival, pictures))


@contextmanager
def _one_opencv_thread() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


def _show(rival: RivalProcess, folder: Path, pictures: list[Rgb], gallery: Gallery) -> None:
    np.save(folder / "frames.npy", np.stack(pictures))
    np.save(folder / "known.npy", gallery.matrix.astype(np.float64))
    rival.show("frames", folder / "frames.npy")
    rival.show("known", folder / "known.npy")


def _measured(ours: Ours, rival: RivalProcess, pictures: list[Rgb]) -> Measured:
    """Take turns, a few frames each, so that a busy moment of the machine meets everybody."""
    ours_works, default_works, small_works = [], [], []
    _work(ours, pictures, 0, 1)
    rival.run(0, 1, upsample=DEFAULT_UPSAMPLE)
    for turn in range(ROUNDS):
        begin, end = turn * PER_ROUND, (turn + 1) * PER_ROUND
        ours_works.append(_work(ours, pictures, begin, end))
        default_works.append(rival.run(begin, end, upsample=DEFAULT_UPSAMPLE))
        small_works.append(rival.run(begin, end, upsample=NO_UPSAMPLE))
    together = _together(ours_works), _together(default_works), _together(small_works)
    return Measured(*together, pipelined_ms=_pipelined_ms(ours, pictures))


def _work(ours: Ours, pictures: list[Rgb], begin: int, end: int) -> Work:
    wall_ms, processor_ms, faces = [], [], 0
    for number in range(begin, end):
        wall, processor = time.perf_counter(), time.thread_time()
        faces += ours.know(ours.see(pictures[number % len(pictures)], number))
        wall_ms.append((time.perf_counter() - wall) * MS_PER_S)
        processor_ms.append((time.thread_time() - processor) * MS_PER_S)
    return Work(Timing(tuple(wall_ms)), Timing(tuple(processor_ms)), faces)


def _together(works: list[Work]) -> Work:
    wall = tuple(itertools.chain.from_iterable(work.wall.durations_ms for work in works))
    processor = tuple(itertools.chain.from_iterable(work.processor.durations_ms for work in works))
    return Work(Timing(wall), Timing(processor), sum(work.faces for work in works))


def _pipelined_ms(ours: Ours, pictures: list[Rgb]) -> float:
    """Return the time per frame when one thread sees while another knows, as the kiosk does it."""
    scenes: Mailbox[Scene] = Mailbox(keeps_all=True)
    knowing = threading.Thread(target=_know_all, args=(ours, scenes))
    began_s = time.perf_counter()
    knowing.start()
    for number in range(PIPELINED_FRAMES):
        scenes.put(ours.see(pictures[number % len(pictures)], number))
    scenes.close()
    knowing.join()
    return (time.perf_counter() - began_s) / PIPELINED_FRAMES * MS_PER_S


def _know_all(ours: Ours, scenes: Mailbox[Scene]) -> None:
    try:
        while scene := scenes.take():
            ours.know(scene)
    except MailboxClosed:
        return


def _rows(seen: Measured) -> list[Row]:
    ours, default, small = seen.ours, seen.default, seen.small
    return [
        Row(
            "faster per frame than face_recognition as it comes",
            default.wall.mean_ms / ours.wall.mean_ms,
            "×",
            _beside(ours, default),
            f"on the processor {default.processor.mean_ms / ours.processor.mean_ms:.1f}×; it doubles the "
            "picture first, and encodes without mirror image",
            at_least(WANTED_RATIO),
        ),
        Row(
            "… than with its picture not doubled",
            small.wall.mean_ms / ours.wall.mean_ms,
            "×",
            _beside(ours, small),
            f"on the processor {small.processor.mean_ms / ours.processor.mean_ms:.1f}×; "
            f"encoded {small.faces} faces, ours {ours.faces}, as it comes {default.faces}",
        ),
        Row(
            "… in the pipeline's two threads, than as it comes",
            default.wall.mean_ms / seen.pipelined_ms,
            "×",
            f"{seen.pipelined_ms:.1f} ms a frame, {MS_PER_S / seen.pipelined_ms:.0f} frames a second",
            f"{PIPELINED_FRAMES} frames; its encoder holds the interpreter, threads would not help it",
            at_least(WANTED_RATIO),
        ),
    ]


def _beside(ours: Work, other: Work) -> str:
    return f"mean {ours.wall.mean_ms:.1f} ms ({ours.wall}) beside {other.wall.mean_ms:.1f} ms ({other.wall})"
