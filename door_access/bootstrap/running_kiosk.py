"""The running door, as the window drives it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from door_access.config import Settings
from door_access.desk.desk import Desk
from door_access.domain.enrolment.enrolment import GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.entry.transaction import EntryRules
from door_access.ports import FrameSource
from door_access.runtime.door_service import DoorRules
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EventHub
from door_access.runtime.pipeline import Pipeline
from door_access.runtime.rehearsal import RehearsalRequest

__all__ = ["EnrolmentRequest", "Kiosk", "Making"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Making:
    """How the composition root turns settings into parts. ``close`` lets go of database and door."""

    source: Callable[[str, Settings], FrameSource]
    entry: Callable[[Settings], EntryRules]
    door_rules: Callable[[Settings], DoorRules]
    close: Callable[[], None]


class Kiosk:
    """The threads and one door. Every method but :meth:`stop` returns at once, from any thread."""

    def __init__(
        self, settings: Settings, pipeline: Pipeline, desk: Desk, *, hub: EventHub, making: Making
    ) -> None:
        self.hub = hub
        self._settings = settings
        self._pipeline = pipeline
        self._desk = desk
        self._making = making
        self._desk_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        desk.on_settings = self._apply

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return self._settings

    def start(self) -> None:
        """Start all threads; the door begins LOCKED."""
        self._pipeline.start()

    def stop(self) -> None:
        """Lock, ask every thread to end, wait for them with a bound, and let go of everything."""
        self._pipeline.stop()
        self._desk_thread.shutdown(wait=True, cancel_futures=True)
        self._making.close()

    def use_source(self, source: str) -> None:
        """Take pictures from another camera, file, stream or the demo from now on.

        Raises:
            BadInput: these words name no source, or a file that cannot be played.
        """
        self._pipeline.use_source(self._making.source(source, self._settings))

    def release(self, note: str) -> None:
        """Open once, by an operator's wish; the note is logged."""
        self._pipeline.release(note)

    def show_card(self, number: str) -> None:
        """Take what a reader has read; the answer comes as events."""
        self._pipeline.recognition.show_card(number)

    def misread_card(self) -> None:
        """Take note of a reading that was no card's number."""
        self._pipeline.recognition.show_card("")

    def type_pin(self, digits: str) -> None:
        """Take the PIN of whoever is asked for one."""
        self._pipeline.recognition.type_pin(digits)

    def begin_enrolment(self, request: EnrolmentRequest) -> None:
        """Suspend the door and enrol from its camera; EnrolmentChanged tells how it goes."""
        self._pipeline.recognition.wish(request)

    def answer_lookalike(self, answer: LookalikeAnswer) -> None:
        """Say who of the look-alikes the newcomer is, if anybody."""
        self._pipeline.recognition.wish(answer)

    def answer_glasses(self, answer: GlassesAnswer) -> None:
        """Say whether the glasses are off for the second round of samples."""
        self._pipeline.recognition.wish(answer)

    def begin_rehearsal(self, request: RehearsalRequest) -> None:
        """Suspend the door and see whether somebody is recognised who walks in; RehearsalChanged tells."""
        self._pipeline.recognition.wish(request)

    def cancel_enrolment(self) -> None:
        """End the enrolment or the rehearsal; nothing is stored."""
        self._pipeline.recognition.wish(None)

    def at_desk(self, job: Callable[[Desk], T]) -> "Future[T]":
        """Run the job on the desk's own thread, where SQL and files are allowed."""
        return self._desk_thread.submit(job, self._desk)

    def _apply(self, settings: Settings) -> None:
        """Bring written settings into force; runs on the desk's thread. Detection reads them anew itself."""
        old, self._settings = self._settings, settings
        self._pipeline.detection.renew_soon()
        self._pipeline.recognition.wish(self._making.entry(settings))
        self._pipeline.door.follow(self._making.door_rules(settings))
        if settings.camera != old.camera:
            self.use_source(settings.camera.source)
