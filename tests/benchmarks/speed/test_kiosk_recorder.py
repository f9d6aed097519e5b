"""What a benchmark concludes from the events of a kiosk."""

import pytest

from benchmarks.speed.kiosk_recorder import KioskRecorder
from door_access.domain.entry.attempt import Phase
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene, TrackedFace
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.runtime.events import (
    CameraChanged,
    CameraState,
    DecisionMade,
    Event,
    PhaseChanged,
    SceneSeen,
)
from tests.builders import face_at, frame

TRACK = 7
KIOSK_BEGAN_S = 1000.0
DWELL_S = 0.5


class Told:
    """A recorder whose clock is the time at which it is told."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self.recorder = KioskRecorder(clock=lambda: self._now_s)

    def at(self, kiosk_s: float, event: Event) -> None:
        self._now_s = KIOSK_BEGAN_S + kiosk_s
        self.recorder.listen(event)


def scene(captured_at_s: float, *, index: int = 0, is_present: bool = True) -> SceneSeen:
    faces = (TrackedFace(face_at(), TRACK, is_present),)
    return SceneSeen(Scene(frame(captured_at_s, index=index, kind=SourceKind.LIVE), faces, Guidance.GOOD))


def answer(outcome: Outcome, at_s: float) -> DecisionMade:
    reason = Reason.MATCH if outcome is Outcome.GRANTED else Reason.NO_MATCH
    return DecisionMade(AccessDecision(outcome, reason, at_s, TRACK, "somebody"), None, at_s)


def streaming(at_s: float) -> CameraChanged:
    return CameraChanged(CameraState.STREAMING, "camera", SourceKind.LIVE, at_s=at_s)


def test_an_entry_is_timed_from_the_frame_that_shows_the_face_whoever_looked_at_it():
    told = Told()
    told.at(0.0, streaming(0.0))
    told.at(1.05, scene(1.0, index=10, is_present=False))
    told.at(1.15, scene(1.1, index=11))
    told.at(1.25, scene(1.2, index=12))
    told.at(1.78, answer(Outcome.GRANTED, 1.75))

    assert told.recorder.entries_ms(DWELL_S, [11, 60], 10) == [pytest.approx(180)]
    assert told.recorder.entries_ms(DWELL_S, [9, 60], 10) == [pytest.approx(380)]


def test_a_denial_is_no_entry():
    told = Told()
    told.at(0.0, streaming(0.0))
    told.at(1.1, scene(1.0))
    told.at(1.8, answer(Outcome.DENIED, 1.8))

    assert told.recorder.entries_ms(DWELL_S, [0], 10) == []


def test_frames_that_never_came_are_counted_by_their_numbers():
    told = Told()
    for index in (3, 4, 6, 9):
        told.at(index, scene(index, index=index))

    assert told.recorder.dropped([(KIOSK_BEGAN_S, KIOSK_BEGAN_S + 10)]) == (3, 7)


def test_only_long_enough_attempts_are_taken():
    told = Told()
    for at_s, phase in (
        (1, Phase.COMPARING),
        (1.2, Phase.ANSWERED),
        (3, Phase.COMPARING),
        (5, Phase.WAITING),
    ):
        told.at(at_s, PhaseChanged(phase))

    assert told.recorder.comparing(at_least_s=1.0) == [(KIOSK_BEGAN_S + 3, KIOSK_BEGAN_S + 5)]


def test_the_longest_gap_is_that_between_two_frames_taken_within_the_window() -> None:
    told = Told()
    for at_s in (0.0, 0.5, 0.6, 0.8, 1.6):
        told.at(at_s, scene(at_s))

    assert told.recorder.longest_gap_ms((KIOSK_BEGAN_S + 0.55, KIOSK_BEGAN_S + 1.0)) == pytest.approx(200)
