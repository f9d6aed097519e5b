"""Which mode the door is in, and that others hear of it. Its one rule: a lockdown outlives a restart."""

import logging
from datetime import datetime

from door_access.domain.door.modes import Modes, OperatingMode
from door_access.errors import StorageFault
from door_access.runtime.door.memory import DoorMemory
from door_access.runtime.events import EventHub, ModeChanged

_log = logging.getLogger(__name__)


class ModeKeeper:
    """Keeps the wishes that stand. The door thread owns it."""

    def __init__(self, memory: DoorMemory | None, hub: EventHub) -> None:
        """``memory``: where a lockdown outlives a restart; None in playback."""
        self._memory = memory
        self._hub = hub
        self._modes = Modes()

    @property
    def in_force(self) -> OperatingMode:
        return self._modes.in_force

    def remember(self, now_utc: datetime, now_s: float) -> None:
        """Go on with a lockdown from before a restart. Raises StorageFault."""
        lockdown = self._memory.lockdown() if self._memory else None
        if lockdown is not None and not lockdown.is_over(now_utc):
            self._become(self._modes.asked(lockdown.mode, lockdown.until_utc), now_s)

    def ask(self, mode: OperatingMode, until_utc: datetime | None, now_s: float) -> None:
        """Let the door work so from now on."""
        self._become(self._modes.asked(mode, until_utc), now_s)

    def tick(self, now_utc: datetime, now_s: float) -> bool:
        """Take the time; say whether what an operator wanted has ended by itself."""
        modes = self._modes.at(now_utc)
        is_over = modes != self._modes
        if is_over:
            self._become(modes, now_s)
        return is_over

    def _become(self, modes: Modes, now_s: float) -> None:
        was_locked_down = self._is_locked_down()
        self._modes = modes
        if was_locked_down or self._is_locked_down():
            self._keep()
        self._hub.publish(ModeChanged(modes.in_force, modes.until_utc, now_s))

    def _is_locked_down(self) -> bool:
        operator = self._modes.operator
        return operator is not None and operator.mode is OperatingMode.LOCKDOWN

    def _keep(self) -> None:
        """A lockdown that cannot be kept holds until a restart; one that cannot be forgotten comes back."""
        try:
            if self._memory is not None:
                self._memory.keep_lockdown(self._modes.operator)
        except StorageFault:
            _log.exception("the lockdown could not be kept for after a restart")
