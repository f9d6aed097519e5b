"""What passes are called at the desk: what one is good for, and how it stands."""

from datetime import date, datetime, tzinfo

from PySide6.QtCore import QCoreApplication

from door_access.desk.visitor_desk import ExpectedVisitor, MadePass
from door_access.domain.entry.passes import EntryPass, PassTerms
from ui.words import QT_TRANSLATE_NOOP

_CONTEXT = "passes"
SMALL_PRINT = QT_TRANSLATE_NOOP(
    "passes", "Keep this code to yourself: whoever has a photo of it can use it as well."
)


def period_words(terms: PassTerms, zone: tzinfo, day: date | None = None) -> str:
    """Return from when until when a pass is good, as the clock beside the door shows it.

    ``day``: of which it need not be told that it is this day.
    """
    begins, ends = terms.begins_utc.astimezone(zone), terms.ends_utc.astimezone(zone)
    if begins.date() == ends.date() == day:
        return _tr("{begins} to {ends}").format(begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
    if begins.date() == ends.date():
        text = _tr("{day}, {begins} to {ends}")
        return text.format(day=f"{begins:%Y-%m-%d}", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
    text = _tr("{begins} to {ends}")
    return text.format(begins=f"{begins:%Y-%m-%d %H:%M}", ends=f"{ends:%Y-%m-%d %H:%M}")


def terms_words(terms: PassTerms, door: str) -> str:
    """Return what a pass does; ``door`` is the name of the one that it is for, or empty."""
    said = [_tr("Opens once") if terms.is_once else _tr("Opens as often as it is shown")]
    said += [_tr("with a PIN")] if terms.asks_pin else []
    said += [door] if door else []
    return ", ".join(said)


def sheet_lines(made: MadePass, zone: tzinfo, door: str) -> tuple[str, ...]:
    """Return what stands beneath the code: whose it is, when and where it is good, and what to mind."""
    lines = [made.person, period_words(made.entry_pass.terms, zone), terms_words(made.entry_pass.terms, door)]
    lines += [_tr("Visits {host}").format(host=made.host)] if made.host else []
    return (*lines, _tr("Hold the code to the camera at the door."), small_print())


def small_print() -> str:
    return _tr(SMALL_PRINT)


def state_words(one: EntryPass, zone: tzinfo, now_utc: datetime) -> str:
    """Return how a pass stands now."""
    if one.revoked_at_utc is not None:
        return _tr("Revoked")
    if one.terms.is_once and one.used_at_utc is not None:
        return _tr("Used {when}").format(when=f"{one.used_at_utc.astimezone(zone):%Y-%m-%d %H:%M}")
    if one.terms.validity.is_over(now_utc):
        return _tr("Over")
    return _tr("Not yet") if one.terms.validity.is_early(now_utc) else _tr("Valid")


def visit_words(one: ExpectedVisitor, zone: tzinfo, now_utc: datetime) -> str:
    """Return whether a visitor has come; who has left, no door tells."""
    if one.arrived_utc is not None:
        return _tr("Came at {time}").format(time=f"{one.arrived_utc.astimezone(zone):%H:%M}")
    is_over = one.entry_pass.terms.validity.is_over(now_utc)
    return _tr("Did not come") if is_over else _tr("Expected")


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
