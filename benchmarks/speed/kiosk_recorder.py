"""Listens to a running kiosk and keeps when what happened, for the questions of a benchmark.

A listener is quick. It notes; what the notes mean is worked out afterwards.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.timing import MS_PER_S
from door_access.domain.entry.attempt import Phase
from door_access.runtime.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    Event,
    GalleryChanged,
    PhaseChanged,
    SceneSeen,
)


@dataclass(frozen=True, slots=True)
class SceneNote:
    """A scene when recognition took it; ``tracks`` of the faces in the zone."""

    at_s: float
    captured_at_s: float
    index: int
    tracks: tuple[int, ...]
    is_comparable: bool


@dataclass(slots=True)
class KioskRecorder:
    """What one kiosk did. The threads of the pipeline write; read it when they have ended.

    Attributes:
        kiosk_began_s: when the kiosk's own clock stood at zero, on ours. The door dates an event just before
            it publishes it, so the smallest difference ever seen is right to well below a millisecond.
    """

    clock: Callable[[], float] = time.monotonic
    scenes: list[SceneNote] = field(default_factory=list)
    phases: list[tuple[float, Phase]] = field(default_factory=list)
    decisions: list[tuple[float, DecisionMade]] = field(default_factory=list)
    galleries: list[tuple[float, GalleryChanged]] = field(default_factory=list)
    kiosk_began_s: float = math.inf

    def listen(self, event: Event) -> None:
        """Take one event of the hub."""
        now_s = self.clock()
        if isinstance(event, CameraChanged | DoorChanged | DecisionMade):
            self.kiosk_began_s = min(self.kiosk_began_s, now_s - event.at_s)
        if isinstance(event, SceneSeen):
            self.scenes.append(_note(event, now_s))
        elif isinstance(event, PhaseChanged):
            self.phases.append((now_s, event.phase))
        elif isinstance(event, DecisionMade):
            self.decisions.append((now_s, event))
        elif isinstance(event, GalleryChanged):
            self.galleries.append((now_s, event))

    def entries_ms(self, dwell_s: float, arrivals: Sequence[int], rate_hz: float) -> list[float]:
        """Return, for every grant, the time from the end of the dwell to the answer.

        The dwell is counted from the frame with which the film shows the face in the zone, whether or not
        anybody looked at it; the answer is given when the log row stands and the lock has its command.

        Args:
            arrivals: the numbers of the frames with which somebody comes.
        """
        came_s: dict[int, float] = {}
        for scene in self.scenes:
            late = scene.index - max((came for came in arrivals if came <= scene.index), default=scene.index)
            for track in scene.tracks:
                came_s.setdefault(track, self.kiosk_began_s + scene.captured_at_s - late / rate_hz)
        granted = [(at_s, made.decision.track) for at_s, made in self.decisions if made.decision.is_granted]
        return [(at_s - came_s[track] - dwell_s) * MS_PER_S for at_s, track in granted]

    def comparing(self, *, at_least_s: float = 0.0) -> list[tuple[float, float]]:
        """Return begin and end of the times during which an attempt was compared."""
        windows = [(a[0], b[0]) for a, b in pairwise(self.phases) if a[1] is Phase.COMPARING]
        return [window for window in windows if window[1] - window[0] >= at_least_s]

    def waiting(self) -> list[tuple[float, float]]:
        """Return begin and end of the times during which nobody was there."""
        return [(a[0], b[0]) for a, b in pairwise(self.phases) if a[1] is Phase.WAITING]

    def longest_gap_ms(self, window: tuple[float, float]) -> float:
        """Return the longest time between two frames that recognition took, the later one in the window."""
        gaps_s = [b.at_s - a.at_s for a, b in pairwise(self.scenes) if window[0] <= b.at_s <= window[1]]
        return max(gaps_s, default=math.nan) * MS_PER_S

    def encoded_per_s(self, windows: list[tuple[float, float]]) -> list[float]:
        """Return how many frames a second were encoded in each window."""
        return [self._encoded(a, b) / (b - a) for a, b in windows]

    def dropped(self, windows: list[tuple[float, float]]) -> tuple[int, int]:
        """Return how many frames of the windows never came to recognition, and how many the source gave."""
        seen = [[s.index for s in self.scenes if a <= s.at_s <= b] for a, b in windows]
        given = sum(indices[-1] - indices[0] + 1 for indices in seen if indices)
        return given - sum(len(indices) for indices in seen), given

    def _encoded(self, begin_s: float, end_s: float) -> int:
        return sum(1 for s in self.scenes if s.is_comparable and begin_s < s.at_s <= end_s)


def _note(event: SceneSeen, now_s: float) -> SceneNote:
    scene = event.scene
    tracks = tuple(face.track for face in scene.present)
    return SceneNote(now_s, scene.at_s, scene.frame.index, tracks, scene.sample is not None)
