"""The capture thread's steps: frames, and a report whenever there are none."""

from collections.abc import Sequence

import pytest

from door_access.domain.faces.faces import Frame, SourceKind
from door_access.errors import BadInput, CameraFault
from door_access.runtime.capture import FIRST_WAIT_S, FROZEN_AFTER_S, LONGEST_WAIT_S, Capture, Captured
from door_access.runtime.mailbox import MailboxClosed
from door_access.runtime.messages import CameraReport, CameraState
from door_access.vision.cameras.camera import FrozenPicture
from tests.builders import picture
from tests.fakes import HandClock

LIVE, PLAYBACK = SourceKind.LIVE, SourceKind.PLAYBACK
LOST, FROZEN, STARTING, ENDED = (
    CameraState.LOST,
    CameraState.FROZEN,
    CameraState.STARTING,
    CameraState.ENDED,
)
Shown = int | Exception | None
"""A grey level, a failure, or the end of the file."""


class ScriptedSource:
    """Shows what it is told, one thing per reading; opening fails as often as it is told."""

    def __init__(
        self, shown: Sequence[Shown], *, name: str = "camera", kind: SourceKind = LIVE, failures: int = 0
    ) -> None:
        self.name, self.kind = name, kind
        self._shown = list(shown)
        self._failures = failures
        self._index = 0
        self.opened = self.closed = self.skipped = 0

    def open(self) -> None:
        if self._failures:
            self._failures -= 1
            raise CameraFault("No picture.")
        self.opened += 1

    def read(self) -> Frame | None:
        shown = self._shown.pop(0)
        if isinstance(shown, Exception):
            raise shown
        if shown is None:
            return None
        self._index += 1
        return Frame(picture(grey=shown), self._index / 10, self._index)

    def skip(self) -> float | None:
        frame = self.read()
        self.skipped += 1
        return None if frame is None else frame.captured_at_s

    def close(self) -> None:
        self.closed += 1


class Kept:
    """An outbox that keeps everything."""

    def __init__(self) -> None:
        self.items: list[Captured] = []
        self.is_closed = False

    def put(self, item: Captured) -> None:
        self.items.append(item)

    def close(self) -> None:
        self.is_closed = True


class Stage:
    """A capture with its surroundings."""

    def __init__(self, source: ScriptedSource, *, is_running: bool = True, is_resting: bool = False) -> None:
        self.capture_source = source
        self.clock = HandClock(50.0)
        self.outbox = Kept()
        self.pauses: list[float] = []
        self.capture = Capture(
            source,
            self.outbox,  # type: ignore[arg-type]
            freeze=FrozenPicture,
            pause=self._pause,
            clock=self.clock if is_running else None,
            is_resting=lambda: is_resting,
        )

    def _pause(self, duration_s: float) -> None:
        self.pauses.append(duration_s)
        self.clock.move(duration_s)

    def steps(self, count: int, *, every_s: float = 0.1) -> None:
        for _ in range(count):
            self.clock.move(every_s)
            self.capture.step()

    @property
    def reports(self) -> list[CameraReport]:
        return [item for item in self.outbox.items if isinstance(item, CameraReport)]

    @property
    def states(self) -> list[CameraState]:
        return [report.state for report in self.reports]

    @property
    def frames(self) -> list[Frame]:
        return [item for item in self.outbox.items if isinstance(item, Frame)]


def test_a_frame_is_stamped_with_the_running_clock_and_its_source() -> None:
    stage = Stage(ScriptedSource([1, 2]))
    stage.steps(2)

    assert stage.states == [STARTING]
    assert [f.captured_at_s for f in stage.frames] == pytest.approx([50.1, 50.2])
    assert {(f.source, f.kind) for f in stage.frames} == {("camera", LIVE)}


def test_in_playback_a_frame_keeps_its_own_time() -> None:
    stage = Stage(ScriptedSource([1, 2], kind=PLAYBACK), is_running=False)
    stage.steps(2)

    assert [f.captured_at_s for f in stage.frames] == [0.1, 0.2]


def test_a_lost_camera_is_reported_and_opened_again() -> None:
    source = ScriptedSource([1, CameraFault("Unplugged."), 2])
    stage = Stage(source)
    stage.steps(3)

    assert stage.states == [STARTING, LOST, STARTING]
    assert (stage.reports[1].detail, source.closed, source.opened) == ("Unplugged.", 1, 2)
    assert len(stage.frames) == 2


def test_a_camera_that_stays_away_is_tried_ever_more_rarely() -> None:
    stage = Stage(ScriptedSource([1], failures=7))
    stage.steps(8)

    assert stage.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert max(stage.pauses) == LONGEST_WAIT_S
    assert len(stage.frames) == 1


def test_a_picture_resets_the_patience() -> None:
    stage = Stage(ScriptedSource([1, CameraFault("Gone."), 2, CameraFault("Gone.")], failures=3))
    stage.steps(7)

    assert stage.pauses == [0.5, 1.0, 2.0, FIRST_WAIT_S, FIRST_WAIT_S]


def test_a_picture_that_stands_still_for_two_seconds_is_frozen() -> None:
    stage = Stage(ScriptedSource([7] * 30))
    stage.steps(21)

    assert stage.states == [STARTING, FROZEN]
    assert len(stage.frames) == FROZEN_AFTER_S * 10


def test_a_frozen_camera_is_opened_again_and_stays_frozen_until_it_moves() -> None:
    source = ScriptedSource([7] * 23 + [8])
    stage = Stage(source)
    stage.steps(24)

    assert stage.states == [STARTING, FROZEN] + [STARTING, FROZEN] * 2 + [STARTING]
    assert source.opened == 4
    assert [f.rgb[0, 0, 0] for f in stage.frames][-2:] == [7, 8]
    assert len(stage.frames) == 21


def test_a_frozen_camera_is_opened_ever_more_rarely() -> None:
    stage = Stage(ScriptedSource([7] * 24))
    stage.steps(24)

    assert stage.pauses == [0.5, 1.0, 2.0, 4.0]


def test_a_file_that_stands_still_is_frozen_but_not_opened_again() -> None:
    source = ScriptedSource([7] * 40 + [8], kind=PLAYBACK)
    stage = Stage(source, is_running=False)
    stage.steps(41)

    assert stage.states == [STARTING, FROZEN]
    assert (source.opened, source.closed, stage.pauses) == (1, 0, [])
    assert len(stage.frames) == 21


def test_a_file_that_froze_twice_is_reported_twice() -> None:
    stage = Stage(ScriptedSource([7] * 25 + [8] * 25, kind=PLAYBACK), is_running=False)
    stage.steps(50)

    assert stage.states == [STARTING, FROZEN, FROZEN]


def test_the_end_of_a_file_is_reported_and_ends_playback() -> None:
    stage = Stage(ScriptedSource([1, None], kind=PLAYBACK), is_running=False)
    stage.steps(1)
    with pytest.raises(MailboxClosed):
        stage.capture.step()

    assert stage.states == [STARTING, ENDED]
    assert stage.reports[-1].at_s == 0.1
    assert stage.capture.failure is None


def test_the_end_of_a_file_leaves_a_kiosk_waiting_for_another_source() -> None:
    stage = Stage(ScriptedSource([1, None], kind=PLAYBACK))
    stage.steps(5)

    assert stage.states == [STARTING, ENDED]
    assert len(stage.pauses) == 3


@pytest.mark.parametrize("error", [CameraFault("Broken."), BadInput("Not a video.")])
def test_in_playback_a_failure_ends_the_run_and_is_kept(error: CameraFault | BadInput) -> None:
    stage = Stage(ScriptedSource([1, error], kind=PLAYBACK), is_running=False)
    stage.steps(1)
    with pytest.raises(MailboxClosed):
        stage.capture.step()

    assert stage.capture.failure is error
    assert stage.states == [STARTING, LOST]


def test_another_source_is_read_from_the_next_step_on() -> None:
    old, new = ScriptedSource([1, 1]), ScriptedSource([2, 2], name="demo", kind=SourceKind.DEMO)
    stage = Stage(old)
    stage.steps(1)
    stage.capture.use(new)
    stage.steps(1)

    assert old.closed == 1
    assert [(f.source, f.kind) for f in stage.frames] == [("camera", LIVE), ("demo", SourceKind.DEMO)]
    assert stage.states == [STARTING, STARTING]


def test_of_two_sources_chosen_at_once_the_newer_is_read() -> None:
    stage = Stage(ScriptedSource([1]))
    unread, read = ScriptedSource([], name="unread"), ScriptedSource([2], name="read")
    stage.capture.use(unread)
    stage.capture.use(read)
    stage.steps(1)

    assert ([f.source for f in stage.frames], unread.opened) == (["read"], 0)


def test_another_source_after_the_end_of_a_file_is_read() -> None:
    stage = Stage(ScriptedSource([None], kind=PLAYBACK))
    stage.steps(2)
    stage.capture.use(ScriptedSource([5]))
    stage.steps(1)

    assert len(stage.frames) == 1


def test_another_source_starts_with_fresh_patience_and_a_fresh_eye_for_frozen_pictures() -> None:
    stage = Stage(ScriptedSource([7] * 22))
    stage.steps(22)
    stage.pauses.clear()
    stage.capture.use(ScriptedSource([7, CameraFault("Gone.")]))
    stage.steps(2)

    assert stage.pauses == [FIRST_WAIT_S]
    assert stage.states[-2:] == [STARTING, LOST]


def test_closing_lets_go_of_the_source_and_closes_the_outbox() -> None:
    source = ScriptedSource([1])
    stage = Stage(source)
    stage.capture.close()

    assert (source.closed, stage.outbox.is_closed) == (1, True)


def test_while_nobody_is_there_every_third_of_thirty_frames_a_second_becomes_a_picture() -> None:
    stage = Stage(ScriptedSource([1, 2] * 60), is_resting=True)
    stage.steps(60, every_s=1 / 30)

    assert 20 <= len(stage.frames) <= 21
    assert stage.capture_source.skipped == 60 - len(stage.frames)


def test_a_slow_source_is_read_as_it_comes_also_while_nobody_is_there() -> None:
    stage = Stage(ScriptedSource([1, 2] * 60), is_resting=True)
    stage.steps(20, every_s=0.2)

    assert len(stage.frames) == 20


def test_a_film_in_its_own_time_is_read_whole() -> None:
    stage = Stage(ScriptedSource([1, 2] * 60, kind=PLAYBACK), is_running=False, is_resting=True)
    stage.steps(30, every_s=1 / 30)

    assert len(stage.frames) == 30


def test_a_camera_that_is_lost_while_nobody_is_there_is_told() -> None:
    stage = Stage(ScriptedSource([1, 2, CameraFault("No picture.")]), is_resting=True)
    stage.steps(3, every_s=1 / 30)

    assert stage.states == [STARTING, LOST]


def test_a_source_that_ends_while_nobody_is_there_is_told() -> None:
    stage = Stage(ScriptedSource([1, None]), is_resting=True)
    stage.steps(2, every_s=1 / 30)

    assert stage.states == [STARTING, ENDED]
