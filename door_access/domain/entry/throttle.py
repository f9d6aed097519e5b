"""Who must wait after failed attempts. One rule: each subject locks out only itself.

A subject is ``card:ID``, ``person:ID`` (a claimed identity) or ``face:N`` (an unknown face seen of late).
Counts live in memory; what an operator must undo, the store remembers: whoever is told that a subject is
disabled writes it down there and then calls :meth:`Throttle.forgive`.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass

from door_access.domain.entry.forward_time import ForwardTime

FACE_PREFIX = "face:"


@dataclass(frozen=True, slots=True)
class ThrottleRules:
    """How patient the door is; 50 guesses at a PIN then take over an hour, and end.

    Attributes:
        failures: consecutive failed attempts that begin a lockout, and each further one.
        first_s: length of the first lockout; every further one is twice as long as the one before.
        longest_s: no lockout is longer.
        disabling: consecutive failed attempts after which a card or person is disabled.
        alarm_failures: failed attempts of unknown faces, all together, that raise the alarm …
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

    def length_s(self, failures: int) -> float:
        """Return how long the lockout lasts that this many consecutive failures begin; 0 for none."""
        number, rest = divmod(failures, self.failures)
        if failures >= self.disabling:
            return self.longest_s
        if number == 0 or rest:
            return 0.0
        return min(self.first_s * 2.0 ** min(number - 1, self.disabling), self.longest_s)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failed attempt led to.

    Attributes:
        locked_until_s: until when the subject must wait, on the caller's clock; None when it may try on.
        is_disabled: an operator must act before this card or person is let in again.
        is_alarm: unknown faces fail so often that somebody should look; the door stays open to others.
    """

    locked_until_s: float | None = None
    is_disabled: bool = False
    is_alarm: bool = False


@dataclass(slots=True)
class _Count:
    failures: int = 0
    ends_s: float = 0.0


class Throttle:
    """Counts the failed attempts of every subject. One thread owns it, with one clock.

    A clock that jumps back lengthens no lockout by more than the jump took away, and shortens none.
    """

    def __init__(self, rules: ThrottleRules | None = None) -> None:
        self._rules = rules or ThrottleRules()
        self._time = ForwardTime()
        self._known: OrderedDict[str, _Count] = OrderedDict()
        self._faces: OrderedDict[str, _Count] = OrderedDict()
        self._recent: deque[float] = deque(maxlen=self._rules.alarm_failures)
        self._quiet_until_s = 0.0

    def failed(self, subject: str, now_s: float) -> Failure:
        """Count a failed attempt. During a lockout nothing was compared, so nothing is counted."""
        passed_s = self._time.at(now_s)
        is_face = subject.startswith(FACE_PREFIX)
        count = self._count_of(subject)
        if passed_s >= count.ends_s:
            count.failures += 1
            count.ends_s = passed_s + self._rules.length_s(count.failures)
        return Failure(
            locked_until_s=_until(count, passed_s, now_s),
            is_disabled=not is_face and count.failures >= self._rules.disabling,
            is_alarm=is_face and self._is_alarm(passed_s),
        )

    def succeeded(self, subject: str) -> None:
        """Forget the subject's failures: only consecutive ones count."""
        self._of_kind(subject).pop(subject, None)

    def forgive(self, subject: str) -> None:
        """Forget the subject's failures: an operator acts, or the store has taken over."""
        self.succeeded(subject)

    def locked_until_s(self, subject: str, now_s: float) -> float | None:
        """Return until when the subject must wait, on the caller's clock; None when it may try."""
        passed_s = self._time.at(now_s)
        count = self._of_kind(subject).get(subject)
        return None if count is None else _until(count, passed_s, now_s)

    def _of_kind(self, subject: str) -> OrderedDict[str, _Count]:
        return self._faces if subject.startswith(FACE_PREFIX) else self._known

    def _count_of(self, subject: str) -> _Count:
        counts = self._of_kind(subject)
        count = counts.setdefault(subject, _Count())
        counts.move_to_end(subject)
        if len(counts) > self._rules.most_subjects:
            counts.popitem(last=False)
        return count

    def _is_alarm(self, passed_s: float) -> bool:
        self._recent.append(passed_s)
        is_crowded = len(self._recent) == self._recent.maxlen
        if not is_crowded or passed_s - self._recent[0] > self._rules.alarm_within_s:
            return False
        if passed_s < self._quiet_until_s:
            return False
        self._quiet_until_s = passed_s + self._rules.alarm_within_s
        return True


def _until(count: _Count, passed_s: float, now_s: float) -> float | None:
    left_s = count.ends_s - passed_s
    return now_s + left_s if left_s > 0 else None
