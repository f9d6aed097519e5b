"""Whom the rows of a list are about, whose their cards are, and who their hosts are.

Whom a row is about: the one with its id, else with its external id, else, where that is nobody's, the only
one of its name, which is said. Somebody of that name who has another external id is somebody else.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from door_access.complaints import ENGLISH, Complaint
from door_access.desk.importing.columns import Column
from door_access.desk.importing.marked_text import TAKEN_AWAY
from door_access.desk.importing.preview import Problem
from door_access.desk.importing.table import TableRow
from door_access.desk.importing.typed_cells import several
from door_access.domain.enrolment.names import looks, twin_of
from door_access.domain.enrolment.people import checked_name
from door_access.domain.entry.credentials import card_number
from door_access.domain.permissions.titles import compared_title
from door_access.errors import BadInput, DoorAccessError
from door_access.ports import EnrolledPerson, Register

_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
"""What spreadsheets make of long numbers."""
BY_NAME = "known by the name"
NAMESAKE = "somebody else has this name"
Holders = Callable[[list[str]], Mapping[str, str]]


@dataclass
class ReadRow:
    """One row on its way to a plan."""

    row: TableRow
    before: EnrolledPerson | None = None
    person_id: str = ""
    name: str = ""
    cards: tuple[str, ...] = ()
    host: str | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def cell(self, column: Column) -> str:
        return self.row.cells.get(column, "")

    def refuse(self, column: Column | None, sentence: str) -> None:
        self.problems.append(Problem(column, sentence))

    @contextmanager
    def reading(self, column: Column) -> Iterator[None]:
        """Take what is wrong with a cell for the row's."""
        try:
            yield
        except DoorAccessError as error:
            self.refuse(column, str(error))


class KnownPeople:
    """Everybody there is, found by what a row says of them."""

    def __init__(self, seen: Register) -> None:
        self.people = seen.people
        self.by_external_id = {one.external_id: one for one in seen.people.values() if one.external_id}
        self._by_looks: dict[str, str] = {}
        self._by_name: dict[str, list[EnrolledPerson]] = {}
        for one in seen.people.values():
            self._by_name.setdefault(compared_title(one.name), []).append(one)

    def identified(self, row: TableRow) -> ReadRow:
        """Say whom the row is about."""
        one = ReadRow(row)
        if row.surplus:
            one.refuse(
                None, f"There is more than the headings are for: {row.surplus!r}. Quote text with separators."
            )
        one.before = self._meant(one)
        if one.before is not None and one.before.is_leaving:
            one.refuse(None, f"{one.before.name} is being removed.")
        one.person_id = one.before.id if one.before else str(uuid.uuid4())
        one.name = one.before.name if one.before else ""
        with one.reading(Column.NAME):
            typed = one.cell(Column.NAME)
            if typed and typed != one.name:
                one.name = typed
                one.name = checked_name(typed)
                self._note_twin(one)
            if not typed and one.before is None and not one.problems:
                one.refuse(Column.NAME, "A new person needs a name.")
        return one

    def _note_twin(self, one: ReadRow) -> None:
        """Say whose name cannot be told apart from a new one by eye."""
        if not self._by_looks:
            for person in self.people.values():
                self._by_looks.setdefault(looks(person.name), person.name)
        twin = twin_of(one.name, filter(None, [self._by_looks.get(looks(one.name))]))
        if twin is not None:
            one.notes.append(ENGLISH[Complaint.NAME_TWIN].format(name=one.name, other=twin))

    def _meant(self, one: ReadRow) -> EnrolledPerson | None:
        by_id = self.people.get(one.cell(Column.ID))
        if by_id is not None:
            return by_id
        external_id, namesakes = one.cell(Column.EXTERNAL_ID), self._namesakes(one)
        by_external_id = self.by_external_id.get(external_id)
        if external_id and by_external_id is not None:
            return by_external_id
        if external_id:
            namesakes = [person for person in namesakes if person.external_id is None]
        if len(namesakes) > 1:
            told = "an external id that is known, or the id" if external_id else "the external id or the id"
            one.refuse(Column.NAME, f"{len(namesakes)} people are called so: give {told}.")
        if len(namesakes) == 1:
            one.notes.append(BY_NAME)
            return namesakes[0]
        if self._namesakes(one) and not namesakes:
            one.notes.append(NAMESAKE)
        return None

    def _namesakes(self, one: ReadRow) -> list[EnrolledPerson]:
        return self._by_name.get(compared_title(one.cell(Column.NAME)), [])

    def find_hosts(self, rows: list[ReadRow]) -> None:
        """Find the hosts among those who are there and those who come with the same file."""
        coming: dict[str, list[str]] = {}
        for row in rows:
            if row.before is None and not row.problems:
                names = {row.cell(Column.EXTERNAL_ID), row.cell(Column.ID), compared_title(row.name)}
                for called in names - {""}:
                    coming.setdefault(called, []).append(row.person_id)
        for one in rows:
            wanted = one.cell(Column.HOST)
            if wanted not in ("", TAKEN_AWAY):
                with one.reading(Column.HOST):
                    one.host = self._host(one, wanted, coming)

    def _host(self, one: ReadRow, wanted: str, coming: Mapping[str, list[str]]) -> str:
        title = compared_title(wanted)
        known = self.people.get(wanted) or self.by_external_id.get(wanted)
        found = [known.id] if known else [person.id for person in self._by_name.get(title, ())]
        found += [] if known else coming.get(wanted, []) or coming.get(title, [])
        if not found:
            raise BadInput(f"Nobody is called {wanted!r}.")
        if len(set(found)) > 1:
            raise BadInput(f"{len(set(found))} people are called {wanted!r}; give the external id.")
        if found[0] == one.person_id:
            raise BadInput(Complaint.HOST_THEMSELF)
        return found[0]


def refuse_repeated(rows: list[ReadRow]) -> None:
    """Refuse rows about somebody whom an earlier row is about."""
    first: dict[tuple[str, str], int] = {}
    for one in rows:
        name, external_id = one.cell(Column.NAME), one.cell(Column.EXTERNAL_ID)
        marks = [("", one.before.id)] if one.before else []
        marks += [("external id", external_id)] if external_id else []
        if one.before is None and not external_id:
            marks += [("name", f"{compared_title(name)}\0{one.cell(Column.ID)}")]
        earlier = [first[mark] for mark in marks if mark in first]
        if earlier:
            one.refuse(None, f"Row {min(earlier)} is about the same person.")
        for mark in marks:
            first.setdefault(mark, one.row.number)


def give_cards(rows: list[ReadRow], holders: Holders) -> None:
    wanted: dict[str, ReadRow] = {}
    for one in rows:
        for number in _card_numbers(one):
            taken = wanted.setdefault(number, one)
            if taken is one:
                one.cards = (*one.cards, number)
            else:
                one.refuse(Column.CARDS, f"Row {taken.row.number} has one of these cards, too.")
    held = holders(list(wanted)) if wanted else {}
    for number, one in wanted.items():
        holder = held.get(number)
        if holder is not None:
            one.cards = tuple(card for card in one.cards if card != number)
        if holder not in (None, one.person_id):
            one.refuse(Column.CARDS, "One of these cards is somebody else's already.")


def _card_numbers(one: ReadRow) -> list[str]:
    """Return the normal forms of a row's cards, each once."""
    numbers: list[str] = []
    for typed in several(one.cell(Column.CARDS)):
        with one.reading(Column.CARDS):
            if _SHORTENED.fullmatch(typed):
                raise BadInput(
                    f"A spreadsheet has shortened {typed!r}: make the column text there and type it anew."
                )
            numbers.append(card_number(typed))
    return list(dict.fromkeys(numbers))
