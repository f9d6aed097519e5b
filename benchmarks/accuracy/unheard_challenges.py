"""``python -m benchmarks.accuracy.unheard_challenges [--markdown FILE]``: films that hear no challenge.

Nobody in the films was asked for anything, so whatever passes, passes by accident, as a recording held to the
camera would.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.pad import FILMS
from benchmarks.footage import video
from benchmarks.markdown import add_option, grid, publish
from door_access.bootstrap.vision import make_passive_watch, make_scene_finder
from door_access.config import Settings, ZoneSettings
from door_access.domain.faces.faces import Frame, Quality
from door_access.domain.faces.tracking import Tracker
from door_access.domain.liveness.challenge import Challenge, ChallengeOutcome, ChallengeRules
from door_access.domain.matching.metrics import wilson
from door_access.facenet.installation.shipped import shipped_models
from door_access.runtime.detection import SceneFinder
from door_access.vision.cameras.video_file import VideoFile

BLOCK = "unheard challenges"
SMALLEST_FACE = 1 / 6
"""As ``evaluate --pad``: a face on a phone is smaller than a door asks for."""
EVERY_S = 0.5
"""So far apart the challenges begin."""
DRAWN = 20
"""Challenges at each beginning."""
HEADINGS = ("film", "challenges", "passed by accident", "95 % interval (Wilson)")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a challenge learns of one frame."""

    at_s: float
    track: int | None
    quality: Quality | None
    blinks: int


def main(arguments: list[str]) -> int:
    """Measure every film and print or write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.unheard_challenges")
    add_option(parser)
    wanted = parser.parse_args(arguments)
    rows = [_row(name) for names in FILMS.values() for name in names]
    publish("\n".join(grid(HEADINGS, rows)), wanted.markdown, name=BLOCK)
    return 0


def _row(name: str) -> tuple[str, ...]:
    passed, drawn = chances(moments(video(name)))
    low, high = wilson(passed, drawn)
    return f"`{name}`", f"{drawn:,}", f"{passed:,} ({passed / drawn:.1%})", f"{low:.1%}–{high:.1%}"


def moments(film: Path) -> list[Moment]:
    """Return what every frame of a film shows."""
    source, finder = VideoFile(film), _finder()
    source.open()
    found = [_moment(finder, frame) for frame in iter(source.read, None)]
    source.close()
    return found


def chances(seen: Sequence[Moment]) -> tuple[int, int]:
    """Return how many of the challenges that begin all along the film pass, and how many there were."""
    outcomes = [_outcome(seen[start:], seed) for start in _beginnings(seen) for seed in range(DRAWN)]
    return outcomes.count(ChallengeOutcome.PASSED), len(outcomes)


def _beginnings(seen: Sequence[Moment]) -> list[int]:
    """Return the frames with a face from which the film lasts long enough for a whole challenge."""
    found: list[int] = []
    for index, moment in enumerate(seen):
        is_next = not found or moment.at_s - seen[found[-1]].at_s >= EVERY_S
        is_long_enough = seen[-1].at_s - moment.at_s >= ChallengeRules().step_s * ChallengeRules().count
        if is_next and is_long_enough and moment.quality is not None:
            found.append(index)
    return found


def _outcome(seen: Sequence[Moment], seed: int) -> ChallengeOutcome:
    first = seen[0]
    assert first.track is not None and first.quality is not None
    challenge = Challenge.drawn(
        ChallengeRules(), random.Random(seed), track=first.track, first=first.quality, now_s=first.at_s
    )
    outcome = ChallengeOutcome.ONGOING
    for one in seen[1:]:
        outcome = challenge.see(track=one.track, quality=one.quality, blinks=one.blinks, now_s=one.at_s)
        if outcome is not ChallengeOutcome.ONGOING:
            break
    return outcome


def _finder() -> SceneFinder:
    settings = Settings(zone=ZoneSettings(least_face=SMALLEST_FACE))
    return make_scene_finder(settings, shipped_models()["resnet29"], Tracker(), make_passive_watch())


def _moment(finder: SceneFinder, frame: Frame) -> Moment:
    scene = finder.find(frame)
    track = scene.present[0].track if scene.quality is not None else None
    return Moment(scene.at_s, track, scene.quality, scene.liveness.blinks if scene.liveness else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
