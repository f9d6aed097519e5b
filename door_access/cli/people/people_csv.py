"""``people import FILE.csv`` with its preview, and ``people export --all FILE.csv``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from door_access.bootstrap.site import Site
from door_access.cli.patience import bar_if_long
from door_access.cli.printing import note, say
from door_access.counts import counted, counted_people
from door_access.desk.importing.columns import Column
from door_access.desk.importing.encodings import ENCODING_WORDS
from door_access.desk.importing.import_desk import Import, ImportDesk, Imported
from door_access.desk.importing.preview import Choices, Fate, Preview, RowPlan
from door_access.desk.importing.table import SEPARATORS
from door_access.errors import BadInput

_FATES = {
    Fate.NEW: "new",
    Fate.CHANGE: "changed",
    Fate.NOTHING: "as they are",
    Fate.WRONG: "wrong",
}


def separator_of(typed: str | None) -> str | None:
    """Return what stands between cells, as it was typed; raises BadInput for anything else."""
    named = {word: separator for separator, word in SEPARATORS.items()} | {one: one for one in SEPARATORS}
    if typed is not None and typed not in named:
        raise BadInput(f"{typed!r} does not separate cells; give one of {', '.join(SEPARATORS.values())}.")
    return None if typed is None else named[typed]


def import_file(
    site: Site,
    path: Path,
    choices: Choices,
    *,
    is_preview: bool,
    wrong_file: Path | None,
    as_json: bool,
) -> int:
    """Say what a file would do, or do it; 1 where rows are wrong and not to be left out.

    Args:
        wrong_file: where wrong rows are written, so that the right ones can be imported; None: all or none.
    """
    desk = site.import_desk
    preview = _looked_at(desk, desk.preview(path, choices))
    for sentence in _read_as(preview):
        note(sentence)
    done = None
    is_stopped = bool(preview.wrong) and wrong_file is None
    if not is_preview and not is_stopped:
        if preview.wrong and wrong_file is not None:
            desk.write_wrong(preview, wrong_file)
        done = _done(desk, preview)
    say(_document(preview, done), _lines(preview, done), as_json=as_json)
    if is_stopped and not is_preview:
        note("Nothing was imported. Mend the rows, or leave them out with --wrong-to FILE.")
    return 1 if is_stopped else 0


def _looked_at(desk: ImportDesk, preview: Preview) -> Preview:
    total = preview.waiting
    with bar_if_long("photos") as tell:
        while preview.waiting:
            preview = desk.look_at_photos(preview)
            tell(total - preview.waiting, total)
    return preview


def _done(desk: ImportDesk, preview: Preview) -> Imported:
    """Do it; nothing to do is done as well."""
    if not any(plan.change for plan in preview.rows):
        return Imported(0, 0, len(preview.wrong))
    work: Import = desk.begin(preview, leaves_out_wrong=True)
    with bar_if_long("people") as tell:
        while not work.is_ready:
            work = desk.go_on(work)
            tell(work.done, work.total)
    return desk.finish(work)


def _read_as(preview: Preview) -> Iterator[str]:
    """Tell how the file was read, and what of it is passed over."""
    table = preview.table
    if table.encoding is not None:
        guessed = (
            ", a guess: look at the umlauts, or say it with --encoding" if table.is_encoding_guessed else ""
        )
        yield f"Read as {ENCODING_WORDS[table.encoding]}{guessed}; separator: {SEPARATORS[table.separator]}."
    if table.unknown:
        yield f"Columns that nobody here knows are passed over: {table.passed_over}."
    if Column.PIN in table.columns:
        yield "PINs are not imported: everybody sets their own at the desk."


def _lines(preview: Preview, done: Imported | None) -> Iterator[str]:
    yield from (line for plan in preview.rows for line in _plan_lines(plan))
    told = ", ".join(f"{count:,} {_FATES[fate]}" for fate, count in preview.counts.items() if count)
    yield f"{counted(len(preview.rows), 'row')}: {told}."
    if preview.without_face:
        yield f"{counted_people(preview.without_face)} without a face: card and PIN until they are enrolled."
    if done is not None:
        left = f"; {counted(done.left_out, 'wrong row')} left out" if done.left_out else ""
        yield f"Imported: {done.new:,} new, {done.changed:,} changed{left}."


def _plan_lines(plan: RowPlan) -> Iterator[str]:
    if plan.fate is Fate.NOTHING:
        return
    is_wrong = plan.fate is Fate.WRONG
    told = map(str, plan.problems if is_wrong else (*plan.changes, *plan.notes))
    words = "; ".join(" ".join(one.split()) for one in told)
    yield f"row {plan.row.number}: {_FATES[plan.fate]}: {plan.name or '?'}: {words}"


def _document(preview: Preview, done: Imported | None) -> dict[str, Any]:
    table = preview.table
    return {
        "encoding": table.encoding,
        "encoding_guessed": table.is_encoding_guessed,
        "separator": table.separator,
        "unknown_columns": table.unknown,
        "counts": {fate.value: count for fate, count in preview.counts.items()},
        "without_face": preview.without_face,
        "done": done is not None,
        "rows": [_record(plan) for plan in preview.rows],
    }


def _record(plan: RowPlan) -> dict[str, Any]:
    return {
        "row": plan.row.number,
        "fate": plan.fate,
        "person": plan.name,
        "person_id": plan.change.after.id if plan.change else None,
        "changes": [{"what": one.what, "before": one.before, "after": one.after} for one in plan.changes],
        "problems": [{"column": one.column, "sentence": one.sentence} for one in plan.problems],
        "notes": plan.notes,
    }


def export_file(site: Site, path: Path, *, with_cards: bool, as_json: bool) -> int:
    """Write everybody."""
    count = site.import_desk.export(path, with_cards=with_cards)
    say(
        {"people": count, "file": str(path)}, [f"{counted_people(count)} written to {path}."], as_json=as_json
    )
    return 0
