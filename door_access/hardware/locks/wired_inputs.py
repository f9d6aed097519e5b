"""What the inputs of a board mean for the door, by the settings that say what is wired to which."""

from collections.abc import Callable

from door_access.domain.door.lock import DoorInputs
from door_access.lock_settings import WiredSettings


def inputs_of(settings: WiredSettings, is_on: Callable[[int], bool]) -> DoorInputs:
    """Return what contact and exit button say; ``is_on`` is asked of wired inputs alone, by their number."""
    is_on_when_open = settings.open_when == "on"
    return DoorInputs(
        is_open=is_on(settings.contact) == is_on_when_open if settings.has_contact else None,
        is_exit_pressed=is_on(settings.exit_button) if settings.has_exit_button else None,
    )
