"""What the desk does about many people at once: in pieces, between which it does other things.

First a preview, which changes nothing; then, if whoever looked at it wants that, all of it at once. What was
looked at is what is done: a file or people that are not what they were then stop it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from door_access.atomic_file import read_whole
from door_access.complaints import Complaint
from door_access.counts import counted
from door_access.desk.acts import Acts
from door_access.desk.chosen_files import write_text
from door_access.desk.importing.faces import FaceTaker, MakeFaceTaker, folder_table, with_face
from door_access.desk.importing.people_csv import people_csv, wrong_csv
from door_access.desk.importing.person_changes import rows_of
from door_access.desk.importing.planning import Planner
from door_access.desk.importing.preview import Choices, Fate, Preview, RowPlan
from door_access.desk.importing.table import LARGEST_BYTES, Table, digest_of, read_table
from door_access.desk.importing.typed_cells import DateReader, GroupReader
from door_access.desk.permitted import permitted
from door_access.desk.rules_desk import RulesDesk
from door_access.desk.session import Authority
from door_access.domain.operators.acts import Act, Changed
from door_access.domain.operators.roles import Permit
from door_access.errors import BadInput, Refused
from door_access.ports import Change, ManyChanges, PeopleRegister, Register

AT_ONCE = 100
"""People that are made ready in one call: some 30 ms of the desk's thread, ten times that on a busy one."""


@dataclass(slots=True)
class Import:
    """An import on its way: until it is finished, nothing of it is stored.

    Attributes:
        done, total: how many people are ready, and of how many.
    """

    preview: Preview
    plans: tuple[RowPlan, ...]
    changes: ManyChanges = field(repr=False)
    done: int = 0

    @property
    def total(self) -> int:
        return len(self.plans)

    @property
    def is_ready(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done."""

    new: int
    changed: int
    left_out: int


class ImportDesk:
    """Every wish about many people at once; raises the product's errors."""

    def __init__(
        self,
        register: PeopleRegister,
        rules: RulesDesk,
        acts: Acts,
        *,
        make_faces: MakeFaceTaker,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``make_faces``: is called when photos are first looked at, for it takes seconds."""
        self.session: Authority = rules.session
        self._register = register
        self._rules = rules
        self._acts = acts
        self._make_faces = make_faces
        self._utc_now = utc_now
        self._faces: tuple[Register, FaceTaker] | None = None
        """Who looks at the photos of one preview, and remembers those that were."""

    @permitted(Permit.CHANGE_PEOPLE)
    def preview(self, path: Path, choices: Choices) -> Preview:
        """Say what would happen with a file, or with a folder of photos; nothing does.

        Raises:
            BadInput: it cannot be read as a list of people.
        """
        self.session.require(Permit.ENROL)
        self._faces = None
        table = folder_table(path) if path.is_dir() else _table(path, choices)
        rules, dates = self._rules.rules(), self._dates(choices)
        seen = self._register.read()
        planner = Planner(
            seen,
            choices,
            groups=GroupReader(rules.groups, dates),
            newcomers=tuple(group.id for group in rules.groups if group.takes_newcomers),
            dates=dates,
            folder=path if path.is_dir() else path.parent,
            now_utc=self._utc_now(),
        )
        return Preview(path, table, planner.plan(table, self._register.holders), seen)

    @permitted(Permit.CHANGE_PEOPLE)
    def look_at_photos(self, preview: Preview) -> Preview:
        """Look at the photos of the next newcomer, and return what will happen then."""
        self.session.require(Permit.ENROL)
        if self._faces is None or self._faces[0] is not preview.seen:
            self._faces = preview.seen, self._make_faces()
        return with_face(preview, self._faces[1])

    @permitted(Permit.CHANGE_PEOPLE)
    def begin(self, preview: Preview, *, leaves_out_wrong: bool = False) -> Import:
        """Begin to do what was looked at; nothing is stored yet.

        Raises:
            BadInput: rows are wrong, and not to be left out; or there is nothing to do.
            Refused: the file is not what it was.
        """
        self.session.require(Permit.ENROL)
        wrong = preview.counts[Fate.WRONG]
        if wrong and not leaves_out_wrong:
            raise BadInput(f"{counted(wrong, 'row is', 'rows are')} wrong; nothing was imported.")
        if preview.waiting:
            raise BadInput("Photos are still to be looked at; nothing was imported.")
        plans = tuple(plan for plan in preview.rows if plan.change is not None)
        if not plans:
            raise BadInput("There is nothing to import.")
        _check_unchanged(preview)
        return Import(preview, plans, self._register.changes(preview.seen))

    @permitted(Permit.CHANGE_PEOPLE)
    def go_on(self, work: Import) -> Import:
        """Make the next people ready, and return how far it is."""
        some = work.plans[work.done : work.done + AT_ONCE]
        changes = [plan.change for plan in some if plan.change is not None]
        rows = [row for change in changes for row in rows_of(change, self._acts)]
        work.changes.add(changes, rows)
        return replace(work, done=work.done + len(some))

    @permitted(Permit.CHANGE_PEOPLE)
    def finish(self, work: Import) -> Imported:
        """Store all of it, with the rows that tell of it, and return what was done.

        Raises:
            Refused: people or rules are not what they were in the preview; nothing was stored.
            StorageFault: nothing was stored.
        """
        self.session.require(Permit.ENROL)
        if not work.is_ready:
            raise ValueError(f"{work.done} of {work.total} are ready")
        new = sum(plan.fate is Fate.NEW for plan in work.plans)
        done = Imported(new, work.total - new, work.preview.counts[Fate.WRONG])
        counts = {
            Changed.NEW_PEOPLE: done.new,
            Changed.CHANGED_PEOPLE: done.changed,
            Changed.LEFT_OUT: done.left_out,
        }
        told = tuple(Change(what, "", str(count)) for what, count in counts.items() if count)
        with self._acts.together():
            work.changes.store()
            self._acts.record(Act.IMPORT_PEOPLE, note=work.preview.path.name, changes=told)
        return done

    @permitted(Permit.CHANGE_PEOPLE)
    def write_wrong(self, preview: Preview, path: Path) -> int:
        """Write the wrong rows with what is wrong with them, and return how many.

        Raises:
            BadInput: that is the list itself, whose other rows would be lost.
            StorageFault: it cannot be written.
        """
        if path.resolve() == preview.path.resolve():
            raise BadInput(f"{path} is the list itself: choose another file for its wrong rows.")
        write_text(wrong_csv(preview), path)
        return len(preview.wrong)

    @permitted(Permit.EXPORT_PEOPLE)
    def export(self, path: Path, *, with_cards: bool = False) -> int:
        """Write everybody as CSV, which an import reads again, and return how many.

        Args:
            with_cards: with the numbers of cards, of which copies can be made.
        """
        dates = self._dates(Choices())
        groups = GroupReader(self._rules.rules().groups, dates)
        people = [one for one in self._register.read().people.values() if not one.is_leaving]
        numbers = self._register.card_numbers() if with_cards else None
        text = people_csv(people, groups=groups, dates=dates, numbers=numbers)
        told = [Change(Changed.EXPORTED_PEOPLE, "", str(len(people)))]
        told += [Change(Changed.CARD_NUMBERS, "", "yes")] if with_cards else []
        with self._acts.together():
            self._acts.record(Act.EXPORT_PEOPLE, changes=tuple(told))
            write_text(text, path)
        return len(people)

    def _dates(self, choices: Choices) -> DateReader:
        return DateReader(self._rules.door().zone, choices.dates)


def _content(path: Path) -> bytes:
    try:
        return read_whole(path, at_most=LARGEST_BYTES)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {str(path)!r}.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error


def _table(path: Path, choices: Choices) -> Table:
    return read_table(_content(path), encoding=choices.encoding, separator=choices.separator)


def _check_unchanged(preview: Preview) -> None:
    """Raise Refused when the list is not the one that was looked at."""
    now = folder_table(preview.path).digest if preview.path.is_dir() else digest_of(_content(preview.path))
    if now != preview.table.digest:
        raise Refused(Complaint.FILE_CHANGED, file=preview.path.name)
