"""A lock at a relay on USB that is commanded through a serial port."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks.byte_links import ByteLink, KeptLink, LinkFault, SerialLink
from door_access.hardware.locks.relay_protocols import KmTronic, Lcus, Numato, RelayProtocol
from door_access.lock_settings import SerialRelaySettings

ANSWERS_WITHIN_S = 2.5
"""For all that one call sends and hears."""
_PROTOCOLS: dict[str, type[Lcus | KmTronic | Numato]] = {"lcus": Lcus, "kmtronic": KmTronic, "numato": Numato}


class SerialRelayLock:
    """Implements ``DoorLock``. One thread owns it.

    None of these boards has a timer, and what the timer relay behind them ends cannot be held.
    """

    is_simulated = False

    def __init__(self, settings: SerialRelaySettings) -> None:
        """Prepare the lock; raises BadSetting for a relay that none of these boards has."""
        protocol = _PROTOCOLS[settings.protocol]
        if settings.channel not in protocol.channels:
            raise BadSetting(
                f"config.toml, lock.channel: {settings.protocol} counts relays"
                f" from {protocol.channels[0]} to {protocol.channels[-1]}, so none is {settings.channel}."
            )
        self._settings = settings
        self._protocol: RelayProtocol = protocol(settings.channel)
        self._link = KeptLink(self._connect)
        self._may_be_unlocked = False

    @property
    def capabilities(self) -> LockCapabilities:
        return LockCapabilities(reads_lock=self._protocol.can_read)

    def pulse(self, duration_s: float) -> None:  # noqa: ARG002 - whoever called ends it, or the timer relay
        """Let the relay draw until ``lock``."""
        self._may_be_unlocked = True
        self._switch(is_on=True)

    def lock(self) -> None:
        self._switch(is_on=False)
        self._may_be_unlocked = False

    def state(self) -> LockState:
        """Return what the board says; of one that never answers, at least see that its port is there."""
        with self._opened() as (link, until_s):
            is_on = self._protocol.is_on(link, until_s=until_s)
        if is_on is None:
            return LockState.UNKNOWN
        return LockState.UNLOCKED if is_on else LockState.LOCKED

    def inputs(self) -> DoorInputs:
        return NO_INPUTS

    def shortcomings(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        if self._may_be_unlocked:
            with suppress(LockFault):
                self.lock()
        self._link.close()

    def _switch(self, *, is_on: bool) -> None:
        with self._opened() as (link, until_s):
            self._protocol.switch(link, is_on=is_on, until_s=until_s)

    @contextmanager
    def _opened(self) -> Iterator[tuple[ByteLink, float]]:
        """Give the link and until when it may be used; what goes wrong is a fault that names the board."""
        until_s = time.monotonic() + ANSWERS_WITHIN_S
        try:
            with self._link.opened(until_s) as link:
                yield link, until_s
        except LinkFault as fault:
            raise LockFault(
                f"The relay board at {self._settings.port} does not do as told: {fault}."
            ) from fault

    def _connect(self, until_s: float) -> ByteLink:
        link = SerialLink(self._settings.port, self._protocol.baud)
        try:
            self._protocol.begin(link, until_s=until_s)
        except LinkFault:
            link.abort()
            raise
        return link
