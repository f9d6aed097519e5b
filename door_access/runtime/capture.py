"""The capture thread: frames out of the source, and a report whenever there are none."""

import logging
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from door_access.domain.faces.faces import Frame, SourceKind
from door_access.errors import BadInput, CameraFault
from door_access.ports import FrameSource
from door_access.runtime.mailbox import Mailbox, MailboxClosed
from door_access.runtime.messages import CameraReport, CameraState

_log = logging.getLogger(__name__)

FROZEN_AFTER_S = 2.0
"""How long a picture may stand still before it counts as lost (a live sensor is never still)."""
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
REST_STEP_S = 0.095
"""How far apart the frames are that are made into pictures while nobody is there: ten a second, but for those
that come a little early."""

Captured = Frame | CameraReport


class FreezeDetector(Protocol):
    """Tells for how long the picture has not changed."""

    def frozen_for_s(self, frame: Frame) -> float: ...


class Capture:
    """Reads one source. The capture thread owns it; only :meth:`use` may be called from elsewhere.

    Attributes:
        failure: the last error of the source; in playback it ended the run.
    """

    def __init__(
        self,
        source: FrameSource,
        outbox: Mailbox[Captured],
        *,
        freeze: Callable[[], FreezeDetector],
        pause: Callable[[float], None],
        clock: Callable[[], float] | None,
        is_resting: Callable[[], bool] = lambda: False,
    ) -> None:
        """``clock`` stamps the frames of a running kiosk; None leaves a file's own time on them.

        While ``is_resting`` a running kiosk makes only a few frames a second into pictures.
        The freeze detector outlives a reopened camera, so that a frozen one stays frozen until it moves.
        """
        self._source = source
        self._sources: Mailbox[FrameSource] = Mailbox()
        self._outbox = outbox
        self._make_freeze = freeze
        self._freeze = freeze()
        self._pause = pause
        self._clock = clock
        self._is_resting = is_resting
        self._is_open = self._is_frozen = self._is_over = False
        self._wait_s = FIRST_WAIT_S
        self._newest_s = self._passed_s = 0.0
        self._step_s = math.inf
        self.failure: CameraFault | BadInput | None = None

    def use(self, source: FrameSource) -> None:
        """Read another source from the next step on."""
        self._sources.put(source)

    def step(self) -> None:
        """Read one frame and hand it on; a lost source is reported and opened again after a while."""
        self._switch()
        if self._is_over:
            self._pause(FIRST_WAIT_S)
            return
        try:
            self._open()
            if self._clock is not None and self._may_pass():
                self._pass(self._clock)
            else:
                self._hand_on(self._source.read())
        except (CameraFault, BadInput) as error:
            self.failure = error
            self._lose(CameraState.LOST, str(error))

    def close(self) -> None:
        """Let go of the source and tell the next thread that nothing more will come."""
        self._source.close()
        self._outbox.close()

    def _switch(self) -> None:
        source = self._sources.take(0)
        if source is not None:
            self._source.close()
            self._source, self._is_open, self._is_over = source, False, False
            self._freeze = self._make_freeze()
            self._wait_s = FIRST_WAIT_S

    def _open(self) -> None:
        if not self._is_open:
            self._report(CameraState.STARTING)
            self._source.open()
            self._is_open, self._is_frozen = True, False

    def _may_pass(self) -> bool:
        """Say whether the next frame, if it comes as soon as the last one did, is one too many."""
        return self._is_resting() and self._passed_s + self._step_s < self._newest_s + REST_STEP_S

    def _pass(self, clock: Callable[[], float]) -> None:
        if self._source.skip() is None:
            self._end()
        else:
            self._count(clock())

    def _count(self, at_s: float) -> None:
        """Note when a frame came, and how long after the one before."""
        self._passed_s, self._step_s = at_s, at_s - self._passed_s

    def _hand_on(self, frame: Frame | None) -> None:
        if frame is None:
            self._end()
            return
        at_s = self._clock() if self._clock is not None else frame.captured_at_s
        frame = replace(frame, captured_at_s=at_s, source=self._source.name, kind=self._source.kind)
        self._newest_s = at_s
        self._count(at_s)
        if self._freeze.frozen_for_s(frame) < FROZEN_AFTER_S:
            self._is_frozen = False
            self._wait_s = FIRST_WAIT_S
            self._outbox.put(frame)
        elif not self._is_frozen:
            self._is_frozen = True
            self._lose(CameraState.FROZEN, "The picture stands still.")

    def _end(self) -> None:
        self._report(CameraState.ENDED, "The video is over.")
        self._is_over = True
        if self._clock is None:
            raise MailboxClosed

    def _lose(self, state: CameraState, detail: str) -> None:
        _log.warning("source %s is %s: %s", self._source.name, state, detail)
        self._report(state, detail)
        if self._clock is None and state is CameraState.LOST:
            raise MailboxClosed
        if self._source.kind is SourceKind.LIVE or state is CameraState.LOST:
            self._source.close()
            self._is_open = False
            self._pause(self._wait_s)
            self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)

    def _report(self, state: CameraState, detail: str = "") -> None:
        at_s = self._clock() if self._clock is not None else self._newest_s
        self._outbox.put(CameraReport(state, self._source.name, self._source.kind, at_s, detail))
