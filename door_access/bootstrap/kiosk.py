"""Everything that the window needs, in one call."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from door_access.bootstrap.background import in_background
from door_access.bootstrap.backups import KioskBackups, NoBackupsHere
from door_access.bootstrap.decision import make_costs, make_entry
from door_access.bootstrap.interfaces import interfaces_of
from door_access.bootstrap.pictures import event_pictures
from door_access.bootstrap.retention import forgetting
from door_access.bootstrap.running import door_rules, make_run, running_clock
from door_access.bootstrap.site import Site, opened_site, owned_door
from door_access.bootstrap.vision import (
    Progress,
    make_encoder,
    make_face_pictures,
    make_photo_reader,
    make_source,
)
from door_access.config import Settings
from door_access.desk.desk import Desk
from door_access.desk.operator_pin import OperatorPin
from door_access.desk.session import Authority
from door_access.domain.door.lock import LockCapabilities
from door_access.domain.door.modes import OperatingMode
from door_access.domain.enrolment.enrolment import GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.transaction import EntryRules
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.operators.acts import Actor
from door_access.domain.operators.roles import Permit
from door_access.errors import StorageFault
from door_access.hardware.registry import make_lock, make_reader
from door_access.hardware.relay_ownership import owned_relay
from door_access.kept_settings import PrivacySettings
from door_access.offline.photo_feed import PhotoFeed, checked_photos
from door_access.offline.photos import PhotoReader
from door_access.ports import BackupService, FrameSource
from door_access.runtime.card_watch import CardListener, CardWatch
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import Event, EventHub, ModeChanged, TroubleChanged
from door_access.runtime.pipeline import Pipeline
from door_access.runtime.recognition import InNameOf
from door_access.runtime.rehearsal import RehearsalRequest
from door_access.runtime.worker import Worker
from door_access.vision.cameras.camera import list_cameras

T = TypeVar("T")

RENEWED_EVERY_S = 1.0
"""Whoever was removed or has another role by another process may do no more at this desk after so long."""
STOPS_WITHIN_S = 2.0
"""Longer than one reading; a reader at a port that hangs is left behind and said to be late."""


class Kiosk:
    """The threads and one door. Every method but :meth:`stop` returns at once, from any thread."""

    def __init__(
        self,
        settings: Settings,
        pipeline: Pipeline,
        *,
        hub: EventHub,
        session: Authority,
        enrol_as: Callable[[str, EnrolmentRequest], InNameOf],
        make_desk: Callable[[Callable[[Settings], None]], Desk],
        make_source: Callable[[str, Settings], FrameSource],
        make_entry: Callable[[Settings], EntryRules],
        make_door_rules: Callable[[Settings], DoorRules],
        make_photo_reader: Callable[[Settings], PhotoReader],
        follow_privacy: Callable[[PrivacySettings], None],
        close: Callable[[], None],
    ) -> None:
        """Put the kiosk together.

        Args:
            session: who is at the desk; what needs a permit asks it.
            enrol_as: makes an enrolment the act of this operator.
            make_desk: is given whom to tell of written settings.
            follow_privacy: hears what of the settings is about pictures.
            close: lets go of database and door.
        """
        self.hub = hub
        self.session = session
        self._enrol_as = enrol_as
        self._settings = settings
        self._pipeline = pipeline
        self._make_source = make_source
        self._make_entry = make_entry
        self._make_door_rules = make_door_rules
        self._follow_privacy = follow_privacy
        self._close = close
        self._photos = PhotoFeed(
            lambda: make_photo_reader(self._settings),
            make_face_pictures(),
            offer=pipeline.recognition.wish,
            tell=hub.publish,
        )
        self._mode = OperatingMode.NORMAL
        hub.subscribe(self._listen)
        self._desk = make_desk(self._apply)
        self._desk_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._watch = Worker("desk watch", self._renew, on_fault=lambda _name, _error: None)

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return self._settings

    def start(self) -> None:
        """Start all threads; the door begins LOCKED."""
        self._pipeline.start()
        self._watch.start()

    def stop(self) -> None:
        """Lock, ask every thread to end, wait for them with a bound, and let go of everything."""
        self._watch.ask_to_stop()
        self._photos.stop()
        self._pipeline.stop()
        self._photos.close()
        self._watch.join(STOPS_WITHIN_S)
        self._desk_thread.shutdown(wait=True, cancel_futures=True)
        self._desk.close()
        self._close()

    def use_source(self, source: str) -> None:
        """Take pictures from another camera, file, stream or the demo from now on.

        Raises:
            BadInput: these words name no source, or a file that cannot be played.
            Refused: whoever is at the desk may not, as all calls here that raise it.
        """
        self.session.require(Permit.LEAVE_KIOSK, Permit.CHANGE_SETTINGS)
        self._use_source(source)

    def _use_source(self, source: str) -> None:
        self._pipeline.use_source(self._make_source(source, self._settings))

    def permits(self) -> frozenset[Permit]:
        """Return what may be done at the desk now, as it is known without asking the database."""
        return self.session.permits()

    def require_leaving(self) -> None:
        """Raise Refused unless whoever is at the desk may end the program, or leave its full screen."""
        self.session.require(Permit.LEAVE_KIOSK)

    def release(self, note: str) -> None:
        """Open once, by an operator's wish; the note is logged. Raises Refused."""
        self.session.require(Permit.OPEN_ONCE)
        self._pipeline.release(note, Actor.DESK, self.session.who())

    def set_mode(self, mode: OperatingMode, until_utc: datetime | None, note: str = "") -> None:
        """Let the whole door work so, until then or until somebody ends it; ModeChanged tells.

        Raises:
            Refused: they may not, or it begins or ends an emergency, for which there is another permit.
        """
        is_of_emergency = OperatingMode.EMERGENCY in (mode, self._mode)
        self.session.require(Permit.SET_EMERGENCY if is_of_emergency else Permit.SET_MODE)
        who = self.session.who()
        self._pipeline.set_mode(mode, until_utc, note=note, actor=Actor.DESK, operator=who)

    def acknowledge_alarms(self, note: str) -> None:
        """Say that somebody has seen all alarms that stand; the note is logged. Raises Refused."""
        self.session.require(Permit.ACKNOWLEDGE)
        self._pipeline.acknowledge(note, Actor.DESK, self.session.who())

    @property
    def lock_capabilities(self) -> LockCapabilities:
        """Return what the real lock can do; what it cannot is offered nowhere."""
        return self._pipeline.door.lock_capabilities

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
        """Suspend the door and enrol from its camera; EnrolmentChanged tells how it goes.

        Whoever is signed in now has enrolled the person, also if they are not any more when it ends.
        Raises Refused.
        """
        self.session.require(Permit.ENROL)
        self._pipeline.recognition.wish(self._enrol_as(self.session.who(), request))

    def enrol_from_photos(self, request: EnrolmentRequest, photos: Sequence[Path]) -> None:
        """Enrol from photos while the door goes on; PhotosRead and EnrolmentChanged tell how it goes.

        ``request`` is one ``from_photos``.

        Raises:
            BadInput: there are no photos, or too many.
            Refused: as :meth:`begin_enrolment`.
        """
        files = checked_photos(photos)
        self.begin_enrolment(request)
        self._photos.begin(request, files)

    def answer_lookalike(self, answer: LookalikeAnswer) -> None:
        """Say who of the look-alikes the newcomer is, if anybody. Raises Refused."""
        self.session.require(Permit.ENROL)
        self._pipeline.recognition.wish(answer)

    def answer_glasses(self, answer: GlassesAnswer) -> None:
        """Say whether the glasses are off for the second round of samples. Raises Refused."""
        self.session.require(Permit.ENROL)
        self._pipeline.recognition.wish(answer)

    def begin_rehearsal(self, request: RehearsalRequest) -> None:
        """Suspend the door and see whether somebody is recognised who walks in; RehearsalChanged tells.

        Raises Refused.
        """
        self.session.require(Permit.ENROL)
        self._pipeline.recognition.wish(request)

    def cancel_enrolment(self) -> None:
        """End the enrolment or the rehearsal; nothing is stored."""
        self._photos.stop()
        self._pipeline.recognition.wish(None)

    def at_desk(self, job: Callable[[Desk], T]) -> "Future[T]":
        """Run the job on the desk's own thread, where SQL and files are allowed."""
        return self._desk_thread.submit(job, self._desk)

    def _apply(self, settings: Settings) -> None:
        """Bring written settings into force; runs on the desk's thread. Detection reads them anew itself."""
        old, self._settings = self._settings, settings
        self._pipeline.detection.renew_soon()
        self._pipeline.recognition.wish(self._make_entry(settings))
        self._pipeline.door.follow(self._make_door_rules(settings))
        self._follow_privacy(settings.privacy)
        if settings.camera != old.camera:
            self._use_source(settings.camera.source)

    def _renew(self) -> None:
        """Look who may do what now; while the database does not answer, what was known goes on."""
        self._watch.pause(RENEWED_EVERY_S)
        with suppress(StorageFault):
            self.session.renew()

    def _listen(self, event: Event) -> None:
        """Remember the door's mode: who ends an emergency needs the permit of who begins one."""
        if isinstance(event, ModeChanged):
            self._mode = event.mode


def build_kiosk(
    data_dir: Path,
    spec: str | None,
    progress: Progress,
    *,
    liveness: LivenessLevel | None = None,
    mode: DoorMode | None = None,
) -> Kiosk:
    """Open everything that the window needs; stopping the kiosk closes it.

    ``liveness`` and ``mode`` go before the settings.

    Raises:
        DoorInUse: another process owns this door.
        DoorAccessError: settings, database, weights or source cannot be used.
    """
    with ExitStack() as opened:
        site = opened.enter_context(opened_site(data_dir, Actor.DESK))
        opened.enter_context(owned_door(site))
        opened.enter_context(owned_relay(site.settings.lock))
        site.database.reserve.keep()
        settings, model = site.settings, site.model
        make_running_source = partial(make_source, is_running=True)
        source = make_running_source(spec or settings.camera.source, settings)
        encoder = make_encoder(site.models, model, progress)
        run = make_run(site, source, encoder, clock=running_clock(), liveness=liveness, mode=mode)
        backups = KioskBackups(site, lambda said: run.hub.publish(TroubleChanged("backup", said)))
        kept = ExitStack()
        kiosk = Kiosk(
            settings,
            run.pipeline,
            hub=run.hub,
            session=site.session,
            enrol_as=partial(_enrol_as, site),
            make_desk=partial(make_desk, site, backups=backups),
            make_source=partial(make_running_source, is_tried=False),
            make_entry=lambda changed: make_entry(changed, model, liveness=liveness, mode=mode),
            make_door_rules=partial(door_rules, mode=mode),
            make_photo_reader=lambda changed: make_photo_reader(changed, model),
            follow_privacy=opened.enter_context(event_pictures(site, run)),
            close=kept.close,
        )
        opened.enter_context(interfaces_of(settings, run))
        opened.enter_context(backups.running())
        opened.enter_context(forgetting(site))
        if settings.door.card_reader:
            opened.enter_context(serial_cards(settings.door.card_reader, _card_listener(kiosk)))
        kept.push(opened.pop_all())
    return kiosk


def _enrol_as(site: Site, operator: str, request: EnrolmentRequest) -> InNameOf:
    own = site.by(site.actor, operator)
    return InNameOf(request, own.people, own.credentials, make_face_pictures())


def make_desk(
    site: Site, on_settings: Callable[[Settings], None], backups: BackupService | None = None
) -> Desk:
    """Return the desk over the site's stores; without a kiosk nobody makes backups in the background."""
    return Desk(
        site.people,
        site.log,
        pin=OperatorPin(site.store, site.acts, clock=time.monotonic),
        credentials=site.credentials,
        rules=site.rules_desk,
        visitors=site.visitor_desk,
        operators=site.operators_desk,
        backups=backups or NoBackupsHere(site),
        imports=site.import_desk,
        privacy=site.privacy_desk,
        facts=site.store,
        pictures=site.pictures,
        acts=site.acts,
        model_key=site.model.key,
        config_path=site.config_path,
        find_cameras=list_cameras,
        costs_of=partial(make_costs, site.model),
        check_lock=make_lock,
        on_settings=on_settings,
    )


def _card_listener(kiosk: Kiosk) -> CardListener:
    return CardListener(
        card=kiosk.show_card,
        misread=lambda _: kiosk.misread_card(),
        trouble=lambda sentence: kiosk.hub.publish(TroubleChanged("card reader", sentence)),
    )


@contextmanager
def serial_cards(port: str, listener: CardListener) -> Iterator[None]:
    """Read cards at the port until the end; the listener is called on the reader's thread."""

    def make(worker: Worker) -> CardWatch:
        return CardWatch(make_reader("serial", port), listener, pause=worker.pause, clock=time.monotonic)

    with in_background("card reader", make, stops_within_s=STOPS_WITHIN_S):
        yield
