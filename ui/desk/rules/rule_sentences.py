"""The rules in sentences, in the window's language and with today's names."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication

from door_access.desk.rule_words import RuleWords
from door_access.desk.rules_desk import Overview
from door_access.domain.permissions.rights import Group, MembersOf, Whom
from door_access.domain.permissions.rules import EVERYBODY, Rules
from door_access.domain.permissions.schedule import Schedule
from ui.desk.rules.week_words import row_words, week_words

_SHOWN = "%Y-%m-%d %H:%M"


class WindowWords(RuleWords):
    """As everywhere, but that the group of a fresh site is told as plainly as it can be."""

    def whom(self, whom: Whom) -> str:
        """Return for whom a right is, at the beginning of a sentence."""
        group = self._rules.part(Group, whom.group) if isinstance(whom, MembersOf) else None
        if isinstance(group, Group) and group.id == group.name == EVERYBODY:
            return self._translated("Everybody")
        return super().whom(whom)


def rule_words(
    overview: Overview,
    zone: tzinfo | None = None,
    *,
    names: Mapping[str, str] | None = None,
    rules: Rules | None = None,
) -> WindowWords:
    """Return who tells the rules; instants as a wall of this zone shows them, or of the first door's.

    Args:
        names: of more people, by id.
        rules: those that are told; None: the overview's.
    """
    wall = zone or overview.doors[0].zone
    return WindowWords(
        rules or overview.rules,
        people={**overview.people, **(names or {})},
        doors={door.id: door.name for door in overview.doors},
        clock=lambda at_utc: wall_text(at_utc, wall),
        translated=lambda text: QCoreApplication.translate("rules", text),
    )


def wall_text(at_utc: datetime, zone: tzinfo) -> str:
    """Return the instant as a clock on the door's wall shows it."""
    return at_utc.astimezone(zone).strftime(_SHOWN)


def schedule_words(schedule: Schedule) -> str:
    """Return when a schedule holds: its week, and what holds on holidays instead."""
    told = [week_words(schedule.week)] if schedule.week else []
    return "; ".join([*told, *map(row_words, schedule.holidays)])


def when_words(overview: Overview, schedule_id: str | None) -> str:
    """Return the hours of a right or a plan, with the name of the schedule."""
    found = overview.rules.part(Schedule, schedule_id) if schedule_id is not None else None
    if not isinstance(found, Schedule):
        return QCoreApplication.translate("rules", "at any time")
    return f"{found.name} ({schedule_words(found)})"
