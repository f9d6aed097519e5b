"""The signs beside the door: colour, icon and headline of each, and what a shown one says."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from ui.theme import Tone
from ui.widgets.icons import Icon
from ui.words import QT_TRANSLATE_NOOP


class SignKind(StrEnum):
    """The signs there are."""

    STARTING = "starting"
    LOCKED = "locked"
    CHECKING = "checking"
    CHECKING_PIN = "checking_pin"
    WELCOME = "welcome"
    OPEN = "open"
    HELD_UNLOCKED = "held_unlocked"
    CLOSE_DOOR = "close_door"
    HELD_OPEN = "held_open"
    FORCED = "forced"
    LOCKDOWN = "lockdown"
    DENIED = "denied"
    RETRY = "retry"
    BLOCKED = "blocked"
    SUSPENDED = "suspended"
    OUT_OF_ORDER = "out_of_order"
    CAMERA_LOST = "camera_lost"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Sign:
    """One state of the sign. ``name`` is empty before a grant; ``unlock_s`` is 0 while locked.

    ``since_s`` tells two openings apart, so that the second one begins with all its time.
    ``beeps``: it is heard, too.
    """

    kind: SignKind
    name: str = ""
    sentence: str = ""
    hint: str = ""
    unlock_s: float = 0.0
    since_s: float = 0.0
    beeps: bool = False

    @property
    def headline(self) -> str:
        return QCoreApplication.translate("sign", _LOOKS[self.kind][2])

    @property
    def icon(self) -> Icon:
        return _LOOKS[self.kind][1]

    @property
    def tone(self) -> Tone:
        return _LOOKS[self.kind][0]


_LOOKS: dict[SignKind, tuple[Tone, Icon, str]] = {
    SignKind.STARTING: (Tone.CALM, Icon.WAIT, QT_TRANSLATE_NOOP("sign", "ONE MOMENT")),
    SignKind.LOCKED: (Tone.CALM, Icon.LOCK, QT_TRANSLATE_NOOP("sign", "LOCKED")),
    SignKind.CHECKING: (Tone.CALM, Icon.LOCK, QT_TRANSLATE_NOOP("sign", "LOCKED")),
    SignKind.CHECKING_PIN: (Tone.BUSY, Icon.WAIT, QT_TRANSLATE_NOOP("sign", "CHECKING")),
    SignKind.WELCOME: (Tone.GOOD, Icon.OPEN_LOCK, QT_TRANSLATE_NOOP("sign", "WELCOME")),
    SignKind.OPEN: (Tone.GOOD, Icon.OPEN_LOCK, QT_TRANSLATE_NOOP("sign", "DOOR OPEN")),
    SignKind.HELD_UNLOCKED: (Tone.GOOD, Icon.OPEN_DOOR, QT_TRANSLATE_NOOP("sign", "PLEASE COME IN")),
    SignKind.CLOSE_DOOR: (Tone.WARN, Icon.OPEN_DOOR, QT_TRANSLATE_NOOP("sign", "PLEASE CLOSE THE DOOR")),
    SignKind.HELD_OPEN: (Tone.BAD, Icon.OPEN_DOOR, QT_TRANSLATE_NOOP("sign", "DOOR LEFT OPEN")),
    SignKind.FORCED: (Tone.BAD, Icon.WARNING, QT_TRANSLATE_NOOP("sign", "DOOR ALARM")),
    SignKind.LOCKDOWN: (Tone.BAD, Icon.LOCK, QT_TRANSLATE_NOOP("sign", "LOCKED DOWN")),
    SignKind.DENIED: (Tone.BAD, Icon.CROSS, QT_TRANSLATE_NOOP("sign", "NOT RECOGNISED")),
    SignKind.RETRY: (Tone.BUSY, Icon.LOCK, QT_TRANSLATE_NOOP("sign", "TRY AGAIN")),
    SignKind.BLOCKED: (Tone.BAD, Icon.CROSS, QT_TRANSLATE_NOOP("sign", "NO ACCESS")),
    SignKind.SUSPENDED: (Tone.BUSY, Icon.PAUSE, QT_TRANSLATE_NOOP("sign", "PLEASE WAIT")),
    SignKind.OUT_OF_ORDER: (Tone.WARN, Icon.WARNING, QT_TRANSLATE_NOOP("sign", "OUT OF ORDER")),
    SignKind.CAMERA_LOST: (Tone.WARN, Icon.CAMERA_OFF, QT_TRANSLATE_NOOP("sign", "CAMERA LOST")),
    SignKind.ENDED: (Tone.CALM, Icon.LOCK, QT_TRANSLATE_NOOP("sign", "LOCKED")),
}
