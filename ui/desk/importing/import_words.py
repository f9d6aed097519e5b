"""What an import is told in: what becomes of rows, how a file was read, what was done."""

from PySide6.QtCore import QCoreApplication

from door_access.desk.importing.columns import Column
from door_access.desk.importing.encodings import ENCODING_WORDS
from door_access.desk.importing.import_desk import Imported
from door_access.desk.importing.preview import Fate, Preview, RowPlan
from door_access.desk.importing.table import Table
from ui.words import QT_TRANSLATE_NOOP, change_words, counted

_CONTEXT = "importing"
_FATES = {
    Fate.NEW: QT_TRANSLATE_NOOP("importing", "New"),
    Fate.CHANGE: QT_TRANSLATE_NOOP("importing", "Changed"),
    Fate.NOTHING: QT_TRANSLATE_NOOP("importing", "As it is"),
    Fate.WRONG: QT_TRANSLATE_NOOP("importing", "Wrong"),
}
_COUNTS = {
    Fate.NEW: QT_TRANSLATE_NOOP("importing", "{count} new"),
    Fate.CHANGE: QT_TRANSLATE_NOOP("importing", "{count} changed"),
    Fate.NOTHING: QT_TRANSLATE_NOOP("importing", "{count} as they are"),
    Fate.WRONG: QT_TRANSLATE_NOOP("importing", "{count} wrong"),
}
_SEPARATORS = {
    ",": QT_TRANSLATE_NOOP("importing", "Comma"),
    ";": QT_TRANSLATE_NOOP("importing", "Semicolon"),
    "\t": QT_TRANSLATE_NOOP("importing", "Tab"),
}


def fate_words(fate: Fate) -> str:
    """Return what becomes of a row."""
    return _translated(_FATES[fate])


def separator_words(separator: str) -> str:
    """Return what stands between cells."""
    return _translated(_SEPARATORS[separator])


def plan_words(plan: RowPlan) -> str:
    """Return all that is told of a row, in one line."""
    told = [str(problem) for problem in plan.problems]
    if plan.fate is not Fate.WRONG:
        told = [change_words(change) for change in plan.changes] + list(plan.notes)
    return " · ".join(" ".join(text.split()) for text in told)


def count_words(preview: Preview) -> str:
    """Return how many rows have which fate."""
    told = [
        _translated(_COUNTS[fate]).format(count=f"{count:,}")
        for fate, count in preview.counts.items()
        if count
    ]
    return ", ".join(told)


def faceless_words(preview: Preview) -> str:
    """Say who comes without a face; empty where nobody does."""
    one = _translated("{count} new person comes without a face: card and PIN until they are enrolled.")
    more = _translated("{count} new people come without a face: card and PIN until they are enrolled.")
    count = preview.without_face
    return counted(count, one, more) if count else ""


def reading_words(table: Table) -> str:
    """Say what of a file was guessed or passed over; empty where nothing was."""
    told: list[str] = []
    if table.is_encoding_guessed and table.encoding is not None:
        text = _translated("The letters are read as {encoding}, which is a guess: look at the umlauts.")
        told.append(text.format(encoding=ENCODING_WORDS[table.encoding]))
    if table.unknown:
        names = table.passed_over
        told.append(_translated("Columns that are passed over: {names}.").format(names=names))
    if Column.PIN in table.columns:
        told.append(_translated("PINs are not imported: everybody sets their own here."))
    return " ".join(told)


def done_words(done: Imported) -> str:
    """Say what an import has done."""
    text = _translated("Imported: {new} new, {changed} changed.")
    told = [text.format(new=f"{done.new:,}", changed=f"{done.changed:,}")]
    if done.left_out:
        one, more = (
            _translated("{count} wrong row was left out."),
            _translated("{count} wrong rows were left out."),
        )
        told.append(counted(done.left_out, one, more))
    return " ".join(told)


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
