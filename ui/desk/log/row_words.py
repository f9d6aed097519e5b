"""What a row of the log tells, in words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from door_access.ports import LogEntry, LogKind, LogRow
from ui import words
from ui.operator_words import about_words, named_change, who_words


def details(row: LogRow, names: Mapping[str, str]) -> list[str]:
    """Return the reason and what there is no column for."""
    event, who, about = row.event, who_words(row), about_words(row, names)
    return [
        words.reason_words(event.reason),
        _tr("Shown: {claim}").format(claim=event.claim) if event.claim else "",
        words.liveness_words(event.liveness) if event.liveness else "",
        _tr("By: {actor}").format(actor=who) if who else "",
        _tr("About: {object}").format(object=about) if about else "",
        *(named_change(change, names) for change in event.changes),
        duress_text(event),
        words.kind_words(event.kind),
    ]


def duress_text(event: LogEntry) -> str:
    """Return what only those see who may; the desk leaves it out of everybody else's rows."""
    if not event.is_duress:
        return ""
    return _tr("With a PIN under threat") if event.kind is LogKind.ACT else _tr("UNDER THREAT")


def person_text(row: LogRow) -> str:
    """Return whom a row is about, or why that cannot be told."""
    if row.is_damaged:
        return _tr("(changed by somebody)")
    if row.is_forgotten:
        return _tr("(forgotten)")
    return row.person or (_tr("(removed)") if row.is_sealed or row.event.person_id else "")


def _note(row: LogRow) -> list[str]:
    return [row.event.note] if row.event.note else []


def note_text(row: LogRow, names: Mapping[str, str]) -> str:
    changes = (named_change(change, names) for change in row.event.changes)
    return "; ".join([*filter(None, [duress_text(row.event)]), *changes, *_note(row)])


def _tr(text: str) -> str:
    return QCoreApplication.translate("log", text)
