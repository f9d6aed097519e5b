"""From rows and from everybody there is to what will happen to whom.

An empty cell leaves a thing as it is, ``none`` takes it away. Cards are added and never taken away.
"""

import uuid
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from door_access.desk.importing.columns import Column
from door_access.desk.importing.marked_text import TAKEN_AWAY
from door_access.desk.importing.meant_people import Holders, KnownPeople, ReadRow, give_cards, refuse_repeated
from door_access.desk.importing.person_changes import changes_of
from door_access.desk.importing.preview import Choices, Fate, RowPlan, without_orphans
from door_access.desk.importing.table import Table
from door_access.desk.importing.typed_cells import DateReader, GroupReader, entry_rule, several, yes_or_no
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput
from door_access.ports import EnrolledPerson, NewCard, PersonChange, Register

LONGEST_EXTERNAL_ID = 100
"""Characters. A guess: far longer than any number of an employee."""
WITHOUT_FACE = "comes without a face: opens with card and PIN"
FACE_FIRST = "this entry rule takes a face, and none is enrolled: stays card and PIN"
CONSENT_STAYS = "the consent on file stays as it is"
PHOTOS_STAY = "photos of somebody who is enrolled are not taken: take more samples at the desk"


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
        self._known = KnownPeople(seen)

    def plan(self, table: Table, holders: Holders) -> tuple[RowPlan, ...]:
        """Return what becomes of every row. ``holders`` tells whose cards are, by their numbers."""
        rows = [self._known.identified(row) for row in table.rows]
        refuse_repeated(rows)
        give_cards(rows, holders)
        self._known.find_hosts(rows)
        return without_orphans(tuple(map(self._planned, rows)), self._seen)

    def _planned(self, one: ReadRow) -> RowPlan:
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

    def _photos(self, one: ReadRow) -> tuple[Path, ...]:
        names = one.row.photos or several(one.cell(Column.PHOTOS))
        files = tuple(self._folder / name for name in names)
        if files and one.before is not None:
            one.notes.append(PHOTOS_STAY)
            return ()
        missing = [file.name for file in files if not file.is_file()]
        if missing:
            one.refuse(Column.PHOTOS, f"There is no file {missing[0]!r} beside the list.")
        return files

    def _after(self, one: ReadRow, *, has_photos: bool) -> EnrolledPerson:
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
    def _enrolled(one: ReadRow, before: EnrolledPerson) -> EnrolledPerson:
        """Return whoever is enrolled; the words to which they agreed are not changed by a list."""
        if one.cell(Column.CONSENT) not in ("", before.consent):
            one.notes.append(CONSENT_STAYS)
        return before

    def _newcomer(self, one: ReadRow) -> EnrolledPerson:
        consent = one.cell(Column.CONSENT) or self._choices.consent.strip()
        if not consent:
            one.refuse(Column.CONSENT, "The words to which a new person has agreed are missing.")
        groups = tuple(Membership(group) for group in sorted(self._newcomers))
        return EnrolledPerson(one.person_id, one.name, consent, self._consented_at(one), memberships=groups)

    def _consented_at(self, one: ReadRow) -> datetime:
        with one.reading(Column.CONSENTED_AT):
            said = self._dates.bound(one.cell(Column.CONSENTED_AT), is_end=False)
            if said is not None and said > self._now_utc:
                raise BadInput("This day is yet to come.")
            return said or self._now_utc
        return self._now_utc

    def _external_id(self, one: ReadRow, before: EnrolledPerson) -> str | None:
        said = one.cell(Column.EXTERNAL_ID)
        if not said or said == before.external_id:
            return before.external_id
        if len(said) > LONGEST_EXTERNAL_ID or not said.isprintable():
            one.refuse(
                Column.EXTERNAL_ID,
                f"At most {LONGEST_EXTERNAL_ID} characters that can be seen were expected.",
            )
        if said in self._known.by_external_id:
            one.refuse(Column.EXTERNAL_ID, f"This is {self._known.by_external_id[said].name}'s external id.")
        return said

    def _entry(self, one: ReadRow, before: EnrolledPerson, *, has_face: bool) -> EntryRule:
        said, rule = one.cell(Column.ENTRY), before.entry
        if said:
            with one.reading(Column.ENTRY):
                rule = entry_rule(said)
        if has_face:
            return rule
        if one.before is None:
            one.notes.append(WITHOUT_FACE)
        elif rule is not before.entry and rule.takes_face:
            one.notes.append(FACE_FIRST)
            return before.entry
        return EntryRule.CARD_PIN if rule.takes_face and one.before is None else rule

    def _profile(self, one: ReadRow, before: Profile) -> Profile:
        return Profile(
            self._validity(one, before.validity),
            self._said(one, Column.OPENS_LONGER, before.opens_longer),
            self._text(one, Column.DEPARTMENT, before.department),
            self._text(one, Column.NOTES, before.notes),
            self._host_of(one, before),
        )

    def _host_of(self, one: ReadRow, before: Profile) -> str | None:
        if one.cell(Column.HOST) == TAKEN_AWAY:
            return None
        return one.host or before.host

    def _text(self, one: ReadRow, column: Column, before: str) -> str:
        said = one.cell(column)
        if not said or said in (before, before.strip()):
            return before
        text = "" if said == TAKEN_AWAY else said
        with one.reading(column):
            is_notes = column is Column.NOTES
            profile = Profile(notes=text) if is_notes else Profile(department=text)
            return profile.notes if is_notes else profile.department
        return before

    def _validity(self, one: ReadRow, before: Validity) -> Validity:
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

    def _memberships(self, one: ReadRow, before: EnrolledPerson) -> tuple[Membership, ...]:
        if not one.cell(Column.GROUPS):
            return before.memberships
        with one.reading(Column.GROUPS):
            kept = one.before.memberships if one.before else ()
            return self._groups.memberships(one.cell(Column.GROUPS), kept)
        return before.memberships

    @staticmethod
    def _said(one: ReadRow, column: Column, before: bool) -> bool:
        if one.cell(column):
            with one.reading(column):
                return yes_or_no(one.cell(column))
        return before
