"""Wires bounce when a contact closes: what one says counts once it has stood for a moment."""

from dataclasses import dataclass

from door_access.domain.door.lock import DoorInputs

SETTLE_S = 0.05
"""As long as door controllers usually wait."""


@dataclass(frozen=True, slots=True)
class Settling:
    """What the wires say once they have settled, and what they may be about to say since when."""

    inputs: DoorInputs
    next: DoorInputs
    since_s: float

    @property
    def is_settled(self) -> bool:
        return self.inputs == self.next

    def seen(self, inputs: DoorInputs, now_s: float) -> "Settling":
        """Return it after one more look."""
        if inputs != self.next:
            return Settling(self.inputs, inputs, now_s)
        is_due = now_s - self.since_s >= SETTLE_S
        return Settling(self.next, self.next, self.since_s) if is_due else self


def first_seen(inputs: DoorInputs, now_s: float) -> Settling:
    """Believe the first look: there is nothing it could have bounced from."""
    return Settling(inputs, inputs, now_s)
