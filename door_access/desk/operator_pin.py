"""The operator's PIN: an argon2id hash, a pause after five wrong ones, and a row of the log for each try."""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from door_access.complaints import Complaint
from door_access.desk.acts import Acts
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act
from door_access.domain.operators.desk_pin import checked_desk_pin
from door_access.errors import Refused
from door_access.ports import SiteStore

_log = logging.getLogger(__name__)

SECRET = "operator_pin"
TRIES = 5
PAUSE_S = 30.0


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """Whether the PIN was right, and how long to wait before the next try."""

    is_right: bool
    wait_s: float = 0.0


class OperatorPin:
    """Checks and sets the PIN of the desk. The desk's thread owns it.

    The count of wrong tries lives in memory: restarting the kiosk needs the operating system's own login.
    """

    def __init__(
        self,
        store: SiteStore,
        acts: Acts,
        *,
        clock: Callable[[], float],
        hasher: PasswordHasher | None = None,
    ) -> None:
        """``hasher``: argon2id with the library's own costs when left out."""
        self._store = store
        self._acts = acts
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._wrong = 0
        self._closed_until_s = float("-inf")

    def is_set(self) -> bool:
        return self._store.get(SECRET) is not None

    def set(self, pin: str) -> None:
        """Store the hash in place of an earlier one; raises Refused for what cannot be an operator PIN."""
        stored = self._hasher.hash(checked_desk_pin(pin))
        with self._acts.together():
            self._acts.record(Act.CHANGE_DESK_PIN if self.is_set() else Act.SET_DESK_PIN)
            self._store.set(SECRET, stored)

    def change(self, old: str, new: str) -> None:
        """Set another one for somebody who shows the old one; a wrong old one counts as a wrong PIN.

        Raises:
            Refused: the new one cannot be an operator PIN, the old one is wrong, or too many were.
        """
        checked_desk_pin(new)
        answer = self._judged(old)
        if answer.wait_s > 0:
            raise Refused(Complaint.DESK_PAUSED, seconds=math.ceil(answer.wait_s))
        if not answer.is_right:
            raise Refused(Complaint.OPERATOR_PIN_WRONG)
        self.set(new)

    def check(self, pin: str, purpose: str = "") -> PinAnswer:
        """Compare; the fifth wrong PIN in a row closes the desk for a while. No PIN set is never right.

        Neither answer waits for the log: a desk that cannot be opened could not block anybody, nor let
        anybody out. A row that cannot be written is complained of.

        Args:
            purpose: what the desk is to be opened for; written into the row of the right PIN.
        """
        answer = self._judged(pin)
        if answer.is_right:
            self._acts.record(Act.RIGHT_DESK_PIN, note=purpose, is_needed=False)
        return answer

    def _judged(self, pin: str) -> PinAnswer:
        wait_s = self._closed_until_s - self._clock()
        if wait_s > 0:
            return PinAnswer(False, wait_s)
        if self._matches(pin):
            self._wrong = 0
            return PinAnswer(True)
        return self._count_wrong()

    def _matches(self, pin: str) -> bool:
        stored = self._store.get(SECRET)
        if stored is None:
            return False
        try:
            return self._hasher.verify(stored, pin)
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError):
            _log.exception("the stored operator PIN cannot be read")
            return False

    def _count_wrong(self) -> PinAnswer:
        self._wrong += 1
        is_last = self._wrong >= TRIES
        if is_last:
            self._wrong = 0
            self._closed_until_s = self._clock() + PAUSE_S
        self._acts.record(Act.WRONG_DESK_PIN, outcome=Outcome.DENIED, is_needed=False)
        if is_last:
            self._acts.record(
                Act.DESK_PAUSED, outcome=Outcome.DENIED, note=f"{PAUSE_S:.0f} s", is_needed=False
            )
        return PinAnswer(False, PAUSE_S if is_last else 0.0)
