"""What the program tells systemd (sd_notify): that it runs, that it stops, and that it is alive.

It never waits and never fails: a manager that does not listen must not hold up a door.
"""

import logging
import os
import socket
from collections.abc import Mapping

ADDRESS, WATCHDOG_US = "NOTIFY_SOCKET", "WATCHDOG_USEC"
"""The variables in which systemd says where it listens, and how long it waits for the next sign of life."""
SIGNS_PER_WAIT = 3
"""So many signs of life fit into the time that systemd waits for one."""
WITHOUT_WATCHDOG_S = 10.0

_log = logging.getLogger(__name__)


class Systemd:
    """The service manager that started the program; without one, every word goes nowhere.

    ``WATCHDOG_PID`` is not asked: under ``cage`` it names ``cage``, which feeds nothing.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = _as_of_the_system(environment.get(ADDRESS, ""))
        self.feed_every_s = _feed_every_s(environment.get(WATCHDOG_US, ""))

    def ready(self) -> None:
        """Say that all threads run."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """Say that the program ends because it was asked to."""
        self._tell("STOPPING=1")

    def feed_watchdog(self) -> None:
        """Give a sign of life; only the door thread may."""
        self._tell("WATCHDOG=1")

    def _tell(self, word: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
                sending.setblocking(False)
                sending.sendto(word.encode(), self._address)
        except OSError as error:
            _log.warning("the service manager did not hear %s: %s", word, error)


def _as_of_the_system(address: str) -> str:
    """Return the address as the system wants it: ``@`` stands for the zero byte of an abstract one."""
    if address.startswith("@"):
        return "\0" + address[1:]
    return address if address.startswith("/") else ""


def _feed_every_s(watchdog_us: str) -> float:
    is_wanted = watchdog_us.isdecimal() and int(watchdog_us) > 0
    return int(watchdog_us) / 1e6 / SIGNS_PER_WAIT if is_wanted else WITHOUT_WATCHDOG_S
