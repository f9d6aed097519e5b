"""One attempt: from a face in the presence zone to one answer.

Time comes in with every call; a followed face that has not been seen for a moment has left. An attempt may
look at the gallery a few times, a look being one probe of fresh agreeing frames; they share the wanted rate.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.faces.guidance import REASON_OF, Guidance
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.matching.fusion import AgreeingFrames
from door_access.domain.matching.identification import Probe, is_match


class Phase(StrEnum):
    """What the person in front of the camera is going through. ASKED: recognised, but not yet let in."""

    WAITING = "waiting"
    DWELLING = "dwelling"
    COMPARING = "comparing"
    ASKED = "asked"
    ANSWERED = "answered"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class AttemptRules:
    """How long an attempt goes and what it takes; seconds of the source's clock.

    Attributes:
        agreement: largest distance between a frame and the frames before it that still show one face.
        frames: how many agreeing frames make a probe.
        looks: how many probes an attempt may try.
        look_every_s: so that a second look sees another moment, not the same frames again.
        freshest_s: how old the newest frame of a probe may be.
    """

    agreement: float
    dwell_s: float = 0.5
    attempt_s: float = 3.0
    retry_after_s: float = 2.0
    attempts: int = 3
    gone_after_s: float = 0.5
    freshest_s: float = 0.5
    frames: int = 3
    looks: int = 3
    look_every_s: float = 1.0


FINAL_REASONS = frozenset({
    Reason.NOBODY_ENROLLED, Reason.BLOCKED, Reason.NO_TEMPLATES, Reason.LOCKED_OUT
})  # fmt: skip
"""Denials that another look cannot change."""


@dataclass(slots=True)
class _Attempt:
    """What one attempt has gathered so far."""

    frames: AgreeingFrames
    looked_at_s: float
    looks: int = 0
    was_stale: bool = False
    last_look: AccessDecision | None = None
    hindrances: Counter[Guidance] = field(default_factory=Counter)

    def denial_reason(self) -> Reason:
        """Return why nothing was compared."""
        if self.was_stale:
            return Reason.STALE
        return REASON_OF[max(self.hindrances, key=self.hindrances.__getitem__, default=Guidance.HOLD_STILL)]


@dataclass(slots=True)
class _Followed:
    """The face that is followed: track, since when in its phase, when last seen, attempts used."""

    track: int
    since_s: float
    seen_at_s: float
    phase: Phase = Phase.DWELLING
    used: int = 0


class Attempts:
    """Follows one face at a time and says when to encode, when to look, and what the answer is.

    One thread owns it. For every scene call :meth:`follow`, then for a :meth:`wanted` sample :meth:`fuse` and
    :meth:`judged`, then :meth:`expire`; a decision of any of them is the answer and ends the attempt.
    """

    def __init__(self, rules: AttemptRules) -> None:
        self._rules = rules
        self._face: _Followed | None = None
        self._attempt = self._new_attempt(0.0)
        self._compared_track: int | None = None
        self._newest: Embedding | None = None
        self.is_one_face = True
        """Whether the track has shown one face all along: signs of life belong to tracks, and a photo that is
        raised before a living face inherits both. Who has changed once is not believed again."""

    @property
    def track(self) -> int | None:
        """Return which face is followed; None for nobody."""
        return self._face.track if self._face else None

    @property
    def phase(self) -> Phase:
        return self._face.phase if self._face else Phase.WAITING

    def follow(self, scene: Scene, now_s: float) -> AccessDecision | None:
        """Take note of who is there; a denial when the followed face left in the middle of an attempt."""
        if self._face and self._face.track in {face.track for face in scene.present}:
            self._advance(self._face, scene, now_s)
            return None
        if self._face and now_s - self._face.seen_at_s <= self._rules.gone_after_s:
            return None
        denial = self._denial_of_leaver(now_s)
        self._face = _Followed(scene.present[0].track, now_s, now_s) if scene.present else None
        return denial

    def wanted(self, scene: Scene, now_s: float) -> FaceSample | None:
        """Return the sample to encode: fresh, of the followed face, while comparing."""
        sample, face = scene.sample, self._face
        if not sample or not face or face.phase is not Phase.COMPARING or sample.track != face.track:
            return None
        if now_s - sample.captured_at_s > self._rules.freshest_s:
            self._attempt.was_stale = True
            return None
        return sample

    def fuse(self, embedding: Embedding, at_s: float, now_s: float) -> Probe | None:
        """Add the embedding of a wanted sample; return the probe to search for when it is time for a look.

        Only here does a look begin: nobody is looked up in a frame that does not show them alone and well.
        """
        self._watch_for_another_face(embedding)
        self._attempt.frames.add(embedding, at_s)
        if not self._face or not self._is_look_due(now_s):
            return None
        self._attempt.looks += 1
        self._attempt.looked_at_s = now_s
        return self._attempt.frames.take(self._face.track)

    def judged(self, decision: AccessDecision, now_s: float) -> AccessDecision | None:
        """Take the policy's word for a look; return it when it ends the attempt."""
        self._attempt.last_look = decision
        is_last = decision.reason in FINAL_REASONS or self._attempt.looks >= self._rules.looks
        return self._answer(decision, now_s) if decision.is_granted or is_last else None

    def expire(self, now_s: float) -> AccessDecision | None:
        """Return the denial of an attempt whose time is over."""
        if self.phase is not Phase.COMPARING or not self._is_over(now_s):
            return None
        denial = self._attempt.last_look or self._denied(self._attempt.denial_reason(), now_s)
        return self._answer(denial, now_s)

    def refuse(self, reason: Reason, now_s: float) -> AccessDecision:
        """End the attempt with a denial; the face may try again as after any other."""
        return self._answer(self._denied(reason, now_s), now_s)

    def abort(self, reason: Reason, now_s: float) -> AccessDecision | None:
        """Forget the followed face; a denial when an attempt was under way, with what its last look said."""
        denial = None
        if self.phase is Phase.COMPARING:
            denial = self._attempt.last_look or self._denied(reason, now_s)
        self.forget()
        return denial

    def forget(self) -> None:
        """Forget the followed face, which was asked nothing."""
        self._face = None

    def begin_anew(self) -> None:
        """Let whoever stands there begin with nothing compared and nothing used: a card was just shown."""
        if self._face:
            self._face.phase, self._face.used = Phase.DWELLING, 0

    def dismiss(self, scene: Scene, now_s: float) -> None:
        """Let whoever stands there have no attempt until they have left: just enrolled, or let in."""
        if scene.present:
            track = scene.present[0].track
            self._face = _Followed(track, now_s, now_s, Phase.ANSWERED, self._rules.attempts)

    def _watch_for_another_face(self, embedding: Embedding) -> None:
        track = self._face.track if self._face else None
        if track != self._compared_track or self._newest is None:
            self._compared_track, self._newest, self.is_one_face = track, embedding, True
        if not is_match(embedding.distance_to(self._newest), self._rules.agreement):
            self.is_one_face = False
        self._newest = embedding

    def _new_attempt(self, now_s: float) -> _Attempt:
        frames = AgreeingFrames(limit=self._rules.frames, agreement=self._rules.agreement)
        return _Attempt(frames, looked_at_s=now_s - self._rules.look_every_s)

    def _advance(self, face: _Followed, scene: Scene, now_s: float) -> None:
        face.seen_at_s = now_s
        if self._may_begin(face, now_s):
            face.phase, face.since_s = Phase.COMPARING, now_s
            face.used += 1
            self._attempt = self._new_attempt(now_s)
        if scene.guidance is not Guidance.GOOD:
            self._attempt.hindrances[scene.guidance] += 1

    def _may_begin(self, face: _Followed, now_s: float) -> bool:
        waited_s = now_s - face.since_s
        if face.phase is Phase.DWELLING:
            return waited_s >= self._rules.dwell_s
        is_left = face.used < self._rules.attempts
        return face.phase is Phase.ANSWERED and is_left and waited_s >= self._rules.retry_after_s

    def _is_over(self, now_s: float) -> bool:
        return self._face is not None and now_s - self._face.since_s >= self._rules.attempt_s

    def _is_look_due(self, now_s: float) -> bool:
        is_time = now_s - self._attempt.looked_at_s >= self._rules.look_every_s
        return self._is_over(now_s) or (is_time and self._attempt.frames.is_full())

    def _answer(self, decision: AccessDecision, now_s: float) -> AccessDecision:
        if self._face:
            self._face.phase, self._face.since_s = Phase.ANSWERED, now_s
            self._face.used = self._rules.attempts if decision.is_granted else self._face.used
        return decision

    def _denied(self, reason: Reason, now_s: float) -> AccessDecision:
        track = self._face.track if self._face else 0
        return AccessDecision(Outcome.DENIED, reason, at_s=now_s, track=track)

    def _denial_of_leaver(self, now_s: float) -> AccessDecision | None:
        if self.phase is not Phase.COMPARING:
            return None
        return self._attempt.last_look or self._denied(Reason.FACE_LEFT, now_s)
