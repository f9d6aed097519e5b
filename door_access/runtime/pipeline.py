"""The threads a frame travels through, and what lies between them: capture, detection, recognition, door."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from door_access.domain.door.modes import OperatingMode
from door_access.errors import BadInput, CameraFault
from door_access.ports import FrameSource, ServiceManager
from door_access.runtime.capture import Capture, Captured, FreezeDetector
from door_access.runtime.detection import Detection, SceneFinder, Seen
from door_access.runtime.door.service import DoorService
from door_access.runtime.mailbox import Mailbox
from door_access.runtime.messages import Acknowledge, DoorMessage, Release, Relock, SetMode, WorkerReport
from door_access.runtime.recognition import Recognition
from door_access.runtime.worker import Inbox, Worker

JOIN_TIMEOUT_S = 5.0
"""How long stopping waits for each thread; a camera's read may block for most of it."""

SENTENCES = {
    "capture": "The camera does not work.",
    "detection": "Face detection does not work.",
    "recognition": "Recognition does not work.",
    "door": "The door's control does not work.",
}


class MakeRecognition(Protocol):
    """Makes the recognition between a mailbox of scenes and the door."""

    def __call__(self, *, inbox: Mailbox[Seen], door: Inbox[DoorMessage]) -> Recognition: ...


class Pipeline:
    """Builds the stages, starts a thread for each, and stops them in the order in which frames travel."""

    def __init__(
        self,
        source: FrameSource,
        *,
        make_finder: Callable[[], SceneFinder],
        recognition: MakeRecognition,
        door: DoorService,
        freeze: Callable[[], FreezeDetector],
        clock: Callable[[], float] | None,
        manager: ServiceManager | None = None,
    ) -> None:
        """Put the stages together.

        Args:
            make_finder: called for a start and after a failure.
            manager: who hears when all threads run, and when they are asked to end; None if nobody does.
            clock: None in playback: then no frame is dropped and time is what the frames say.
        """
        keeps_all = clock is None
        frames: Mailbox[Captured] = Mailbox(keeps_all=keeps_all)
        scenes: Mailbox[Seen] = Mailbox(keeps_all=keeps_all)
        self._mailboxes = (frames, scenes)
        self._clock = clock or (lambda: 0.0)
        self._first_kind = source.kind
        self._manager = manager
        self.door = door
        self.detection = Detection(make_finder, frames, scenes)
        self.capture = Capture(
            source,
            frames,
            freeze=freeze,
            pause=self._pause_capture,
            clock=clock,
            is_resting=lambda: self.detection.is_resting,
        )
        self.recognition = recognition(inbox=scenes, door=door.inbox)
        self._workers = self._make_workers()

    def start(self) -> None:
        """Lock the door, then start every thread, the door's first."""
        self.door.begin(self._first_kind)
        for worker in reversed(self._workers):
            worker.start()
        if self._manager is not None:
            self._manager.ready()

    def stop(self) -> bool:
        """Ask every thread to end and wait with a bound; say whether all did in time."""
        if self._manager is not None:
            self._manager.stopping()
        for worker in self._workers:
            worker.ask_to_stop()
        for mailbox in self._mailboxes:
            mailbox.close()
        self.door.inbox.close()
        late = [worker.name for worker in self._workers if not worker.join(JOIN_TIMEOUT_S)]
        return not late

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the source has no more and the door has heard everything."""
        return self._workers[-1].wait(timeout_s)

    @property
    def failure(self) -> CameraFault | BadInput | None:
        """Return what the source died of in playback, if it did."""
        return self.capture.failure

    def use_source(self, source: FrameSource) -> None:
        """Take pictures from another source at once, also when the old one is being waited for."""
        self.capture.use(source)
        self._workers[0].wake()

    def release(self, note: str, actor: str = "", operator: str = "") -> None:
        """Open once, by an operator's wish."""
        self.door.inbox.put(Release(note, self._clock(), actor, operator))

    def relock(self) -> None:
        """End an opening before its time."""
        self.door.inbox.put(Relock(self._clock()))

    def set_mode(
        self, mode: OperatingMode, until_utc: datetime | None, *, note: str, actor: str, operator: str = ""
    ) -> None:
        """Let the whole door work so, by an operator's wish."""
        self.door.inbox.put(SetMode(mode, until_utc, note, self._clock(), actor, operator))

    def acknowledge(self, note: str, actor: str, operator: str = "") -> None:
        """Let no alarm stand any more: an operator has seen them."""
        self.door.inbox.put(Acknowledge(note, self._clock(), actor, operator))

    def _make_workers(self) -> tuple[Worker, ...]:
        return (
            Worker("capture", self.capture.step, on_fault=self._report, at_end=self.capture.close),
            Worker("detection", self.detection.step, on_fault=self._mend, at_end=self.detection.close),
            Worker("recognition", self.recognition.step, on_fault=self._mend, at_end=self.recognition.close),
            Worker("door", self.door.step, on_fault=self._secure, at_end=self.door.end),
        )

    def _pause_capture(self, duration_s: float) -> None:
        self._workers[0].pause(duration_s)

    def _report(self, worker: str, error: Exception | None) -> None:
        sentence = SENTENCES[worker] if error else ""
        self.door.inbox.put(WorkerReport(worker, sentence, self._clock()))

    def _mend(self, worker: str, error: Exception | None) -> None:
        """Run on the failed worker's own thread: forget what it was in the middle of."""
        self._report(worker, error)
        if error is not None and worker == "detection":
            self.detection.renew_soon()
        elif error is not None:
            self.recognition.renew()

    def _secure(self, worker: str, error: Exception | None) -> None:
        if error is not None:
            self.door.secure()
        self._report(worker, error)
