"""From rows and from everybody there is to what will happen to whom.

Whom a row is about: the one with its id, else with its external id, else, where that is nobody's, the only
one of its name, which is said. Somebody of that name who has another external id is somebody else. An empty
cell leaves a thing as it is, ``none`` takes it away. Cards are added and never taken away.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from door_access.complaints import Complaint
from door_access.desk.importing.columns import Column
from door_access.desk.importing.marked_text import TAKEN_AWAY
from door_access.desk.importing.person_changes import changes_of
from door_access.desk.importing.preview import Choices, Fate, Problem, RowPlan, without_orphans
from door_access.desk.importing.table import Table, TableRow
from door_access.desk.importing.typed_cells import DateReader, GroupReader, entry_rule, several, yes_or_no
from door_access.domain.enrolment.people import checked_name
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule, card_number
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.titles import compared_title
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, DoorAccessError
from door_access.ports import EnrolledPerson, NewCard, PersonChange, Register

LONGEST_EXTERNAL_ID = 100
"""Characters. A guess: far longer than any number of an employee."""
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
"""What spreadsheets make of long numbers."""
BY_NAME = "known by the name"
NAMESAKE = "somebody else has this name"
WITHOUT_FACE = "comes without a face: opens with card and PIN"
FACE_FIRST = "this entry rule takes a face, and none is enrolled: stays card and PIN"
CONSENT_STAYS = "the consent on file stays as it is"
PHOTOS_STAY = "photos of somebody who is enrolled are not taken: take more samples at the desk"
Holders = Callable[[list[str]], Mapping[str, str]]


@dataclass
class _Row:
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


class Planner:
    """Plans all rows of one file. One thread owns it."""

    def __init__(
        self,
        seen: Register,
        choices: Choices,
        *,
        groups: GroupReader,
        newcomers: tuple[str, ...],
        dates: DateReader,
        folder: Path,
        now_utc: datetime,
    ) -> None:
        """Take what rows are compared with.

        Args:
            newcomers: the groups, by id, that take whoever is enrolled.
            folder: where the paths of photos begin.
        """
        self._seen = seen
        self._choices = choices
        self._groups = groups
        self._newcomers = newcomers
        self._dates = dates
        self._folder = folder
        self._now_utc = now_utc
        self._by_external_id = {one.external_id: one for one in seen.people.values() if one.external_id}
        self._by_name: dict[str, list[EnrolledPerson]] = {}
        for one in seen.people.values():
            self._by_name.setdefault(compared_title(one.name), []).append(one)

    def plan(self, table: Table, holders: Holders) -> tuple[RowPlan, ...]:
        """Return what becomes of every row. ``holders`` tells whose cards are, by their numbers."""
        rows = [self._identified(row) for row in table.rows]
        self._refuse_repeated(rows)
        self._give_cards(rows, holders)
        self._find_hosts(rows)
        return without_orphans(tuple(map(self._planned, rows)), self._seen)

    def _identified(self, row: TableRow) -> _Row:
        """Say whom the row is about."""
        one = _Row(row)
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
            if not typed and one.before is None and not one.problems:
                one.refuse(Column.NAME, "A new person needs a name.")
        return one

    def _meant(self, one: _Row) -> EnrolledPerson | None:
        by_id = self._seen.people.get(one.cell(Column.ID))
        if by_id is not None:
            return by_id
        external_id, namesakes = one.cell(Column.EXTERNAL_ID), self._namesakes(one)
        by_external_id = self._by_external_id.get(external_id)
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

    def _namesakes(self, one: _Row) -> list[EnrolledPerson]:
        return self._by_name.get(compared_title(one.cell(Column.NAME)), [])

    @staticmethod
    def _refuse_repeated(rows: list[_Row]) -> None:
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

    @staticmethod
    def _give_cards(rows: list[_Row], holders: Holders) -> None:
        wanted: dict[str, _Row] = {}
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

    def _find_hosts(self, rows: list[_Row]) -> None:
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

    def _host(self, one: _Row, wanted: str, coming: Mapping[str, list[str]]) -> str:
        title = compared_title(wanted)
        known = self._seen.people.get(wanted) or self._by_external_id.get(wanted)
        found = [known.id] if known else [person.id for person in self._by_name.get(title, ())]
        found += [] if known else coming.get(wanted, []) or coming.get(title, [])
        if not found:
            raise BadInput(f"Nobody is called {wanted!r}.")
        if len(set(found)) > 1:
            raise BadInput(f"{len(set(found))} people are called {wanted!r}; give the external id.")
        if found[0] == one.person_id:
            raise BadInput(Complaint.HOST_THEMSELF)
        return found[0]

    def _planned(self, one: _Row) -> RowPlan:
        photos = self._photos(one)
        after = self._after(one, has_photos=bool(photos))
        if one.problems:
            return RowPlan(
                one.row, Fate.WRONG, one.name, problems=tuple(one.problems), notes=tuple(one.notes)
            )
        cards = tuple(NewCard(str(uuid.uuid4()), number) for number in one.cards)
        change = PersonChange(one.before, after, cards)
        told = changes_of(change, self._groups, self._dates, self._name_of)
        fate = Fate.NEW if one.before is None else Fate.CHANGE if told else Fate.NOTHING
        return RowPlan(
            one.row,
            fate,
            after.name,
            told,
            notes=tuple(one.notes),
            change=None if fate is Fate.NOTHING else change,
            photos=photos,
        )

    def _name_of(self, person_id: str) -> str:
        person = self._seen.people.get(person_id)
        return "somebody of this file" if person is None else person.name

    def _photos(self, one: _Row) -> tuple[Path, ...]:
        names = one.row.photos or several(one.cell(Column.PHOTOS))
        files = tuple(self._folder / name for name in names)
        if files and one.before is not None:
            one.notes.append(PHOTOS_STAY)
            return ()
        missing = [file.name for file in files if not file.is_file()]
        if missing:
            one.refuse(Column.PHOTOS, f"There is no file {missing[0]!r} beside the list.")
        return files

    def _after(self, one: _Row, *, has_photos: bool) -> EnrolledPerson:
        """Return the person as they are to be; what is wrong is noted at the row."""
        before = self._enrolled(one, one.before) if one.before else self._newcomer(one)
        return replace(
            before,
            name=one.name,
            external_id=self._external_id(one, before),
            entry=self._entry(one, before, has_face=before.has_face or has_photos),
            profile=self._profile(one, before.profile),
            memberships=self._memberships(one, before),
            is_blocked=self._said(one, Column.BLOCKED, before.is_blocked),
        )

    @staticmethod
    def _enrolled(one: _Row, before: EnrolledPerson) -> EnrolledPerson:
        """Return whoever is enrolled; the words to which they agreed are not changed by a list."""
        if one.cell(Column.CONSENT) not in ("", before.consent):
            one.notes.append(CONSENT_STAYS)
        return before

    def _newcomer(self, one: _Row) -> EnrolledPerson:
        consent = one.cell(Column.CONSENT) or self._choices.consent.strip()
        if not consent:
            one.refuse(Column.CONSENT, "The words to which a new person has agreed are missing.")
        groups = tuple(Membership(group) for group in sorted(self._newcomers))
        return EnrolledPerson(one.person_id, one.name, consent, self._consented_at(one), memberships=groups)

    def _consented_at(self, one: _Row) -> datetime:
        with one.reading(Column.CONSENTED_AT):
            said = self._dates.bound(one.cell(Column.CONSENTED_AT), is_end=False)
            if said is not None and said > self._now_utc:
                raise BadInput("This day is yet to come.")
            return said or self._now_utc
        return self._now_utc

    def _external_id(self, one: _Row, before: EnrolledPerson) -> str | None:
        said = one.cell(Column.EXTERNAL_ID)
        if not said or said == before.external_id:
            return before.external_id
        if len(said) > LONGEST_EXTERNAL_ID or not said.isprintable():
            one.refuse(
                Column.EXTERNAL_ID,
                f"At most {LONGEST_EXTERNAL_ID} characters that can be seen were expected.",
            )
        if said in self._by_external_id:
            one.refuse(Column.EXTERNAL_ID, f"This is {self._by_external_id[said].name}'s external id.")
        return said

    def _entry(self, one: _Row, before: EnrolledPerson, *, has_face: bool) -> EntryRule:
        said, rule = one.cell(Column.ENTRY), before.entry
        if said:
            with one.reading(Column.ENTRY):
                rule = entry_rule(said)
        if has_face:
            return rule
        if one.before is None:
            one.notes.append(WITHOUT_FACE)
        elif rule is not before.entry and rule is not EntryRule.CARD_PIN:
            one.notes.append(FACE_FIRST)
            return before.entry
        return EntryRule.CARD_PIN if one.before is None else rule

    def _profile(self, one: _Row, before: Profile) -> Profile:
        return Profile(
            self._validity(one, before.validity),
            self._said(one, Column.OPENS_LONGER, before.opens_longer),
            self._text(one, Column.DEPARTMENT, before.department),
            self._text(one, Column.NOTES, before.notes),
            self._host_of(one, before),
        )

    def _host_of(self, one: _Row, before: Profile) -> str | None:
        if one.cell(Column.HOST) == TAKEN_AWAY:
            return None
        return one.host or before.host

    def _text(self, one: _Row, column: Column, before: str) -> str:
        said = one.cell(column)
        if not said or said in (before, before.strip()):
            return before
        text = "" if said == TAKEN_AWAY else said
        with one.reading(column):
            is_notes = column is Column.NOTES
            profile = Profile(notes=text) if is_notes else Profile(department=text)
            return profile.notes if is_notes else profile.department
        return before

    def _validity(self, one: _Row, before: Validity) -> Validity:
        begins, ends = before.begins_utc, before.ends_utc
        if one.cell(Column.VALID_FROM):
            with one.reading(Column.VALID_FROM):
                begins = self._dates.bound(one.cell(Column.VALID_FROM), is_end=False)
        if one.cell(Column.VALID_UNTIL):
            with one.reading(Column.VALID_UNTIL):
                ends = self._dates.bound(one.cell(Column.VALID_UNTIL), is_end=True)
        with one.reading(Column.VALID_UNTIL):
            return Validity(begins, ends)
        return before

    def _memberships(self, one: _Row, before: EnrolledPerson) -> tuple[Membership, ...]:
        if not one.cell(Column.GROUPS):
            return before.memberships
        with one.reading(Column.GROUPS):
            kept = one.before.memberships if one.before else ()
            return self._groups.memberships(one.cell(Column.GROUPS), kept)
        return before.memberships

    @staticmethod
    def _said(one: _Row, column: Column, before: bool) -> bool:
        if one.cell(column):
            with one.reading(column):
                return yes_or_no(one.cell(column))
        return before


def _card_numbers(one: _Row) -> list[str]:
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
