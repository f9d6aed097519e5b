"""Figures by which two versions of the product can be compared: few, and taken in ways that both offer.

``compare`` runs ``python -m benchmarks.probes FILMS NAME`` in either.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2

from benchmarks.door_site import enrolled_site
from benchmarks.footage import RATE_HZ, Visits, arrivals, empty_door, frames, video, write_film, write_visits
from benchmarks.speed import people
from benchmarks.speed.commands import cost_of, list_cost
from benchmarks.speed.idle import cores_of
from benchmarks.speed.kiosk_recorder import KioskRecorder
from benchmarks.speed.log_growth import measured
from benchmarks.speed.pipeline import KNOWN, KNOWN_FRAMES, STRANGER, observe
from database.engine import open_database
from database.keys.opening import open_keyring
from database.people.people import open_people
from door_access.config import Settings
from door_access.domain.faces.faces import Rgb

SIZES = (640, 480), (1280, 720), (1920, 1080)
EMPTY_FRAMES, EMPTY_S = 150, 15.0
STANDING_FRAMES, STANDING_S = 450, 14.0
WARM_UP_SHARE = 4
"""The first fourth of the frames is taken while models and files are still being loaded."""
VISITS, VISITS_S = 10, 32.0
LOG_ROWS, PEOPLE, FEW_PEOPLE = 10_000, 10_000, 10
LISTS, CALLS = 5, 3
MS = 1e3

Figures = dict[str, float]


def write_films(folder: Path) -> None:
    """Write what both versions are shown. Raises Skipped without evaluation data."""
    known, stranger = frames(video(KNOWN)), frames(video(STRANGER))
    write_visits(folder / "visits.avi", [_visits(known)])
    for size in SIZES:
        empty = empty_door(known[0], size)
        write_film(_film(folder, "empty", size), (empty() for _ in range(EMPTY_FRAMES)), size)
        shown = (_enlarged(rgb, size) for rgb in islice(cycle(stranger), STANDING_FRAMES))
        write_film(_film(folder, "standing", size), shown, size)


def idle(films: Path) -> Figures:
    """Return how many cores an empty hall keeps busy."""
    with TemporaryDirectory() as folder:
        return {
            f"an empty hall, {_text(size)}, cores": cores_of(
                Path(folder) / "data", _film(films, "empty", size), EMPTY_S
            )
            for size in SIZES
        }


def face(films: Path) -> Figures:
    """Return the whole kiosk's processor time for a frame that recognition takes, and how many it takes."""
    return dict(pair for size in (SIZES[0], SIZES[-1]) for pair in _standing(films, size))


def entry(films: Path) -> Figures:
    """Return the time from the first frame of somebody in the zone, and the dwell, to row and command."""
    recorder, came = KioskRecorder(), arrivals([_visits(frames(video(KNOWN)))])
    with enrolled_site(video(KNOWN)) as data_dir:
        observe(data_dir, films / "visits.avi", length_s=VISITS_S, recorder=recorder)
    entries_ms = recorder.entries_ms(Settings().zone.dwell_s, came, RATE_HZ)
    return {
        "face in the zone → entry, median, ms": statistics.median(entries_ms),
        "… slowest of ten, ms": max(entries_ms),
    }


def short_commands(_films: Path) -> Figures:
    """Return the processor time of commands from start to end."""
    return {
        "--help, s": cost_of("--help", times=CALLS).processor_s,
        f"people list of {FEW_PEOPLE}, s": list_cost(FEW_PEOPLE, times=CALLS).processor_s,
    }


def log(_films: Path) -> Figures:
    """Return what reading a log costs."""
    figures = measured(LOG_ROWS)
    return {f"log {what}, µs": figures[what] for what in ("verify, a row", "export, a row")}


def lists(_films: Path) -> Figures:
    """Return what it costs to list many people, and to find one by name."""
    with TemporaryDirectory() as folder, open_database(Path(folder)) as database:
        people.fill(database, open_keyring(database), PEOPLE)
        store = open_people(database, lambda _model: 1.0)
        return {
            f"list of {PEOPLE:,} people, ms": _cpu_ms(lambda: store.people(people.MODEL)),
            "… one of them by name, ms": _cpu_ms(lambda: store.find("person 5000", people.MODEL)),
        }


PROBES: dict[str, Callable[[Path], Figures]] = {
    "idle": idle,
    "face": face,
    "entry": entry,
    "commands": short_commands,
    "log": log,
    "lists": lists,
}


def _standing(films: Path, size: tuple[int, int]) -> Iterator[tuple[str, float]]:
    recorder = KioskRecorder(clock=time.process_time)
    with TemporaryDirectory() as folder:
        film = _film(films, "standing", size)
        observe(Path(folder) / "data", film, length_s=STANDING_S, recorder=recorder)
    first, *_, last = taken = recorder.scenes[len(recorder.scenes) // WARM_UP_SHARE :]
    passed = last.index - first.index
    yield f"a frame with a face, {_text(size)}, ms", (last.at_s - first.at_s) / (len(taken) - 1) * MS
    yield f"… such frames taken a second, {_text(size)}", (len(taken) - 1) / passed * RATE_HZ


def _cpu_ms(call: Callable[[], object]) -> float:
    spent_s = []
    for _ in range(LISTS):
        begun_s = time.thread_time()
        call()
        spent_s.append(time.thread_time() - begun_s)
    return statistics.median(spent_s) * MS


def _visits(known: list[Rgb]) -> Visits:
    return Visits(known, VISITS, KNOWN_FRAMES)


def _film(folder: Path, shown: str, size: tuple[int, int]) -> Path:
    return folder / f"{shown} {_text(size)}.avi"


def _text(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"


def _enlarged(rgb: Rgb, size: tuple[int, int]) -> Any:
    """Return the upper part of the picture in the wanted shape, in more pixels."""
    rows = rgb.shape[1] * size[1] // size[0]
    return cv2.resize(rgb[:rows], size, interpolation=cv2.INTER_CUBIC)


if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[2]](Path(sys.argv[1]))))
