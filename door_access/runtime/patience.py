"""Who has failed of late, and what follows. One rule: it outlives a change of the settings, not a restart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from door_access.domain.entry.throttle import FACE_PREFIX, Throttle
from door_access.domain.entry.unknown_faces import UnknownFaces
from door_access.domain.matching.identification import Probe

ALARM = "Unknown faces and cards have failed 50 times within an hour: somebody should look."
UNKNOWN_CARDS = f"{FACE_PREFIX}unknown cards"
"""All of them together are one more stranger: nobody else is locked out, and the alarm hears of them."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What many failures lead to; the database remembers what only an operator may undo."""

    block: Callable[[str], None]
    disable_card: Callable[[str], None]
    alarm: Callable[[str], None]


class Patience:
    """Counts the failures of cards, people and unknown faces, each for itself."""

    def __init__(self, unknown: UnknownFaces, consequences: Consequences) -> None:
        self._unknown = unknown
        self._lockouts = Throttle()
        self._consequences = consequences

    def is_at_end(self, subject: str, now_s: float) -> bool:
        """Say whether the subject must wait."""
        return self._lockouts.locked_until_s(subject, now_s) is not None

    def face_of(self, probe: Probe, now_s: float) -> str:
        """Return the subject of a face that claims nothing."""
        return self._unknown.subject(probe.embedding, now_s)

    def forget(self, subjects: Iterable[str]) -> None:
        """Forget the failures of whoever has just been let in."""
        for subject in subjects:
            self._lockouts.succeeded(subject)

    def count(self, subjects: Iterable[str], now_s: float) -> None:
        """Count a failure against each, with what follows."""
        for subject in subjects:
            answer = self._lockouts.failed(subject, now_s)
            if answer.is_alarm:
                self._consequences.alarm(ALARM)
            if answer.is_disabled:
                self._disable(subject)

    def _disable(self, subject: str) -> None:
        kind, _, subject_id = subject.partition(":")
        disable = self._consequences.block if kind == "person" else self._consequences.disable_card
        disable(subject_id)
        self._lockouts.forgive(subject)
