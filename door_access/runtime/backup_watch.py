"""Makes backups beside a running door: when one is due, and when somebody wants one.

After a try that came to nothing it waits a while; what is wrong is said on the hub until a backup is made.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from door_access.domain.backups.keeping import is_due
from door_access.domain.operators.acts import NOBODY, Doer
from door_access.errors import DoorAccessError, Refused

LOOKS_EVERY_S = 60.0
"""How late a backup may be, beside days that it is made in."""
TRIES_AGAIN_AFTER = timedelta(minutes=15)
"""A guess: somebody has plugged the stick in again by then, and the door is not kept busy until they have."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the watch needs of the world.

    Attributes:
        every: how often one is due; None where none is made by itself.
        last_utc: when the last one was made.
        make: makes one, in whose name; by hand a folder may be begun. Raises the product's errors.
        tell: hears what is wrong, in a sentence; nothing when all is well.
    """

    every: Callable[[], timedelta | None]
    last_utc: Callable[[], datetime | None]
    make: Callable[[Doer, bool], object]
    tell: Callable[[str], object]
    utc_now: Callable[[], datetime]


class BackupWatch:
    """Decides when; one thread steps it, any may order a backup."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._ordered_by: Doer | None = None
        self._not_before_utc: datetime | None = None
        self._pause: Callable[[float], object] = time.sleep
        self._wake: Callable[[], object] = lambda: None
        self.is_making = False

    def run_by(self, pause: Callable[[float], object], wake: Callable[[], object]) -> None:
        """Say by what the thread that steps it waits, and is woken."""
        self._pause, self._wake = pause, wake

    def order(self, by: Doer) -> None:
        """Have a backup made soon; raises Refused while one is being made."""
        if self.is_making or self._ordered_by is not None:
            raise Refused("A backup is being made already.")
        self._ordered_by = by
        self._wake()

    @property
    def is_busy(self) -> bool:
        """Say whether one is being made, or about to be."""
        return self.is_making or self._ordered_by is not None

    def step(self) -> None:
        """Make a backup if one is wanted or due; else wait."""
        by = self._ordered_by
        if by is not None:
            self._make(by, is_by_hand=True)
        elif self._is_due():
            self._make(NOBODY, is_by_hand=False)
        else:
            self._pause(LOOKS_EVERY_S)

    def close(self) -> None:
        """Do nothing: a backup that was begun is finished, or left to whoever opens the data next."""

    def _is_due(self) -> bool:
        around = self._around
        every = around.every()
        if every is None:
            return False
        now_utc = around.utc_now()
        until = self._not_before_utc
        if until is not None and until - TRIES_AGAIN_AFTER <= now_utc < until:
            return False
        return is_due(around.last_utc(), now_utc, every=every)

    def _make(self, by: Doer, *, is_by_hand: bool) -> None:
        self.is_making, self._ordered_by = True, None
        try:
            self._around.make(by, is_by_hand)
        except DoorAccessError as error:
            self._not_before_utc = self._around.utc_now() + TRIES_AGAIN_AFTER
            self._around.tell(str(error))
        else:
            self._not_before_utc = None
            self._around.tell("")
        finally:
            self.is_making = False
