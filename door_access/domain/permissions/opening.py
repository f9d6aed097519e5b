"""When a schedule holds a door unlocked, if need be only once somebody has come."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from door_access.domain.door.modes import OperatingMode
from door_access.domain.permissions.timetable import Timetable
from door_access.domain.permissions.verdict import Moment


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours at which a door stands unlocked.

    Attributes:
        first_of: the group of which a member must have entered during these very hours; None: nobody need
            have.
    """

    timetable: Timetable
    first_of: str | None = None

    def mode(self, moment: Moment, zone: tzinfo, *, entered_utc: datetime | None) -> OperatingMode:
        """Return what the schedule wants of the door: unlocked or normal.

        While the clock is in doubt nothing is unlocked.

        Args:
            entered_utc: when a member of ``first_of`` was last let in; None if that is not known.
        """
        if moment.is_in_doubt or not self.timetable.spell(moment.at_utc, zone).holds:
            return OperatingMode.NORMAL
        is_open = self.first_of is None or self._has_come(entered_utc, moment.at_utc, zone)
        return OperatingMode.UNLOCKED if is_open else OperatingMode.NORMAL

    def _has_come(self, entered_utc: datetime | None, at_utc: datetime, zone: tzinfo) -> bool:
        """Say whether the hours that hold now held when somebody entered and ever since.

        It is forgotten after ``LOOK_AHEAD``, where hours have no gap.
        """
        if entered_utc is None or entered_utc > at_utc:
            return False
        spell = self.timetable.spell(entered_utc, zone)
        return spell.holds and spell.until_utc is not None and spell.until_utc > at_utc
