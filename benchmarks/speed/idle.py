"""What the kiosk takes of the processor while nobody is there, as it is most of the day, in three sizes.

The hall is grainy and no two of its pictures are equal. Beside it, in the same run, a hall in which something
moves all the time, so that every frame is searched. ``python -m benchmarks.speed --only idle``
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.footage import RATE_HZ, empty_door, frames, video, write_film
from benchmarks.report import Row, at_most
from benchmarks.speed.kiosk_process import kiosk_process
from door_access.domain.faces.faces import Rgb

LIGHT = "apfol_real2.webm"
"""The film whose light the hall has."""
WANTED_CORES = {(640, 480): 0.15, (1280, 720): 0.25, (1920, 1080): 0.25}
FRAMES = 150
"""The film begins again after five seconds."""
SETTLED_S, WATCHED_S, MOVING_S = 6.0, 120.0, 20.0
END_S = 10.0
BALL = 8
"""What moves is the picture's height over this, in both directions."""


def measure() -> list[Row]:
    """Return a row for each size; takes about eight minutes. Raises Skipped without evaluation data."""
    [rgb, *_] = frames(video(LIGHT))
    return [_row(rgb, size, wanted) for size, wanted in WANTED_CORES.items()]


def _row(rgb: Rgb, size: tuple[int, int], wanted: float) -> Row:
    empty = empty_door(rgb, size)
    with TemporaryDirectory(prefix="door-access-bench-") as name:
        folder = Path(name)
        still = write_film(folder / "still.avi", (empty() for _ in range(FRAMES)), size)
        cores = cores_of(folder / "data", still, WATCHED_S)
        moving = write_film(folder / "moving.avi", _with_a_ball(empty() for _ in range(FRAMES)), size)
        busy = cores_of(folder / "data", moving, MOVING_S)
        picture_kb = still.stat().st_size / FRAMES / 1000
    against = f"while something moves {busy:.2f} cores"
    note = f"{WATCHED_S:.0f} s, {RATE_HZ:.0f} pictures a second of {picture_kb:.0f} kB, MJPG, window included"
    return Row(f"an empty hall, {size[0]}×{size[1]}", cores, "cores", against, note, at_most(wanted))


def cores_of(data_dir: Path, film: Path, watched_s: float) -> float:
    """Return how many cores a kiosk keeps busy on the film, once it has settled."""
    with kiosk_process(data_dir, str(film), exit_after_s=SETTLED_S + watched_s + END_S) as kiosk:
        kiosk.first_picture_s()
        time.sleep(SETTLED_S)
        began_s, taken_s = time.monotonic(), kiosk.processor_s()
        time.sleep(watched_s)
        return (kiosk.processor_s() - taken_s) / (time.monotonic() - began_s)


def _with_a_ball(pictures: Iterator[Rgb]) -> Iterator[Rgb]:
    for index, rgb in enumerate(pictures):
        shown, side = rgb.copy(), rgb.shape[0] // BALL
        left = index * side // 4 % (rgb.shape[1] - side)
        shown[side : 2 * side, left : left + side] = np.uint8(250)
        yield shown
