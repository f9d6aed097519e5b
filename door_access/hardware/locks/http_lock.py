"""A board that is commanded by addresses of its own, as the settings tell them."""

import math
import re

from door_access.domain.door.lock import LockCapabilities
from door_access.errors import BadSetting
from door_access.hardware.locks.http_board import Call, HttpBoard
from door_access.hardware.locks.http_relay import LOOK_AT_LOCK_EVERY_S, HttpRelay
from door_access.lock_settings import HttpLockSettings
from door_access.secret_files import read_secret

SECONDS = "{seconds}"
"""The place in an address for the length of a pulse, which is told in whole seconds."""
_HEADER = re.compile(r"[A-Za-z0-9_-]+")


class HttpLock(HttpRelay):
    """Implements ``DoorLock``."""

    def __init__(self, settings: HttpLockSettings) -> None:
        """Raises BadSetting: the settings do not fit each other, or a file cannot be used."""
        _check(settings)
        addresses = [settings.pulse_url.replace(SECONDS, "1"), settings.lock_url, settings.state_url]
        board = HttpBoard(
            "lock's board", *filter(None, addresses), headers=_headers(settings), ca_file=settings.ca_file
        )
        super().__init__(board, _capabilities(settings))
        self._settings = settings

    def shortcomings(self) -> tuple[str, ...]:
        """Return nothing: nobody knows the settings of such a board."""
        return ()

    def _switch_on(self, call: Call, seconds: float) -> None:
        self._command(call, self._settings.pulse_url.replace(SECONDS, str(math.ceil(seconds))))

    def _switch_off(self, call: Call) -> None:
        self._command(call, self._settings.lock_url)

    def _is_on(self, call: Call) -> bool | None:
        if not self.capabilities.reads_lock:
            return None
        answer = call.ask(self._settings.state_url)
        self._board.check_done(answer)
        if not answer.body:
            raise self._board.fault("does not say whether it is unlocked")
        return self._settings.unlocked_text.encode() in answer.body

    def _command(self, call: Call, address: str) -> None:
        self._board.check_done(call.ask(address, method=self._settings.method))


def _check(settings: HttpLockSettings) -> None:
    """Raise BadSetting where two settings contradict each other."""
    if settings.ends_pulse_itself and SECONDS not in settings.pulse_url:
        raise BadSetting(
            f"config.toml, lock.pulse_url: it has no {SECONDS}, so the board cannot know when to end a pulse"
            " (lock.ends_pulse_itself)."
        )
    if bool(settings.header) != bool(settings.secret_file):
        raise BadSetting("config.toml, lock: header and secret_file go together.")
    if settings.header and not _HEADER.fullmatch(settings.header):
        raise BadSetting(f"config.toml, lock.header: {settings.header!r} cannot be a header's name.")
    if bool(settings.state_url) != bool(settings.unlocked_text):
        raise BadSetting("config.toml, lock: state_url and unlocked_text go together.")


def _headers(settings: HttpLockSettings) -> dict[str, str]:
    secret = read_secret(settings.secret_file, key="lock.secret_file")
    if not secret.isascii():
        raise BadSetting("config.toml, lock.secret_file: a header can carry ASCII alone.")
    return {settings.header: secret} if settings.header else {}


def _capabilities(settings: HttpLockSettings) -> LockCapabilities:
    """Return what can be relied on; nobody knows what a command during a pulse does to such a board."""
    return LockCapabilities(
        relocks_itself=settings.ends_pulse_itself,
        reads_lock=bool(settings.state_url),
        look_every_s=LOOK_AT_LOCK_EVERY_S,
    )
