"""Figures as sentences of the window that say what is known, and how sure it is."""

from PySide6.QtCore import QCoreApplication

from door_access.desk.figure_words import GROUPS, METHOD, repeats_text
from door_access.domain.figures.figures import Repeats
from door_access.domain.figures.reason_groups import ReasonGroup
from ui.words import counted

_CONTEXT = "figures"


def group_words(group: ReasonGroup) -> str:
    """Return what a group of reasons is called."""
    return _tr(GROUPS[group])


def entries_words(entries: int) -> str:
    """Return how many entries there were."""
    return counted(entries, _tr("{count} entry"), _tr("{count} entries"))


def denials_words(denials: int) -> str:
    """Return how many denials there were."""
    return counted(denials, _tr("{count} denial"), _tr("{count} denials"))


def people_words(people: int) -> str:
    """Return how many people came in."""
    if not people:
        return _tr("Nobody has come in yet today")
    return counted(people, _tr("{count} person came in today"), _tr("{count} people came in today"))


def repeats_words(repeats: Repeats) -> str:
    """Return how often somebody was let in only at another try, and how sure that is."""
    return repeats_text(repeats, _tr)


def method_words() -> str:
    """Return how that was estimated, and when it is wrong."""
    return _tr(METHOD)


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
