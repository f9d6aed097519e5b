"""The words in which the door answers: outcomes, reasons and decisions."""

from dataclasses import dataclass, replace
from enum import StrEnum

from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import (
    Candidate,
    OperatingPoint,
    Probe,
    is_match,
    nearest,
    verify,
)


class Outcome(StrEnum):
    """What became of one attempt, or of an operator's command.

    NOT_COMPLETED: it ended before anything was compared; nobody was refused.
    DONE: somebody changed something here; nobody was let in by it.
    NOTICED: the door noticed something by itself.
    """

    GRANTED = "granted"
    DENIED = "denied"
    NOT_COMPLETED = "not_completed"
    DONE = "done"
    NOTICED = "noticed"


class Reason(StrEnum):
    """Why. Every row of the access log and every decision on the command line carries one."""

    MATCH = "match"
    CARD_AND_FACE = "card_and_face"
    FACE_AND_PIN = "face_and_pin"
    CARD_AND_PIN = "card_and_pin"
    PASS = "pass"
    PASS_AND_FACE = "pass_and_face"
    PASS_AND_PIN = "pass_and_pin"
    OPERATOR_RELEASE = "operator_release"
    EXIT_BUTTON = "exit_button"
    HELD_UNLOCKED = "held_unlocked"
    LOG_ACKNOWLEDGED = "log_acknowledged"
    LOG_FORGOTTEN = "log_forgotten"

    NO_MATCH = "no_match"
    AMBIGUOUS = "ambiguous"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    CLOCK_IN_DOUBT = "clock_in_doubt"
    NOT_NOW = "not_at_this_time"
    NO_RIGHT = "no_right_here"
    WITHOUT_RIGHTS = "without_rights"
    NOBODY_ENROLLED = "nobody_enrolled"
    NO_TEMPLATES = "no_templates"
    CARD_REQUIRED = "card_required"
    CARD_UNKNOWN = "card_unknown"
    CARD_UNREADABLE = "card_unreadable"
    CARD_DISABLED = "card_disabled"
    CARD_MISMATCH = "card_mismatch"
    CARD_WITHOUT_FACE = "card_without_face"
    CARD_REPLACED = "card_replaced"
    PASS_UNKNOWN = "pass_unknown"
    PASS_NOT_YET = "pass_not_yet"
    PASS_EXPIRED = "pass_expired"
    PASS_USED = "pass_used"
    PASS_REPEATED = "pass_repeated"
    PASS_REVOKED = "pass_revoked"
    PASS_ELSEWHERE = "pass_elsewhere"
    NO_PIN = "no_pin"
    WRONG_PIN = "wrong_pin"
    LOCKED_OUT = "locked_out"
    SPOOF_SUSPECTED = "spoof_suspected"
    CHALLENGE_FAILED = "challenge_failed"
    FACE_CHANGED = "face_changed"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    TURNED_AWAY = "turned_away"
    FACE_LEFT = "face_left"
    STALE = "stale"
    GALLERY_CHANGED = "gallery_changed"
    CAMERA_LOST = "camera_lost"
    SOURCE_ENDED = "source_ended"
    SOURCE_CHANGED = "source_changed"
    PROGRAM_ENDED = "program_ended"
    ENCODER_FAULT = "encoder_fault"
    STORAGE_FAULT = "storage_fault"
    LOCK_FAULT = "lock_fault"
    RECOGNITION_FAULT = "recognition_fault"
    ENROLMENT_IN_PROGRESS = "enrolment_in_progress"
    LOADING_PEOPLE = "loading_people"
    LOCKDOWN = "lockdown"


GRANTS = frozenset({
    Reason.MATCH, Reason.CARD_AND_FACE, Reason.FACE_AND_PIN, Reason.CARD_AND_PIN,
    Reason.PASS, Reason.PASS_AND_FACE, Reason.PASS_AND_PIN,
})  # fmt: skip
"""What a person can be let in for; an operator's release is no decision."""

BY_RULES = frozenset({
    Reason.EXPIRED, Reason.NOT_YET_VALID, Reason.CLOCK_IN_DOUBT, Reason.NOT_NOW, Reason.NO_RIGHT,
    Reason.WITHOUT_RIGHTS,
})  # fmt: skip
"""Why the rules alone keep out somebody who was recognised; the words are those of ``Denial``."""


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """The answer to one attempt. A decision without a person, or with any doubt, is a denial.

    Attributes:
        at_s: the source's time of the newest fused frame.
        person_id: who was granted, or would have been but for the reason (blocked, a wrong PIN, a card of
            somebody else); None for everybody else. Only the log may tell it of a denial.
        distance: probe to the best reference; None when nothing was compared.
        threshold: what the distance was held against.
        second_distance: to the second best; None with fewer than two people.
        frames: how many agreeing frames were fused into the probe.
        gallery_version: the oldest state of the database that says so; whoever was changed after it is not
            let in.
        liveness: how a living face was asked for; None claims nothing.
        claim: what was shown for whom to be ("card", "pass"); empty for a search among all.
        pass_id: which pass that was; empty for every other claim.
        transaction: joins all answers that one person got in one go.
        right: the id of the right by which somebody may enter; empty when there is none, or nobody asked.
        rules_version: of the rules that were asked; 0 when nobody asked them.
        is_duress: the PIN was typed under threat. Only the log and whoever is told from afar may know.
    """

    outcome: Outcome
    reason: Reason
    at_s: float
    track: int = 0
    person_id: str | None = None
    distance: float | None = None
    threshold: float | None = None
    second_distance: float | None = None
    model_key: str = ""
    frames: int = 0
    gallery_version: int = 0
    liveness: LivenessLevel | None = None
    claim: str = ""
    pass_id: str = ""
    transaction: str = ""
    right: str = ""
    rules_version: int = 0
    is_duress: bool = False

    def __post_init__(self) -> None:
        if self.outcome is Outcome.GRANTED and (self.reason not in GRANTS or not self.person_id):
            raise ValueError(f"a grant needs a match and a person, got {self.reason} and {self.person_id!r}")

    @property
    def is_granted(self) -> bool:
        return self.outcome is Outcome.GRANTED

    def denied(self, reason: Reason) -> "AccessDecision":
        """Return the denial for this reason in place of the decision."""
        return replace(self, outcome=Outcome.DENIED, reason=reason)


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """Turns a probe and a gallery into a decision; whatever is not a clear match is a denial."""

    point: OperatingPoint

    def decide(self, gallery: Gallery, probe: Probe) -> AccessDecision:
        """Search the gallery and answer."""
        candidate = nearest(gallery, probe.embedding)
        if candidate is None:
            return self._answer(Reason.NOBODY_ENROLLED, gallery, probe)
        threshold = self.point.threshold_of(gallery, candidate, probe)
        return replace(
            self._answer(self._reason(candidate, threshold), gallery, probe, candidate.reference.person_id),
            distance=candidate.distance,
            second_distance=candidate.second_distance,
            threshold=threshold,
        )

    def verify(self, gallery: Gallery, probe: Probe, person_id: str) -> AccessDecision:
        """Compare with the claimed person alone, at the rate of 1:1 comparisons."""
        known = gallery.find(person_id)
        if known is None:
            return self._answer(Reason.NO_TEMPLATES, gallery, probe, person_id)
        answer = verify(known, probe, self.point)
        matched = Reason.BLOCKED if known.is_blocked else Reason.MATCH
        reason = matched if answer.is_match else Reason.CARD_MISMATCH
        decision = self._answer(reason, gallery, probe, person_id)
        return replace(decision, distance=answer.distance, threshold=answer.threshold)

    def _reason(self, candidate: Candidate, threshold: float) -> Reason:
        if not is_match(candidate.distance, threshold):
            return Reason.NO_MATCH
        if not self.point.is_distinct(candidate):
            return Reason.AMBIGUOUS
        return Reason.BLOCKED if candidate.reference.is_blocked else Reason.MATCH

    @staticmethod
    def _answer(
        reason: Reason, gallery: Gallery, probe: Probe, person_id: str | None = None
    ) -> AccessDecision:
        is_known = reason not in (Reason.NO_MATCH, Reason.AMBIGUOUS, Reason.NOBODY_ENROLLED)
        return AccessDecision(
            Outcome.GRANTED if reason is Reason.MATCH else Outcome.DENIED,
            reason,
            at_s=probe.at_s,
            track=probe.track,
            person_id=person_id if is_known else None,
            model_key=gallery.model_key,
            frames=probe.frames,
            gallery_version=gallery.version,
        )
