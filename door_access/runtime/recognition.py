"""The recognition thread: scenes become decisions, or templates while somebody is being enrolled."""

from collections.abc import Callable
from random import SystemRandom

from door_access.domain.enrolment.enrolment import EnrolmentProgress, GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.enrolment.rehearsal import RehearsalProgress
from door_access.domain.entry.attempt import Phase
from door_access.domain.entry.prompt import Prompt
from door_access.domain.entry.unknown_faces import UnknownFaces
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.errors import DoorAccessError, StorageFault
from door_access.ports import PeopleStore
from door_access.runtime.admission import Admission
from door_access.runtime.detection import Seen
from door_access.runtime.encounter import CardShown, Encounter, PinTyped
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest, stopped
from door_access.runtime.events import (
    AlarmRaised,
    EnrolmentChanged,
    EventHub,
    PhaseChanged,
    PromptChanged,
    RehearsalChanged,
    SceneSeen,
)
from door_access.runtime.known_people import KnownPeople
from door_access.runtime.mailbox import Mailbox
from door_access.runtime.messages import (
    AttemptAborted,
    CameraReport,
    CameraState,
    DoorMessage,
    FrameRecognised,
    Heartbeat,
    Suspend,
)
from door_access.runtime.mind import Mind
from door_access.runtime.patience import Consequences, Patience
from door_access.runtime.rehearsal import RehearsalJob, RehearsalRequest, not_started
from door_access.runtime.worker import Inbox

__all__ = ["Mind", "Recognition", "Wish"]

NO_SOURCE = "", SourceKind.PLAYBACK
"""Before the first picture."""
HEARTBEAT_EVERY_S = 0.25
"""How often an idle recognition says that it lives; the door allows eight missing beats."""


Answer = LookalikeAnswer | GlassesAnswer
Wish = EnrolmentRequest | RehearsalRequest | Answer | CardShown | PinTyped | Mind | None
"""Begin an enrolment or a rehearsal, answer a question, show a card, type a PIN, decide with another mind, or
(None) cancel."""

Job = EnrolmentJob | RehearsalJob
Progress = EnrolmentProgress | RehearsalProgress
"""What takes recognition's place for a while; the door is suspended."""


class Recognition:
    """Owns the encoder, the gallery and the attempt; only :meth:`wish` may be called from elsewhere."""

    def __init__(
        self,
        mind: Mind,
        store: PeopleStore,
        *,
        inbox: Mailbox[Seen],
        door: Inbox[DoorMessage],
        hub: EventHub,
        clock: Callable[[], float] | None,
    ) -> None:
        """``clock`` is None in playback, where time is what the frames say."""
        self._mind = mind
        self._store = store
        self._inbox = inbox
        self._door = door
        self._hub = hub
        self._clock = clock
        self._wishes: Inbox[tuple[Wish]] = Inbox()
        self._people = KnownPeople(store, model=mind.encoder.model_key, hub=hub)
        self._patience = self._new_patience()
        self._encounter = self._new_encounter()
        self._job: Job | None = None
        self._source, self._kind = NO_SOURCE
        self._at_s = 0.0
        self._phase = Phase.WAITING
        self._prompt: Prompt | None = None

    def wish(self, wish: Wish) -> None:
        """Leave a wish for the next step."""
        self._wishes.put((wish,))

    def step(self) -> None:
        """Fulfil the wishes, then take one scene or report."""
        self._fulfil_wishes()
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
        self._end_attempt(Reason.RECOGNITION_FAULT, 0.0)

    def close(self) -> None:
        """End: an unfinished enrolment leaves nothing, the door hears nothing more."""
        try:
            self._cancel_job()
        finally:
            self._door.close()

    def _now_s(self, at_s: float) -> float:
        return self._clock() if self._clock is not None else at_s

    def _idle(self) -> None:
        if self._clock is not None:
            self._people.poll(self._clock())
            self._door.put(Heartbeat(self._clock()))

    def _take_report(self, report: CameraReport) -> None:
        if report.state is CameraState.ENDED and self._job:
            self._work(self._job, lambda job: job.finish())
        if (self._source, self._kind) != NO_SOURCE:
            self._end_attempt(Reason.CAMERA_LOST, report.at_s)
        self._door.put(report)

    def _end_attempt(self, reason: Reason, at_s: float) -> None:
        self._deny(self._encounter.end(reason, self._now_s(at_s)))
        self._tell_phase(at_s)

    def _deny(self, denial: AccessDecision | None) -> None:
        if denial:
            self._door.put(AttemptAborted(denial))

    def _take_scene(self, scene: Scene) -> None:
        now_s = self._at_s = self._now_s(scene.at_s)
        self._keep_source(scene, now_s)
        self._hub.publish(SceneSeen(scene))
        self._people.poll(now_s)
        decision = None
        if self._job:
            self._encounter.dismiss(scene, now_s)
            self._work(self._job, lambda job: job.see(scene))
        else:
            decision = self._encounter.take_scene(scene, now_s)
        self._door.put(FrameRecognised(self._source, self._kind, now_s, decision))
        self._tell_phase(now_s)

    def _keep_source(self, scene: Scene, now_s: float) -> None:
        """End an attempt that began on another source: frames of two never share a decision."""
        source = scene.frame.source, scene.frame.kind
        before = self._source, self._kind
        self._source, self._kind = source
        if before not in (source, NO_SOURCE):
            self._end_attempt(Reason.CAMERA_LOST, now_s)

    def _new_encounter(self) -> Encounter:
        mind = self._mind
        admission = Admission(mind.admission, mind.credentials, self._patience, SystemRandom())
        return Encounter(mind, self._people, admission)

    def _new_patience(self) -> Patience:
        consequences = Consequences(
            block=lambda person_id: self._store.set_blocked(person_id, True),
            disable_card=self._disable_card,
            alarm=lambda sentence: self._hub.publish(AlarmRaised(sentence)),
        )
        return Patience(UnknownFaces(self._mind.admission.same_face), consequences)

    def _disable_card(self, card_id: str) -> None:
        if self._mind.credentials:
            self._mind.credentials.disable_card(card_id)

    def _tell_phase(self, at_s: float) -> None:
        phase = Phase.SUSPENDED if self._job else self._encounter.phase
        if phase is not self._phase:
            self._phase = phase
            self._hub.publish(PhaseChanged(phase))
        prompt = None if self._job else self._encounter.prompt
        if prompt != self._prompt:
            self._prompt = prompt
            self._hub.publish(PromptChanged(prompt, at_s))

    def _fulfil_wishes(self) -> None:
        while (wish := self._wishes.take(0)) is not None:
            self._fulfil(wish[0])

    def _fulfil(self, wish: Wish) -> None:
        if isinstance(wish, EnrolmentRequest | RehearsalRequest):
            self._begin(wish)
        elif isinstance(wish, Mind):
            self._end_attempt(Reason.STALE, 0.0)
            self._mind = wish
            self._encounter = self._new_encounter()
        elif wish is None:
            self._cancel_job()
        elif isinstance(wish, CardShown | PinTyped):
            self._take_credential(wish)
        elif isinstance(self._job, EnrolmentJob):
            job = self._job
            self._work(job, lambda _: job.answer(wish))

    def _take_credential(self, shown: CardShown | PinTyped) -> None:
        """Let the person at the door show a card or type a PIN; during an enrolment nobody is let in."""
        if self._job:
            return
        now_s = self._now_s(self._at_s)
        if isinstance(shown, CardShown):
            self._deny(self._encounter.take_card(shown.number, now_s))
        else:
            self._deny(self._encounter.take_pin(shown.digits, now_s))
        self._tell_phase(now_s)

    def _begin(self, request: EnrolmentRequest | RehearsalRequest) -> None:
        self._cancel_job()
        self._end_attempt(Reason.ENROLMENT_IN_PROGRESS, self._now_s(0.0))
        try:
            self._job = self._job_of(request)
        except StorageFault as error:
            self._publish(_refused(request, str(error)))
            return
        self._door.put(Suspend(True, self._now_s(0.0)))
        self._tell(self._job.progress)

    def _job_of(self, request: EnrolmentRequest | RehearsalRequest) -> Job:
        mind, gallery = self._mind, self._people.current()
        if isinstance(request, RehearsalRequest):
            return RehearsalJob(
                request, encoder=mind.encoder, policy=mind.policy, rules=mind.rules, gallery=gallery
            )
        return EnrolmentJob(
            request,
            encoder=mind.encoder,
            store=self._store,
            curves=mind.curves,
            gallery=gallery,
            credentials=mind.credentials,
        )

    def _work(self, job: Job, step: Callable[[Job], Progress]) -> None:
        """Let the job take a step; what cannot be stored ends it with a sentence."""
        try:
            progress = step(job)
        except DoorAccessError as error:
            progress = job.stop(str(error))
        self._tell(progress)

    def _cancel_job(self) -> None:
        if self._job:
            self._tell(self._job.cancel())

    def _tell(self, progress: Progress) -> None:
        if progress.stage.is_over:
            self._job = None
            self._door.put(Suspend(False, self._now_s(0.0)))
        self._publish(progress)

    def _publish(self, progress: Progress) -> None:
        if isinstance(progress, RehearsalProgress):
            self._hub.publish(RehearsalChanged(progress))
        else:
            self._hub.publish(EnrolmentChanged(progress))


def _refused(request: EnrolmentRequest | RehearsalRequest, sentence: str) -> Progress:
    """Return the end of a job that cannot begin."""
    if isinstance(request, RehearsalRequest):
        return not_started(request, sentence)
    return stopped(request, sentence)
