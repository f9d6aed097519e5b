"""What receptionists and managers do at the desk; runs on the desk's own thread."""

from dataclasses import dataclass
from pathlib import Path

from door_access.config import Settings
from door_access.domain.people import Person
from door_access.ports import AccessEvent, LogFilter


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """Whether the PIN was right, and how long to wait before the next try."""

    is_right: bool
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A camera to choose from: its stable path (or index) and its name."""

    source: str
    name: str


class Desk:
    """Every wish of the desk view. Blocking; raises the product's errors."""

    def people(self) -> tuple[Person, ...]:
        raise NotImplementedError

    def rename(self, person_id: str, name: str) -> None:
        raise NotImplementedError

    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        raise NotImplementedError

    def remove(self, person_id: str) -> None:
        raise NotImplementedError

    def events(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[AccessEvent, ...]:
        raise NotImplementedError

    def count(self, wanted: LogFilter) -> int:
        raise NotImplementedError

    def export(self, wanted: LogFilter, path: Path) -> int:
        """Write the rows as CSV and return how many."""
        raise NotImplementedError

    def has_pin(self) -> bool:
        raise NotImplementedError

    def set_pin(self, pin: str) -> None:
        """Store the argon2id hash; raises Refused when it has fewer than six digits."""
        raise NotImplementedError

    def check_pin(self, pin: str) -> PinAnswer:
        """Compare; five wrong ones in a row close the desk for 30 s."""
        raise NotImplementedError

    def save_settings(self, settings: Settings) -> None:
        """Write config.toml, comments kept; the running kiosk takes over what it can."""
        raise NotImplementedError

    def cameras(self) -> tuple[CameraChoice, ...]:
        raise NotImplementedError
