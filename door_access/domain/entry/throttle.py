"""Who must wait after failed attempts: cards, people, unknown faces, each for itself; and the door.

A subject is ``card:ID``, ``pass:ID``, ``person:ID`` (a recognised identity) or ``face:N`` (an unknown face of
late). Every fifth failure in a row makes it wait, twice as long each time; the fiftieth disables a card,
revokes a pass or blocks a person, which an operator undoes. Failures of all subjects together raise an alarm
and stop nobody. What is counted here, a store remembers over a restart, but for faces: no stranger's vector
goes to a disk.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from door_access.domain.entry.forward_time import ForwardTime
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.identification import is_match

FACE_PREFIX = "face:"
DOOR = "door"
"""The subject of the door-wide count."""
UNKNOWN_CARDS = f"{FACE_PREFIX}unknown cards"
"""All of them together are one more stranger: nobody else waits for them, and the alarm hears of them."""
UNKNOWN_PASSES = f"{FACE_PREFIX}unknown passes"
"""One more stranger of that kind."""
FACE_REMEMBERED_S = 600.0
"""An unknown face is forgotten ten minutes after it was last seen: longer than one visit, and no register."""
MOST_FACES = 200
"""More are not told apart at once; a guess, far above the people who stand at one door in ten minutes."""


@dataclass(frozen=True, slots=True)
class ThrottleRules:
    """How patient the door is; 50 guesses at a PIN then take over an hour, and end.

    Attributes:
        failures: consecutive failed attempts that begin a wait, and each further one.
        first_s: length of the first wait; every further one is twice as long as the one before.
        longest_s: no wait is longer.
        disabling: consecutive failed attempts after which a card or person is disabled.
        alarm_failures: failed attempts of all subjects together that raise the alarm …
        alarm_within_s: … within so long; it is raised at most once in that time.
        most_subjects: how many of each kind are remembered; beyond that the longest unseen is forgotten.
    """

    failures: int = 5
    first_s: float = 30.0
    longest_s: float = 900.0
    disabling: int = 50
    alarm_failures: int = 50
    alarm_within_s: float = 3600.0
    most_subjects: int = 10_000

    def wait_s(self, failures: int) -> float:
        """Return how long to wait after so many consecutive failures; 0 for not at all."""
        number, rest = divmod(failures, self.failures)
        if failures >= self.disabling:
            return self.longest_s
        if number == 0 or rest:
            return 0.0
        return min(self.first_s * 2.0 ** min(number - 1, self.disabling), self.longest_s)


@dataclass(frozen=True, slots=True)
class FailureCount:
    """How a subject stands. No failures: nothing is held against it any more.

    Attributes:
        wait_s: how long it must still wait.
        is_disabling: an operator must act before this card or person is let in again.
    """

    subject: str
    failures: int = 0
    wait_s: float = 0.0
    is_disabling: bool = False

    @property
    def is_of_face(self) -> bool:
        return self.subject.startswith(FACE_PREFIX)


@dataclass(slots=True)
class _Standing:
    failures: int = 0
    ends_s: float = 0.0


class Throttle:
    """Counts the failed attempts of every subject. One thread owns it, with one clock.

    A clock that jumps back lengthens no wait by more than the jump took away, and shortens none.
    """

    def __init__(self, rules: ThrottleRules | None = None, *, same_face: float = 0.0) -> None:
        """``same_face``: Euclidean distance up to which two probes are one unknown face."""
        self._rules = rules or ThrottleRules()
        self._time = ForwardTime()
        self._known: OrderedDict[str, _Standing] = OrderedDict()
        self._faces: OrderedDict[str, _Standing] = OrderedDict()
        self._recent: deque[float] = deque(maxlen=self._rules.alarm_failures)
        self._quiet_until_s = 0.0
        self._unknown = UnknownFaces(same_face)

    def face_of(self, embedding: Embedding, now_s: float) -> str:
        """Return the subject of a face that claims nothing."""
        return self._unknown.subject(embedding, now_s)

    def is_waiting(self, subject: str, now_s: float) -> bool:
        """Say whether nothing of this subject is compared now."""
        passed_s = self._time.at(now_s)
        standing = self._of_kind(subject).get(subject)
        return standing is not None and (passed_s < standing.ends_s or self._is_disabling(subject, standing))

    def failed(self, subject: str, now_s: float) -> FailureCount:
        """Count a failed attempt, also of a subject that waits: whoever was compared has failed."""
        passed_s = self._time.at(now_s)
        standing = self._standing_of(subject)
        standing.failures += 1
        standing.ends_s = max(standing.ends_s, passed_s + self._rules.wait_s(standing.failures))
        wait_s = max(0.0, standing.ends_s - passed_s)
        return FailureCount(subject, standing.failures, wait_s, self._is_disabling(subject, standing))

    def failed_at_door(self, now_s: float) -> tuple[FailureCount, bool]:
        """Count a failed attempt door-wide; say also whether somebody should look at the door."""
        passed_s = self._time.at(now_s)
        self._recent.append(passed_s)
        while passed_s - self._recent[0] > self._rules.alarm_within_s:
            self._recent.popleft()
        is_alarm = len(self._recent) == self._rules.alarm_failures and passed_s >= self._quiet_until_s
        if is_alarm:
            self._quiet_until_s = passed_s + self._rules.alarm_within_s
        return FailureCount(DOOR, len(self._recent), self._rules.alarm_within_s), is_alarm

    def forgive(self, subject: str) -> FailureCount | None:
        """Forget the subject's failures: it was let in, or is disabled now; None when it had none."""
        return FailureCount(subject) if self._of_kind(subject).pop(subject, None) else None

    def remember(
        self, counts: Iterable[FailureCount], now_s: float, *, keeping: Iterable[str] = ()
    ) -> tuple[FailureCount, ...]:
        """Let cards, people and door stand as they are stored; ``keeping``: what the store does not know yet.

        A stored wait is never longer than the one that so many failures begin, whatever the wall clock did.
        Returns who should have been disabled long ago.
        """
        passed_s, kept = self._time.at(now_s), {subject: self._known.get(subject) for subject in keeping}
        self._known.clear()
        for count in counts:
            if count.subject == DOOR:
                self._remember_door(count, passed_s)
            elif count.subject not in kept:
                wait_s = min(max(0.0, count.wait_s), self._rules.wait_s(count.failures))
                self._known[count.subject] = _Standing(count.failures, passed_s + wait_s)
        disabling = [subject for subject, known in self._known.items() if self._is_disabling(subject, known)]
        self._known.update({subject: standing for subject, standing in kept.items() if standing})
        return tuple(
            FailureCount(subject, self._known[subject].failures, self._rules.longest_s, is_disabling=True)
            for subject in disabling
        )

    def _remember_door(self, count: FailureCount, passed_s: float) -> None:
        """Take up the door's count once: what this process has counted is newer."""
        if not self._recent and count.wait_s > 0:
            self._recent.extend([passed_s] * min(count.failures, self._rules.alarm_failures - 1))

    def _is_disabling(self, subject: str, standing: _Standing) -> bool:
        return not subject.startswith(FACE_PREFIX) and standing.failures >= self._rules.disabling

    def _of_kind(self, subject: str) -> OrderedDict[str, _Standing]:
        return self._faces if subject.startswith(FACE_PREFIX) else self._known

    def _standing_of(self, subject: str) -> _Standing:
        standings = self._of_kind(subject)
        standing = standings.setdefault(subject, _Standing())
        standings.move_to_end(subject)
        if len(standings) > self._rules.most_subjects:
            standings.popitem(last=False)
        return standing


@dataclass(slots=True)
class _Face:
    subject: str
    embedding: Embedding
    seen_s: float


class UnknownFaces:
    """Gives every unknown face of the last minutes a subject. One thread owns it, with one clock."""

    def __init__(self, same_face: float) -> None:
        self._same_face = same_face
        self._time = ForwardTime()
        self._faces: list[_Face] = []
        self._given = 0

    def __len__(self) -> int:
        return len(self._faces)

    def subject(self, embedding: Embedding, now_s: float) -> str:
        """Return the subject of this face: the nearest known one, else a new one, never used before."""
        passed_s = self._time.at(now_s)
        oldest_s, model = passed_s - FACE_REMEMBERED_S, embedding.model_key
        self._faces = [f for f in self._faces if f.seen_s >= oldest_s and f.embedding.model_key == model]
        face = self._nearest(embedding) or self._new(embedding)
        face.seen_s = passed_s
        return face.subject

    def _nearest(self, embedding: Embedding) -> _Face | None:
        distances = [(face.embedding.distance_to(embedding), place) for place, face in enumerate(self._faces)]
        distance, place = min(distances, default=(float("inf"), 0))
        return self._faces[place] if is_match(distance, self._same_face) else None

    def _new(self, embedding: Embedding) -> _Face:
        if len(self._faces) >= MOST_FACES:
            self._faces.remove(min(self._faces, key=lambda face: face.seen_s))
        self._given += 1
        face = _Face(f"{FACE_PREFIX}{self._given}", embedding, 0.0)
        self._faces.append(face)
        return face
