"""The operator's PIN: an argon2id hash, and a pause after five wrong ones."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from door_access.complaints import Complaint
from door_access.errors import Refused
from door_access.ports import SiteStore

_log = logging.getLogger(__name__)

SECRET = "operator_pin"
SHORTEST = 6
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
        self, store: SiteStore, *, clock: Callable[[], float], hasher: PasswordHasher | None = None
    ) -> None:
        """``hasher``: argon2id with the library's own costs when left out."""
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._wrong = 0
        self._closed_until_s = float("-inf")

    def is_set(self) -> bool:
        return self._store.get(SECRET) is not None

    def set(self, pin: str) -> None:
        """Store the hash; raises Refused for anything but six or more digits."""
        if not re.fullmatch(rf"[0-9]{{{SHORTEST},64}}", pin):
            raise Refused(Complaint.OPERATOR_PIN_DIGITS, shortest=SHORTEST)
        self._store.set(SECRET, self._hasher.hash(pin))

    def check(self, pin: str) -> PinAnswer:
        """Compare; the fifth wrong PIN in a row closes the desk for a while. No PIN set is never right."""
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
        if self._wrong < TRIES:
            return PinAnswer(False)
        self._wrong = 0
        _log.warning("%d wrong operator PINs in a row: the desk is closed for %.0f s", TRIES, PAUSE_S)
        self._closed_until_s = self._clock() + PAUSE_S
        return PinAnswer(False, PAUSE_S)
