"""Wires bounce when a contact closes: what one says counts once it has stood for a moment.

Each wire by itself: a contact that never rests must not keep the exit button from being heard.
"""

from dataclasses import dataclass, fields

from door_access.domain.door.lock import DoorInputs

SETTLE_S = 0.05
"""As long as door controllers usually wait."""


@dataclass(frozen=True, slots=True)
class SettlingWire:
    """What a wire says once it has settled, and what it may be about to say since when."""

    value: bool | None
    next: bool | None
    since_s: float

    def seen(self, value: bool | None, now_s: float) -> "SettlingWire":
        if value is not self.next:
            return SettlingWire(self.value, value, now_s)
        is_due = now_s - self.since_s >= SETTLE_S
        return SettlingWire(self.next, self.next, self.since_s) if is_due else self


@dataclass(frozen=True, slots=True)
class Settling:
    """All wires of a door, in the order of ``DoorInputs``."""

    wires: tuple[SettlingWire, ...]

    @property
    def inputs(self) -> DoorInputs:
        """Return what the wires say that have settled."""
        return DoorInputs(*(wire.value for wire in self.wires))

    @property
    def is_settled(self) -> bool:
        return all(wire.value is wire.next for wire in self.wires)

    def seen(self, inputs: DoorInputs, now_s: float) -> "Settling":
        """Return it after one more look."""
        looks = zip(self.wires, _values(inputs), strict=True)
        return Settling(tuple(wire.seen(value, now_s) for wire, value in looks))


def first_seen(inputs: DoorInputs, now_s: float) -> Settling:
    """Believe the first look: there is nothing it could have bounced from."""
    return Settling(tuple(SettlingWire(value, value, now_s) for value in _values(inputs)))


def _values(inputs: DoorInputs) -> tuple[bool | None, ...]:
    return tuple(getattr(inputs, wire.name) for wire in fields(inputs))
