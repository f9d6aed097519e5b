"""What a door must know after a restart: that it is locked down, and which alarms nobody has acknowledged.

A mode that holds it unlocked is not remembered: a door begins locked, whatever it was before.
"""

import json
import logging
from datetime import datetime
from typing import Any

from door_access.domain.door.alarms import Alarm, Notice, StandingAlarms
from door_access.domain.door.modes import OperatingMode, OperatorWish
from door_access.ports import SiteStore

_log = logging.getLogger(__name__)

LOCKDOWN = "door_lockdown"
ALARMS = "door_alarms"
WITHOUT_END = "no end"


class DoorMemory:
    """Keeps it among the facts of the site, by the id of the door; what could not be kept is owed."""

    def __init__(self, facts: SiteStore, *, door: str) -> None:
        self._facts = facts
        self._lockdown, self._alarms = f"{LOCKDOWN}:{door}", f"{ALARMS}:{door}"
        self._owed: dict[str, str] = {}

    def keep_lockdown(self, wish: OperatorWish | None) -> None:
        """Keep a lockdown at once; any other wish, or none, is none. Raises StorageFault: it is owed."""
        text = ""
        if wish is not None and wish.mode is OperatingMode.LOCKDOWN:
            text = wish.until_utc.isoformat() if wish.until_utc else WITHOUT_END
        self._owed[self._lockdown] = text
        self.pay()

    def lockdown(self) -> OperatorWish | None:
        """Return the lockdown that was kept; one whose end cannot be read has none. Raises StorageFault."""
        text = self._facts.get(self._lockdown)
        if not text:
            return None
        try:
            return OperatorWish(OperatingMode.LOCKDOWN, datetime.fromisoformat(text))
        except ValueError:
            return OperatorWish(OperatingMode.LOCKDOWN)

    def keep_alarms(self, alarms: StandingAlarms) -> None:
        """Keep the alarms that stand, once :meth:`pay` is called."""
        self._owed[self._alarms] = json.dumps([_document(alarm) for alarm in alarms.alarms])

    def alarms(self) -> StandingAlarms:
        """Return the alarms that were kept; none where their words are another version's.

        Raises:
            StorageFault: nobody can say.
        """
        text = self._facts.get(self._alarms)
        try:
            return StandingAlarms(tuple(_alarm(document) for document in json.loads(text or "[]")))
        except (ValueError, TypeError, KeyError):
            _log.warning("the alarms that were kept cannot be read: %s", text)
            return StandingAlarms()

    def pay(self) -> None:
        """Write what is owed. Raises StorageFault: it still is."""
        for key, text in tuple(self._owed.items()):
            self._facts.set(key, text)
            del self._owed[key]


def _document(alarm: Alarm) -> dict[str, Any]:
    return {
        "kind": alarm.kind,
        "since_utc": alarm.since_utc.isoformat(),
        "is_over": alarm.is_over,
        "seq": alarm.seq,
    }


def _alarm(document: dict[str, Any]) -> Alarm:
    since_utc = datetime.fromisoformat(document["since_utc"])
    return Alarm(Notice(document["kind"]), since_utc, bool(document["is_over"]), document["seq"])
