"""What a door notices again and again: written down each time at first, then counted, and told once a minute.

A wire or a radio link that comes and goes all day must not fill the log; what was noticed last must end it.
"""

from dataclasses import dataclass, field

from door_access.domain.door.alarms import Notice

AT_ONCE = 20
"""So many of a subject are written without a pause. A guess: more than one event at the door has."""
THEN_EVERY_S = 60.0

_SUBJECTS: tuple[tuple[Notice, ...], ...] = (
    (Notice.FORCED, Notice.HELD, Notice.CLOSED_AGAIN),
    (Notice.TAMPER, Notice.TAMPER_OVER),
    (Notice.LOCK_BROKEN, Notice.LOCK_OBEYS),
)
"""What takes turns and is told in its order; every other notice is a subject of its own."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was noticed so often since its newest row without one of its own; the newest's detail."""

    notice: Notice
    count: int
    detail: str


@dataclass
class _Subject:
    at_s: float
    left: float = AT_ONCE
    withheld: dict[Notice, Withheld] = field(default_factory=dict)

    def is_due(self, now_s: float) -> bool:
        """Say whether something may be written now, and take it as written."""
        self.left = min(AT_ONCE, self.left + max(0.0, now_s - self.at_s) / THEN_EVERY_S)
        self.at_s = now_s
        is_due = self.left >= 1.0
        self.left -= is_due
        return is_due

    def withhold(self, notice: Notice, detail: str) -> None:
        before = self.withheld.pop(notice, None)
        self.withheld[notice] = Withheld(notice, before.count + 1 if before else 1, detail)


class Repetitions:
    """Counts what is not written. The door thread owns it."""

    def __init__(self) -> None:
        self._subjects: dict[tuple[Notice, ...], _Subject] = {}

    def may_write(self, notice: Notice, now_s: float, detail: str) -> bool:
        """Say whether this one gets a row of its own; else it is counted."""
        together = next((notices for notices in _SUBJECTS if notice in notices), (notice,))
        subject = self._subjects.setdefault(together, _Subject(now_s))
        if not subject.withheld and subject.is_due(now_s):
            return True
        subject.withhold(notice, detail)
        return False

    def take_withheld(self, now_s: float) -> tuple[Withheld, ...]:
        """Return what is due to be told of those without a row, the newest last."""
        due = [one for one in self._subjects.values() if one.withheld and one.is_due(now_s)]
        told = tuple(withheld for subject in due for withheld in subject.withheld.values())
        for subject in due:
            subject.withheld = {}
        return told

    def forgive(self) -> None:
        """Write each again: somebody has looked at the door."""
        for subject in self._subjects.values():
            subject.left = AT_ONCE
