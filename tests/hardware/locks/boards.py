"""The far end of a lock's driver: what every peer of the tests can be asked and told to do."""

from enum import StrEnum
from typing import Protocol


class Trouble(StrEnum):
    """What a board can do wrong; the words are the columns of the table in docs/HARDWARE.md."""

    NONE = "none"
    REFUSES = "refuses"
    """It says no in its own protocol, or slams the door of its port."""
    SILENT = "silent"
    """It takes what is sent and never answers."""
    GARBAGE = "garbage"
    """It answers with bytes that mean nothing."""
    HALF = "half an answer"
    """It begins a right answer and ends in the middle."""
    DRIPS = "slow drip"
    """A right answer, or one that never ends, a byte now and then."""
    UNPLUGGED = "unplugged"
    """It is not there: its port is closed, its device gone."""


class Board(Protocol):
    """A relay board on its own true protocol, with its own clock."""

    def is_unlocked(self) -> bool:
        """Say whether the relay of the driver's channel is where it unlocks."""

    def be_in(self, trouble: Trouble) -> None:
        """Behave so from now on; NONE: as it should."""

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        """Set what contact and exit button say; never called where neither is wired."""
