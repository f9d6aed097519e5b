"""Days on which something else may hold than the week says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from door_access.complaints import Complaint
from door_access.domain.permissions.titles import LONGEST_TITLE, check_title
from door_access.errors import BadInput


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """A day and what kind of day it is: *public*, *company*, *half day*, or whatever the site calls it."""

    day: date
    kind: str
    name: str

    def __post_init__(self) -> None:
        check_title(self.kind)
        check_title(self.name)


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Holidays that belong together, as a country's or the company's; a day is in it at most once."""

    id: str
    name: str
    days: tuple[Holiday, ...] = ()

    def __post_init__(self) -> None:
        check_title(self.name)
        seen: set[date] = set()
        for holiday in self.days:
            if holiday.day in seen:
                raise BadInput(Complaint.HOLIDAY_TWICE, name=self.name, day=holiday.day.isoformat())
            seen.add(holiday.day)

    def with_imported(self, days: Mapping[date, str], *, kind: str) -> "HolidayCalendar":
        """Return the calendar with days from elsewhere, as the package ``holidays`` gives them: day to name.

        Days of this kind in the years that ``days`` covers are replaced, so that importing twice changes
        nothing; a day that the site has given another kind keeps it.
        """
        years = {day.year for day in days}
        kept = [one for one in self.days if one.kind != kind or one.day.year not in years]
        own = {one.day for one in kept}
        new = [
            Holiday(day, kind, " ".join(name.split())[:LONGEST_TITLE].strip() or kind)
            for day, name in days.items()
            if day not in own
        ]
        return replace(self, days=tuple(sorted([*kept, *new])))
