"""What is wrong at the door right now. Its one rule: the world hears of every change, and of nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.matching.access import Reason
from door_access.runtime.events import EventHub, FaultsChanged


class Part(StrEnum):
    """What can fail apart from the threads, which are known by their names.

    RULES: of who may enter when. LOCK: it does not obey. WIRES: it cannot be asked. BOLT: it is unlocked and
    should not be.
    """

    LOG = "access log"
    DATABASE = "database"
    RULES = "rules"
    LOCK = "lock"
    WIRES = "wires"
    BOLT = "bolt"
    HEARTBEAT = "heartbeat"


_REASONS: dict[str, Reason] = {
    Part.LOG: Reason.STORAGE_FAULT,
    Part.DATABASE: Reason.STORAGE_FAULT,
    Part.RULES: Reason.STORAGE_FAULT,
    Part.LOCK: Reason.LOCK_FAULT,
    Part.WIRES: Reason.LOCK_FAULT,
    Part.BOLT: Reason.LOCK_FAULT,
}
"""Why nobody is let in while this part is broken; all others are threads that recognition needs."""


@dataclass(frozen=True, slots=True)
class _Fault:
    reason: Reason
    sentence: str


class StandingFaults:
    """The faults that stand, oldest first. The door thread owns it."""

    def __init__(self, hub: EventHub, now_s: Callable[[], float]) -> None:
        self._hub = hub
        self._now_s = now_s
        self._faults: dict[str, _Fault] = {}
        self._has_broken_down = False

    @property
    def reason(self) -> Reason | None:
        """Return why nobody is let in, by the oldest fault; None when all is well."""
        return next((fault.reason for fault in self._faults.values()), None)

    def stand(self, part: str, sentence: str) -> None:
        """Let the part's fault stand until it ends."""
        self._has_broken_down = self._has_broken_down or not self._faults
        fault = _Fault(_REASONS.get(part, Reason.RECOGNITION_FAULT), sentence)
        if self._faults.get(part) != fault:
            self._faults[part] = fault
            self._tell()

    def end(self, part: str) -> None:
        """Let the part be well; harmless when it is."""
        if self._faults.pop(part, None):
            self._tell()

    def has(self, part: str) -> bool:
        """Say whether this part is broken."""
        return part in self._faults

    def sentence_of(self, part: str) -> str:
        """Return what is said of this part; empty when it is well."""
        fault = self._faults.get(part)
        return fault.sentence if fault else ""

    def take_breakdown(self) -> bool:
        """Say once that something broke while all was well."""
        has_broken_down, self._has_broken_down = self._has_broken_down, False
        return has_broken_down

    def _tell(self) -> None:
        sentences = tuple(fault.sentence for fault in self._faults.values())
        self._hub.publish(FaultsChanged(sentences, self._now_s()))
