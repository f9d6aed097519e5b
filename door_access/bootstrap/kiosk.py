"""Everything that the window needs, in one call."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from door_access.bootstrap.decision import AS_SET, Asked, make_costs, make_mind
from door_access.bootstrap.running import door_rules, make_run, running_clock
from door_access.bootstrap.site import Site, opened_site, owned_door
from door_access.bootstrap.vision import Progress, make_encoder, make_source
from door_access.config import Settings
from door_access.desk.desk import Desk
from door_access.desk.operator_pin import OperatorPin
from door_access.domain.enrolment.enrolment import GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.hardware.readers.serial_reader import SerialCardReader
from door_access.ports import FrameSource
from door_access.runtime.card_watch import CardListener, CardWatch
from door_access.runtime.door_service import DoorRules
from door_access.runtime.encounter import CardShown, PinTyped
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import AlarmRaised, EventHub
from door_access.runtime.pipeline import Pipeline
from door_access.runtime.recognition import Mind
from door_access.runtime.rehearsal import RehearsalRequest
from door_access.runtime.worker import Worker
from door_access.vision.cameras.devices import list_cameras

__all__ = ["EnrolmentRequest", "Kiosk", "Making"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Making:
    """How the composition root turns settings into parts. ``close`` lets go of database and door."""

    source: Callable[[str, Settings], FrameSource]
    mind: Callable[[Settings], Mind]
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
        self._pipeline.recognition.wish(CardShown(number))

    def misread_card(self) -> None:
        """Take note of a reading that was no card's number."""
        self._pipeline.recognition.wish(CardShown(""))

    def type_pin(self, digits: str) -> None:
        """Take the PIN of whoever is asked for one."""
        self._pipeline.recognition.wish(PinTyped(digits))

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
        self._pipeline.recognition.wish(self._making.mind(settings))
        self._pipeline.door.follow(self._making.door_rules(settings))
        if settings.camera != old.camera:
            self.use_source(settings.camera.source)


def build_kiosk(data_dir: Path, spec: str | None, progress: Progress, asked: Asked = AS_SET) -> Kiosk:
    """Open everything that the window needs; stopping the kiosk closes it.

    Raises:
        DoorInUse: another process owns this door.
        DoorAccessError: settings, database, weights or source cannot be used.
    """
    with ExitStack() as opened:
        site = opened.enter_context(opened_site(data_dir))
        opened.enter_context(owned_door(site))
        kept = ExitStack()
        source = spec or site.settings.camera.source
        kiosk = _kiosk_of(site, source, progress, asked, close=kept.close)
        if site.settings.door.card_reader:
            opened.enter_context(serial_cards(site.settings.door.card_reader, _card_listener(kiosk)))
        kept.push(opened.pop_all())
    return kiosk


def _card_listener(kiosk: Kiosk) -> CardListener:
    return CardListener(
        card=kiosk.show_card,
        misread=lambda _: kiosk.misread_card(),
        trouble=lambda sentence: kiosk.hub.publish(AlarmRaised(sentence)) if sentence else None,
    )


def _kiosk_of(site: Site, spec: str, progress: Progress, asked: Asked, *, close: Callable[[], None]) -> Kiosk:
    source = make_source(spec, site.settings, is_running=True)
    card, credentials = site.card, site.credentials
    encoder = make_encoder(site.models, card, progress)
    run = make_run(site, source, encoder, clock=running_clock(), asked=asked)
    desk = Desk(
        site.people,
        site.log,
        OperatorPin(site.store, clock=time.monotonic),
        model=card.model,
        config_path=site.config_path,
        find_cameras=list_cameras,
    )
    desk.costs_of = partial(make_costs, card)
    desk.keep_credentials(credentials)
    making = Making(
        source=lambda words, settings: make_source(words, settings, is_running=True),
        mind=lambda settings: make_mind(settings, card, encoder, credentials, asked),
        door_rules=door_rules,
        close=close,
    )
    return Kiosk(site.settings, run.pipeline, desk, hub=run.hub, making=making)


STOP_WITHIN_S = 2.0
"""Longer than one reading; a reader at a port that hangs is left behind and said to be late."""


@contextmanager
def serial_cards(port: str, listener: CardListener) -> Iterator[None]:
    """Read cards at the port until the end; the listener is called on the reader's thread."""

    def pause(wait_s: float) -> None:
        worker.pause(wait_s)

    watch = CardWatch(SerialCardReader(port), listener, pause=pause, clock=time.monotonic)
    worker = Worker("card reader", watch.step, on_fault=_nobody, at_end=watch.close)
    worker.start()
    try:
        yield
    finally:
        worker.ask_to_stop()
        worker.join(STOP_WITHIN_S)


def _nobody(_worker: str, _error: Exception | None) -> None:
    """Tell nobody: the worker has logged its error, and the reader's troubles go to the listener."""
