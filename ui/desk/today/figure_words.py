"""Figures as sentences that say what is known, and how sure it is."""

from PySide6.QtCore import QCoreApplication

from door_access.domain.figures.figures import Repeats
from door_access.domain.figures.reason_groups import ReasonGroup
from ui.words import QT_TRANSLATE_NOOP, counted

_CONTEXT = "figures"
_GROUPS: dict[ReasonGroup, str] = {
    ReasonGroup.LET_IN: QT_TRANSLATE_NOOP("figures", "Let in"),
    ReasonGroup.OPENED: QT_TRANSLATE_NOOP("figures", "Opened otherwise"),
    ReasonGroup.NOT_RECOGNISED: QT_TRANSLATE_NOOP("figures", "Not recognised"),
    ReasonGroup.NOT_ALLOWED: QT_TRANSLATE_NOOP("figures", "Not allowed to enter"),
    ReasonGroup.CARD_PIN_OR_PASS: QT_TRANSLATE_NOOP("figures", "Card, PIN or pass not right"),
    ReasonGroup.FACE_UNSEEN: QT_TRANSLATE_NOOP("figures", "Face not seen well"),
    ReasonGroup.NOT_GENUINE: QT_TRANSLATE_NOOP("figures", "Face perhaps not real"),
    ReasonGroup.TOO_OFTEN: QT_TRANSLATE_NOOP("figures", "Failed too often"),
    ReasonGroup.DOOR_STOOD: QT_TRANSLATE_NOOP("figures", "Door forced, held, tampered with"),
    ReasonGroup.OUT_OF_ORDER: QT_TRANSLATE_NOOP("figures", "Something out of order"),
    ReasonGroup.RUNNING: QT_TRANSLATE_NOOP("figures", "The program was busy or stopped"),
}


def group_words(group: ReasonGroup) -> str:
    """Return what a group of reasons is called."""
    return _tr(_GROUPS[group])


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
    interval = repeats.interval
    if repeats.rate is None or interval is None:
        return _tr("Nobody was let in by their face yet.")
    told = _tr(
        "{repeated} of {entries} entries by face needed another try: {rate} (95 % sure: {low} to {high})."
    )
    low, high = interval
    return told.format(
        repeated=f"{repeats.repeated:,}",
        entries=f"{repeats.entries:,}",
        rate=share_words(repeats.rate),
        low=share_words(low),
        high=share_words(high),
    )


def share_words(share: float) -> str:
    """Return a share in per cent."""
    return f"{100 * share:.1f} %"


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
