"""People as CSV: what an import reads again, and the rows of a file that were wrong, each with why."""

import csv
import io
from collections.abc import Iterable, Mapping

from door_access.desk.importing.columns import EXPORTED, Column
from door_access.desk.importing.marked_text import NONE, TAKEN_AWAY, marked
from door_access.desk.importing.preview import Preview
from door_access.desk.importing.typed_cells import BETWEEN, DateReader, GroupReader, bound_text
from door_access.desk.recorded_people import NO, YES
from door_access.domain.permissions.titles import compared_title
from door_access.ports import EnrolledPerson

BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""


def people_csv(
    people: Iterable[EnrolledPerson],
    *,
    groups: GroupReader,
    dates: DateReader,
    numbers: Mapping[str, tuple[str, ...]] | None = None,
) -> str:
    """Return everybody by name, as an import reads them again.

    Args:
        numbers: of cards, by the people's ids; None: cards are left out.
    """
    columns = EXPORTED if numbers is None else (*EXPORTED, Column.CARDS)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    for person in sorted(people, key=lambda one: (compared_title(one.name), one.id)):
        cells = _cells(person, groups, dates)
        cells[Column.CARDS] = f"{BETWEEN} ".join((numbers or {}).get(person.id, ()))
        writer.writerow([_cell(cells[column]) for column in columns])
    return BYTE_ORDER_MARK + file.getvalue()


def _cells(person: EnrolledPerson, groups: GroupReader, dates: DateReader) -> dict[Column, str]:
    profile = person.profile
    return {
        Column.NAME: person.name,
        Column.EXTERNAL_ID: person.external_id or "",
        Column.DEPARTMENT: profile.department,
        Column.NOTES: profile.notes,
        Column.GROUPS: groups.text_of(person.memberships) or TAKEN_AWAY,
        Column.VALID_FROM: bound_text(profile.validity.begins_utc, dates.zone, is_end=False),
        Column.VALID_UNTIL: bound_text(profile.validity.ends_utc, dates.zone, is_end=True),
        Column.ENTRY: person.entry,
        Column.HOST: profile.host or "",
        Column.OPENS_LONGER: YES if profile.opens_longer else NO,
        Column.BLOCKED: YES if person.is_blocked else NO,
        Column.CONSENT: person.consent,
        Column.CONSENTED_AT: person.consented_at_utc.astimezone(dates.zone).isoformat(),
        Column.ID: person.id,
    }


def wrong_csv(preview: Preview) -> str:
    """Return the rows that are wrong, as they were, each with why: to be mended, and imported anew."""
    columns = tuple(column for column in preview.table.columns if column not in (Column.PIN, Column.PROBLEM))
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow((*columns, Column.PROBLEM))
    for plan in preview.wrong:
        why = " ".join(map(str, plan.problems))
        writer.writerow((*(_cell(plan.row.cells.get(column, "")) for column in columns), marked(why)))
    return BYTE_ORDER_MARK + file.getvalue()


def _cell(text: str) -> str:
    return NONE if text == TAKEN_AWAY else marked(text)
