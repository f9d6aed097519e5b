"""A queue at eight in the morning: how many people a minute are let through, and whether anybody behind
is taken for the one in front.

Enrolled people, cut out of films, come up to the door one after the other; the next one is visible behind the
whole time. Everybody stays in front for so long as the table says, let in or not. The kiosk is the product's
own with its window. ``python -m benchmarks.speed --only queue``
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.door_site import enrolled_people
from benchmarks.footage import HEIGHT_PX, RATE_HZ, WIDTH_PX, empty_door, frames, video, write_film
from benchmarks.report import Row, at_least, at_most
from benchmarks.speed.kiosk_recorder import KioskRecorder
from benchmarks.speed.pipeline import observe
from door_access.domain.faces.faces import Rgb
from door_access.vision.detector import HogDetector

PEOPLE = {
    "Ada": "apfol_real2.webm",
    "Ben": "liveportrait_d9.mp4",
    "Cleo": "liveportrait_d14.mp4",
    "Dan": "liveportrait_s18.mp4",
}
"""Films of one person each."""
VISITS = 40
APART_S = (3.0, 2.0, 1.5)
"""From one person's arrival to the next one's."""
STEP_S = 0.4
"""How long a change takes: the one in front steps aside while the next comes up."""
NEAR_PX, BEHIND_PX = 170.0, 75.0
"""Widths of the faces in front and behind."""
FRONT, BEHIND, GONE = (0.5, 0.52), (0.78, 0.3), (-0.4, 0.55)
"""Middles of the faces, in fractions of the picture."""
CUT_WIDTHS = 1.9
"""So much of a film is cut out, in widths of the face."""
SMALLEST_PX = 90.0
MOST_PICTURES = 150
EMPTY_S = 1.5
WANTED_A_MINUTE = 20.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody cut out of a film: square pictures with the face in the middle."""

    name: str
    pictures: Sequence[Rgb]

    def show(self, picture: Rgb, index: int, width_px: float, at: tuple[float, float]) -> None:
        """Draw the figure into the picture with a face so wide."""
        own = self.pictures[index % len(self.pictures)]
        side = round(width_px * CUT_WIDTHS)
        drawn = cv2.resize(own, (side, side), interpolation=cv2.INTER_AREA)
        left, top = round(at[0] * WIDTH_PX - side / 2), round(at[1] * HEIGHT_PX - side / 2)
        x, y = slice(max(0, left), min(WIDTH_PX, left + side)), slice(max(0, top), min(HEIGHT_PX, top + side))
        if x.start >= x.stop or y.start >= y.stop:
            return
        part = (slice(y.start - top, y.stop - top), slice(x.start - left, x.stop - left))
        share = _soft_disc(side)[part][..., np.newaxis]
        picture[y, x] = picture[y, x] * (1 - share) + drawn[part] * share


def _soft_disc(side: int) -> Any:
    disc = np.zeros((side, side), np.float32)
    cv2.circle(disc, (side // 2, side // 2), round(side * 0.46), 1.0, -1)
    return cv2.GaussianBlur(disc, (0, 0), side * 0.02)


def figure_of(name: str, film: Path) -> Figure:
    """Cut the face and what is around it out of a film."""
    detector = HogDetector(SMALLEST_PX)
    shown = list(islice(frames(film), MOST_PICTURES))
    box = next(found[0].box for rgb in shown if (found := detector.detect(rgb)))
    (x, y), half = box.centre, box.width * CUT_WIDTHS / 2
    around = round(half) + 1
    padded = [np.pad(rgb, ((around, around), (around, around), (0, 0)), mode="edge") for rgb in shown]
    left, top, side = round(x - half) + around, round(y - half) + around, round(2 * half)
    return Figure(name, [one[top : top + side, left : left + side] for one in padded])


def queue_of(figures: Sequence[Figure], visits: int) -> list[Figure]:
    """Return who comes, in their order; nobody follows themself."""
    return [figures[n % len(figures)] for n in range(visits)]


def pictures_of(queue: Sequence[Figure], apart_s: float) -> Iterator[Rgb]:
    """Yield the film of the queue, after an empty hall."""
    empty = empty_door(queue[0].pictures[0])
    yield from (empty() for _ in range(round(EMPTY_S * RATE_HZ)))
    stay, step = round(apart_s * RATE_HZ), round(STEP_S * RATE_HZ)
    for visit, front in enumerate(queue):
        before = queue[visit - 1] if visit else None
        behind = queue[visit + 1] if visit + 1 < len(queue) else None
        for n in range(stay):
            share, index = min(1.0, n / step), visit * stay + n
            picture = empty()
            if behind is not None and share == 1.0:
                behind.show(picture, index, BEHIND_PX, BEHIND)
            if before is not None and share < 1.0:
                before.show(picture, index, NEAR_PX, _between(FRONT, GONE, share))
            front.show(
                picture, index, BEHIND_PX + (NEAR_PX - BEHIND_PX) * share, _between(BEHIND, FRONT, share)
            )
            yield picture
    yield from (empty() for _ in range(round(EMPTY_S * RATE_HZ)))


def _between(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def measure() -> list[Row]:
    """Return rows for each pace; takes about five minutes. Raises Skipped without evaluation data."""
    films = {name: video(film) for name, film in PEOPLE.items()}
    queue = queue_of([figure_of(name, film) for name, film in films.items()], VISITS)
    with enrolled_people(films) as data_dir:
        return [row for apart_s in APART_S for row in _rows(data_dir, queue, apart_s)]


def _rows(data_dir: Path, queue: Sequence[Figure], apart_s: float) -> list[Row]:
    film = write_film(data_dir.parent / "queue.avi", pictures_of(queue, apart_s))
    seen = observe(data_dir, film, length_s=len(queue) * apart_s + 2 * EMPTY_S)
    entered = entries(seen.recorder, [figure.name for figure in queue], apart_s)
    right = sum(1 for rows in entered.values() if rows)
    rows = sum(len(each) for each in entered.values())
    wrong = sum(1 for made in seen.recorder.decisions if made[1].decision.is_granted) - rows
    a_minute = right / (len(queue) * apart_s) * 60
    note = f"{right} of {len(queue)} let in; {rows - right} of them a second time, after looking away"
    target = at_least(WANTED_A_MINUTE)
    return [
        Row(
            f"a queue, {apart_s:g} s apart",
            a_minute,
            "people/min",
            f"offered {60 / apart_s:.0f}",
            note,
            target,
        ),
        Row("… entries given to somebody behind", wrong, "", "", note, at_most(0)),
    ]


def entries(recorder: KioskRecorder, front: Sequence[str], apart_s: float) -> dict[int, list[float]]:
    """Return, by visit, when the one in front was let in: during their stay, or while they stepped aside."""
    first = recorder.scenes[0]
    film_began_s = recorder.kiosk_began_s + first.captured_at_s - first.index / RATE_HZ
    begin_s = [film_began_s + EMPTY_S + visit * apart_s for visit in range(len(front))]
    found: dict[int, list[float]] = {visit: [] for visit in range(len(front))}
    for at_s, made in recorder.decisions:
        visit = bisect_right(begin_s, at_s) - 1
        is_stepping_aside = visit > 0 and at_s < begin_s[visit] + STEP_S and made.person == front[visit - 1]
        whose = visit - 1 if is_stepping_aside else visit
        if made.decision.is_granted and whose >= 0 and made.person == front[whose]:
            found[whose].append(at_s)
    return found
