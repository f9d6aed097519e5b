"""The recognition thread: drives the entry machine, or an enrolment while somebody is being enrolled."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random, SystemRandom

from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.enrolment import EnrolmentProgress, GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.enrolment.rehearsal import RehearsalProgress
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.events import (
    CardRead,
    Event,
    Interrupted,
    PassRead,
    PinTyped,
    Resumed,
    SceneSeen,
    SourceLost,
    Suspended,
    Tick,
)
from door_access.domain.entry.passes import PassSights
from door_access.domain.entry.transaction import EntryRules
from door_access.domain.faces.faces import FaceSample, SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.errors import DoorAccessError, StorageFault
from door_access.ports import CredentialStore, FaceEncoder, FacePictures, PeopleStore
from door_access.runtime import events as hub_events
from door_access.runtime.detection import Seen
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest, stopped
from door_access.runtime.entry_driver import EntryDriver
from door_access.runtime.events import EventHub
from door_access.runtime.failure_ledger import FailureLedger
from door_access.runtime.known_people import PATIENCE_S, KnownPeople
from door_access.runtime.mailbox import Mailbox
from door_access.runtime.messages import (
    CameraReport,
    CameraState,
    Decided,
    DoorMessage,
    FrameRecognised,
    Heartbeat,
    Noticing,
    Suspend,
)
from door_access.runtime.pass_watch import PassWatch
from door_access.runtime.permissions.rules_at_door import RulesAtDoor
from door_access.runtime.rehearsal import RehearsalJob, RehearsalRequest, not_started
from door_access.runtime.worker import Inbox

_log = logging.getLogger(__name__)

HEARTBEAT_EVERY_S = 0.25
"""How often an idle recognition says that it lives; the door allows eight missing beats."""

LOADING_TOLD_S = 1.0
"""Whoever stands at the door is told that the people are still being loaded once that takes longer."""

Answer = LookalikeAnswer | GlassesAnswer
Undated = Callable[[float], Event]
"""An event that becomes one when recognition takes it, at that time."""


@dataclass(frozen=True, slots=True)
class OfRequest:
    """About the enrolment of this very request, and nobody else's."""

    request: EnrolmentRequest


class Withdrawal(OfRequest):
    """Cancels it."""


class NoMorePhotos(OfRequest):
    """Ends it with the samples there are."""


@dataclass(frozen=True, slots=True)
class InNameOf:
    """Begins an enrolment that is somebody's act, whoever is at the desk when it ends.

    ``people`` and ``credentials`` are those that this somebody changes; ``pictures`` makes what may be kept.
    """

    request: EnrolmentRequest
    people: PeopleStore
    credentials: CredentialStore
    pictures: FacePictures | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PhotoFace:
    """Offers the face of a photo to the enrolment of this very request.

    ``answer`` is told whether it was taken; None where that enrolment does not run (any more).
    """

    request: EnrolmentRequest
    sample: FaceSample
    picture: FacePicture | None
    answer: Callable[[bool | None], object]


Request = EnrolmentRequest | RehearsalRequest
Wish = Request | InNameOf | OfRequest | Answer | EntryRules | Undated | PhotoFace | None
"""Begin or withdraw an enrolment or rehearsal, answer a question, decide by other rules, take an event, or a
photo; None cancels whatever runs."""

OLDEST_WISH_S = 2.0
"""A card or PIN that recognition could not take by then is void: whoever showed it may be gone."""

Job = EnrolmentJob | RehearsalJob
Progress = EnrolmentProgress | RehearsalProgress
"""What takes recognition's place for a while; the door is suspended."""


class Recognition:
    """Owns the encoder, the gallery and the entry machine.

    From elsewhere only :meth:`wish`, :meth:`show_card` and :meth:`type_pin` may be called.
    """

    def __init__(
        self,
        rules: EntryRules,
        *,
        encoder: FaceEncoder,
        curves: ImpostorCurves,
        people: PeopleStore,
        credentials: CredentialStore,
        passes: PassWatch,
        site_rules: RulesAtDoor,
        ledger: FailureLedger | None,
        kind: SourceKind,
        inbox: Mailbox[Seen],
        door: Inbox[DoorMessage],
        hub: EventHub,
        clock: Callable[[], float] | None,
        slowly: Executor | None = None,
        reader: Executor | None = None,
    ) -> None:
        """Make everything ready for the first step.

        Args:
            passes: says elsewhere whether there are any to be looked for.
            site_rules: who may enter when; ``rules`` are the door's own.
            ledger: where failures outlive a restart; None in playback.
            kind: of the first source, which may never give a picture.
            clock: None in playback, where time is what the frames say.
            slowly: where PINs are checked and failures written; threads of its own if None.
            reader: where the people are read; a thread of its own if None.
        """
        self._rules = rules
        self._encoder = encoder
        self._curves = curves
        self._store = people
        self._credentials = credentials
        self._inbox = inbox
        self._door = door
        self._hub = hub
        self._clock = clock
        self._wishes: Inbox[tuple[Wish, float]] = Inbox()
        self._reader = reader or ThreadPoolExecutor(max_workers=1, thread_name_prefix="people")
        self._people = KnownPeople(
            people,
            model=encoder.model_key,
            hub=hub,
            reader=self._reader,
            patience_s=None if clock is None else PATIENCE_S,
        )
        self._loads_since_s: float | None = None
        self._is_loading_told = False
        self._slowly = slowly or ThreadPoolExecutor(max_workers=2, thread_name_prefix="slowly")
        self._entry = EntryDriver(
            rules,
            encoder=encoder,
            people=self._people,
            site_rules=site_rules,
            credentials=credentials,
            passes=passes.store,
            ledger=ledger,
            slowly=self._slowly,
            decide=self._decide,
            warn=lambda notice, at_s: door.put(Noticing(notice, at_s)),
            dice=Random(0) if clock is None else SystemRandom(),
            hub=hub,
        )
        self._passes = passes
        self._pass_sights = PassSights()
        self._job: Job | None = None
        self._source: str | None = None
        self._kind = kind
        self._at_s = 0.0

    @property
    def asks(self) -> frozenset[DoorMode]:
        """Return the modes of which the door asks everything of everybody now."""
        return self._entry.asks

    def wish(self, wish: Wish) -> None:
        """Leave a wish for the next step."""
        self._wishes.put((wish, self._clock() if self._clock else 0.0))

    def show_card(self, number: str) -> None:
        """Take what a reader has read; no number stands for a reading that was none."""
        self.wish(partial(CardRead, number))

    def type_pin(self, digits: str) -> None:
        """Take what somebody has typed and confirmed."""
        self.wish(partial(PinTyped, digits))

    def step(self) -> None:
        """Fulfil the wishes, finish what was done slowly, then take one scene or report."""
        self._fulfil_wishes()
        self._entry.finish(self._now_s())
        seen = self._inbox.take(HEARTBEAT_EVERY_S)
        if seen is None:
            self._idle()
        elif isinstance(seen, CameraReport):
            self._take_report(seen)
        else:
            self._take_scene(seen)

    def renew(self) -> None:
        """Forget a half-made attempt and enrolment after a failure."""
        self._cancel_job()
        self._entry.receive(Interrupted(Reason.RECOGNITION_FAULT, self._now_s()))

    def close(self) -> None:
        """End: an unfinished enrolment leaves nothing, the door hears nothing more."""
        is_idle = False
        try:
            self._cancel_job()
            is_idle = self._entry.close(self._now_s())
        finally:
            self._door.close()
            self._slowly.shutdown(wait=is_idle, cancel_futures=True)
            self._reader.shutdown(wait=True, cancel_futures=True)

    def _now_s(self, at_s: float | None = None) -> float:
        """Return the time; in playback that of the newest frame, or as given."""
        if self._clock is not None:
            return self._clock()
        self._at_s = self._at_s if at_s is None else at_s
        return self._at_s

    def _idle(self) -> None:
        if self._clock is not None:
            now_s = self._clock()
            self._keep_up(now_s)
            self._entry.receive(Tick(now_s))
            self._door.put(Heartbeat(now_s))

    def _take_report(self, report: CameraReport) -> None:
        if report.state is CameraState.ENDED and self._job and not _is_from_photos(self._job):
            self._work(self._job, lambda job: job.finish())
        if self._source is not None:
            self._entry.receive(SourceLost(self._now_s(report.at_s), self._why_lost(report)))
            self._source = report.source
        self._kind = report.kind
        self._door.put(report)

    def _why_lost(self, report: CameraReport) -> Reason:
        if (report.source, report.kind) != (self._source, self._kind):
            return Reason.SOURCE_CHANGED
        return Reason.SOURCE_ENDED if report.state is CameraState.ENDED else Reason.CAMERA_LOST

    def _take_scene(self, scene: Scene) -> None:
        now_s = self._now_s(scene.at_s)
        self._keep_source(scene, now_s)
        self._hub.publish(hub_events.SceneSeen(scene))
        is_ready = self._keep_up(now_s)
        tracks = frozenset(face.track for face in scene.present)
        self._door.put(FrameRecognised(scene.frame.source, self._kind, now_s, tracks))
        if is_ready:
            self._entry.receive(SceneSeen(scene, now_s))
            self._look_for_pass(scene, now_s)
        if self._job and not _is_from_photos(self._job):
            self._work(self._job, lambda job: job.see(scene))

    def _look_for_pass(self, scene: Scene, now_s: float) -> None:
        """Take a pass that was not in sight before."""
        token = self._pass_sights.take(scene.codes, now_s)
        if token is not None:
            self._entry.receive(PassRead(token, scene, now_s))

    def _keep_up(self, now_s: float) -> bool:
        """Know who is enrolled and who must wait before anybody is judged, and say whether that is so.

        Raises:
            StorageFault: the database does not answer.
        """
        self._people.poll(now_s)
        self._tell_loading(now_s)
        if self._people.is_loading:
            return False
        self._entry.remember(now_s)
        if self._passes.poll(self._people.version):
            self._hub.publish(hub_events.PassesChanged(self._passes.is_wanted))
        self._entry.keep_asking(now_s)
        return True

    def _tell_loading(self, now_s: float) -> None:
        """Have the door say that the people are still being loaded, once that takes long, and its end."""
        if self._loads_since_s is None:
            self._loads_since_s = now_s
        is_long = self._people.is_loading and now_s - self._loads_since_s >= LOADING_TOLD_S
        if is_long is not self._is_loading_told:
            self._is_loading_told = is_long
            self._door.put(Suspend(is_long, now_s, Reason.LOADING_PEOPLE))

    def _keep_source(self, scene: Scene, now_s: float) -> None:
        """End an attempt that began on another source: frames of two never share a decision."""
        before, now = (self._source, self._kind), (scene.frame.source, scene.frame.kind)
        if self._source is not None and before != now:
            self._entry.receive(SourceLost(now_s, Reason.SOURCE_CHANGED))
        self._source, self._kind = now

    def _decide(self, decision: AccessDecision) -> None:
        self._door.put(Decided(decision, self._kind, self._now_s()))

    def _fulfil_wishes(self) -> None:
        while (wished := self._wishes.take(0)) is not None:
            self._fulfil(*wished)

    def _fulfil(self, wish: Wish, wished_at_s: float) -> None:
        if wish is None:
            self._cancel_job()
        elif isinstance(wish, InNameOf | EnrolmentRequest | RehearsalRequest):
            self._begin(wish)
        elif isinstance(wish, EntryRules):
            self._rules = wish
            self._entry.follow(wish, self._now_s())
        elif isinstance(wish, LookalikeAnswer | GlassesAnswer | PhotoFace | OfRequest):
            self._fulfil_for_job(wish)
        elif self._clock is not None and self._clock() - wished_at_s > OLDEST_WISH_S:
            _log.warning("a card or a PIN came while recognition did not answer; it is void")
        elif self._keep_up(self._now_s()):
            self._entry.receive(wish(self._now_s()))
        else:
            _log.warning("a card or a PIN came before the people were loaded; it is void")

    def _fulfil_for_job(self, wish: Answer | PhotoFace | OfRequest) -> None:
        job = self._job
        if isinstance(wish, PhotoFace):
            self._take_photo(wish)
        elif isinstance(wish, OfRequest):
            if job and job.request is wish.request:
                self._work(job, lambda one: one.cancel() if isinstance(wish, Withdrawal) else one.finish())
        elif isinstance(job, EnrolmentJob):
            self._work(job, lambda _: job.answer(wish))

    def _begin(self, wish: Request | InNameOf) -> None:
        request = wish.request if isinstance(wish, InNameOf) else wish
        if self._job and isinstance(request, EnrolmentRequest) and request.gives_way:
            return
        self._cancel_job()
        try:
            job = self._job_of(wish)
        except StorageFault as error:
            self._publish(_refused(request, str(error)), request)
            return
        self._job = job
        if not _is_from_photos(job):
            self._entry.receive(Suspended(self._now_s()))
            self._door.put(Suspend(True, self._now_s()))
        self._tell(job, job.progress)

    def _take_photo(self, photo: PhotoFace) -> None:
        job = self._job
        if not isinstance(job, EnrolmentJob) or job.request is not photo.request:
            photo.answer(None)
            return
        taken: list[bool] = []

        def offer(_job: Job) -> Progress:
            taken.append(job.offer_cut(photo.sample, photo.picture))
            return job.progress

        self._work(job, offer)
        photo.answer(taken[0] if taken else None)

    def _job_of(self, wish: Request | InNameOf) -> Job:
        gallery = self._people.fresh()
        if isinstance(wish, RehearsalRequest):
            return RehearsalJob(
                wish,
                encoder=self._encoder,
                policy=self._rules.policy,
                rules=self._rules.attempt,
                gallery=gallery,
            )
        own = wish if isinstance(wish, InNameOf) else InNameOf(wish, self._store, self._credentials)
        return EnrolmentJob(
            own.request,
            encoder=self._encoder,
            store=own.people,
            curves=self._curves,
            gallery=self._people.fresh,
            credentials=own.credentials,
            pictures=own.pictures,
        )

    def _work(self, job: Job, step: Callable[[Job], Progress]) -> None:
        """Let the job take a step; what cannot be stored ends it with a sentence."""
        try:
            progress = step(job)
        except DoorAccessError as error:
            progress = job.stop(str(error))
        self._tell(job, progress)

    def _cancel_job(self) -> None:
        if self._job:
            self._tell(self._job, self._job.cancel())

    def _tell(self, job: Job, progress: Progress) -> None:
        if progress.stage.is_over:
            self._job = None
            if not _is_from_photos(job):
                self._entry.receive(Resumed(self._now_s()))
                self._door.put(Suspend(False, self._now_s()))
        self._publish(progress, job.request)

    def _publish(self, progress: Progress, request: Request) -> None:
        if isinstance(progress, RehearsalProgress):
            self._hub.publish(hub_events.RehearsalChanged(progress))
        elif isinstance(request, EnrolmentRequest):
            self._hub.publish(hub_events.EnrolmentChanged(progress, request))


def _is_from_photos(job: Job) -> bool:
    """Say whether a job needs nothing of the camera, so that the door goes on."""
    return isinstance(job, EnrolmentJob) and job.request.from_photos


def _refused(request: Request, sentence: str) -> Progress:
    """Return the end of a job that cannot begin."""
    if isinstance(request, RehearsalRequest):
        return not_started(request, sentence)
    return stopped(request, sentence)
