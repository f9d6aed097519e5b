"""Playback in the window runs at the speed at which it was filmed."""

import numpy as np
import pytest

from door_access.domain.faces.faces import SourceKind
from door_access.vision.cameras.sources import Paced
from tests.fakes import ListedFrames
from tests.vision.cameras.port_frame_source import RecordedSourceContract, frames_of

RATE_HZ = 10.0


class HandClock:
    """A clock that only a wait, or a slow reader, moves on."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.waits_s: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def wait(self, duration_s: float) -> None:
        self.waits_s.append(duration_s)
        self.now_s += duration_s


def paced(clock: HandClock, *, frames: int = 10) -> Paced:
    pictures = [np.full((4, 6, 3), index, np.uint8) for index in range(frames)]
    source = ListedFrames(pictures, rate_hz=RATE_HZ, kind=SourceKind.DEMO)
    return Paced(source, clock=clock, wait=clock.wait)


class TestPaced(RecordedSourceContract):
    @pytest.fixture
    def source(self) -> Paced:
        return paced(HandClock())


def test_frames_come_when_they_are_due() -> None:
    clock = HandClock()
    source = paced(clock)
    source.open()
    frames_of(source, 4)
    assert clock.waits_s == pytest.approx([0.1, 0.1, 0.1])


def test_the_first_frame_comes_at_once() -> None:
    clock = HandClock()
    source = paced(clock)
    source.open()
    source.read()
    assert clock.waits_s == []


def test_a_slow_reader_is_not_made_slower_and_loses_no_frame() -> None:
    clock = HandClock()
    source = paced(clock)
    source.open()
    source.read()
    clock.now_s += 0.25
    indexes = [frame.index for frame in frames_of(source, 3)]
    assert indexes == [1, 2, 3]
    assert clock.waits_s == pytest.approx([0.05])


def test_after_reopening_the_time_starts_again() -> None:
    clock = HandClock()
    source = paced(clock)
    source.open()
    frames_of(source, 3)
    clock.now_s += 50.0
    source.open()
    frames_of(source, 2)
    assert clock.waits_s == pytest.approx([0.1, 0.1, 0.1])


def test_it_is_known_by_the_name_and_kind_of_what_it_plays() -> None:
    source = paced(HandClock())
    assert (source.name, source.kind) == ("10 listed frames", SourceKind.DEMO)


def test_the_end_is_not_waited_for() -> None:
    clock = HandClock()
    source = paced(clock, frames=1)
    source.open()
    source.read()
    assert source.read() is None
    assert clock.waits_s == []
