"""Which mode the door is in, and that others hear of it. Its one rule: a lockdown outlives a restart."""

import logging
import math
from dataclasses import replace
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
        self._ends_at_s = math.inf

    @property
    def in_force(self) -> OperatingMode:
        return self._modes.in_force

    @property
    def modes(self) -> Modes:
        """Return all wishes that stand."""
        return self._modes

    @property
    def scheduled(self) -> OperatingMode:
        """Return what schedules want."""
        return self._modes.schedule

    def follow_schedule(self, mode: OperatingMode, now_s: float) -> None:
        """Let schedules want this from now on; what operators want goes before."""
        self._become(replace(self._modes, schedule=mode), now_s)

    def remember(self, now_utc: datetime, now_s: float) -> None:
        """Go on with a lockdown from before a restart. Raises StorageFault."""
        lockdown = self._memory.lockdown() if self._memory else None
        if lockdown is not None and not lockdown.is_over(now_utc):
            self.ask(lockdown.mode, lockdown.until_utc, now_utc=now_utc, now_s=now_s)

    def ask(
        self, mode: OperatingMode, until_utc: datetime | None, *, now_utc: datetime, now_s: float
    ) -> None:
        """Let the door work so from now on."""
        if mode is not OperatingMode.EMERGENCY:
            self._ends_at_s = now_s + (until_utc - now_utc).total_seconds() if until_utc else math.inf
        self._become(self._modes.asked(mode, until_utc), now_s)

    def tick(self, now_utc: datetime, now_s: float) -> bool:
        """Take the time; say whether what an operator wanted has ended by itself.

        The wall clock may be set meanwhile, so the time that passed counts as well: a door is held unlocked
        until either says that it is over, and locked down until both do.
        """
        operator = self._modes.operator
        if operator is None:
            return False
        signs = operator.is_over(now_utc), now_s >= self._ends_at_s
        is_over = all(signs) if self._is_locked_down() else any(signs)
        if is_over:
            self._become(replace(self._modes, operator=None), now_s)
        return is_over

    def _become(self, modes: Modes, now_s: float) -> None:
        was_locked_down = self._is_locked_down()
        self._modes = modes
        if was_locked_down or self._is_locked_down():
            self._keep()
        self._hub.publish(ModeChanged(modes.in_force, modes.until_utc, now_s, modes.is_by_schedule))

    def _is_locked_down(self) -> bool:
        operator = self._modes.operator
        return operator is not None and operator.mode is OperatingMode.LOCKDOWN

    def _keep(self) -> None:
        """Keep a lockdown, or that there is none; what cannot be kept now is owed."""
        try:
            if self._memory is not None:
                self._memory.keep_lockdown(self._modes.operator)
        except StorageFault:
            _log.exception("the lockdown could not be kept for after a restart")
