"""The running door, as the window and the command line drive it."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from door_access.config import Settings
from door_access.domain.enrolment import LookalikeAnswer
from door_access.services.desk import Desk
from door_access.services.events import EventHub

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """Who is to be enrolled. ``add_to`` is the id of an existing person whose templates are to grow."""

    name: str
    consent: str
    wanted: int = 20
    add_to: str | None = None
    allow_lookalike: bool = False
    external_id: str | None = None


class Kiosk:
    """Five threads, one door. Every method returns at once and may be called from any thread."""

    hub: EventHub

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        raise NotImplementedError

    def start(self) -> None:
        """Start all threads; the door begins LOCKED."""
        raise NotImplementedError

    def stop(self) -> None:
        """Lock, ask every thread to end, and wait for them with a bound."""
        raise NotImplementedError

    def use_source(self, source: str) -> None:
        """Take pictures from another camera, file, stream or the demo from now on."""
        raise NotImplementedError

    def release(self, note: str) -> None:
        """Open once, by an operator's wish; the note is logged."""
        raise NotImplementedError

    def begin_enrolment(self, request: EnrolmentRequest) -> None:
        """Suspend the door and enrol from its camera; EnrolmentChanged tells how it goes."""
        raise NotImplementedError

    def answer_lookalike(self, answer: LookalikeAnswer) -> None:
        """Answer the enrolment's question."""
        raise NotImplementedError

    def cancel_enrolment(self) -> None:
        """End the enrolment; nothing is stored."""
        raise NotImplementedError

    def at_desk(self, job: Callable[[Desk], T]) -> "Future[T]":
        """Run the job on the desk's own thread, where SQL and files are allowed."""
        raise NotImplementedError
