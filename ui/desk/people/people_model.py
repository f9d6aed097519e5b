"""The people as a table: values to show, values to sort by, and renaming in place as a wish.

What is looked for and what names look like is made by :func:`listing`, away from the GUI thread.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon

from door_access.complaints import Complaint
from door_access.domain.enrolment.names import looks, searched, twin_of
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.matching.drift import Drift
from ui.desk.people.credential_words import lacking_words, mark_words, told_words
from ui.theme import LIGHT, Theme
from ui.widgets.headed_model import NO_INDEX, AnyIndex, HeadedModel
from ui.widgets.icons import Icon, button_icon
from ui.words import QT_TRANSLATE_NOOP, complaint_words, local_day_text, natural_order


class Column(IntEnum):
    """What a person's row tells, from the left."""

    NAME = 0
    TEMPLATES = 1
    STRENGTH = 2
    ACCESS = 3
    CREDENTIALS = 4
    ENROLLED = 5


_HEADINGS = {
    Column.NAME: QT_TRANSLATE_NOOP("people", "Name"),
    Column.TEMPLATES: QT_TRANSLATE_NOOP("people", "Templates"),
    Column.STRENGTH: QT_TRANSLATE_NOOP("people", "Strength"),
    Column.ACCESS: QT_TRANSLATE_NOOP("people", "Access"),
    Column.CREDENTIALS: QT_TRANSLATE_NOOP("people", "Card, PIN"),
    Column.ENROLLED: QT_TRANSLATE_NOOP("people", "Enrolled on"),
}


_LONGEST_HINT = 2
"""Symbols of a card's number that are known of each card."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Everybody in the order of their names, how they are looked for, and whose names look alike.

    Attributes:
        texts: name and department as they are searched, by id.
        alike: names by what the eye sees of them.
    """

    people: tuple[Person, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, Sequence[str]] = field(default_factory=dict)


def listing(people: Iterable[Person]) -> Listing:
    """Return what a list of people needs; for 50,000 that takes a second or two."""
    in_order = tuple(sorted(people, key=lambda one: natural_order(one.name)))
    alike: dict[str, list[str]] = {}
    for person in in_order:
        alike.setdefault(looks(person.name), []).append(person.name)
    texts = {one.id: f"{searched(one.name)}\n{searched(one.department)}" for one in in_order}
    return Listing(in_order, texts, alike)


class PeopleModel(HeadedModel):
    """Holds what the desk last told, and shows who is searched; a new name is asked for, not taken."""

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("people", _HEADINGS, parent)
        self._listing = Listing()
        self._everybody: tuple[Person, ...] = ()
        self._people: tuple[Person, ...] = ()
        self._hints: Mapping[str, str] = {}
        self._rows: list[tuple[str, Person]] = []
        self._wanted: list[str] = []
        self._drifts: dict[str, Drift] = {}
        self._mode = DoorMode.FACE
        self._theme = LIGHT
        self._icons: dict[tuple[Icon, str], QIcon] = {}
        self._order = (Column.NAME, Qt.SortOrder.AscendingOrder)

    def show_people(self, shown: Listing) -> None:
        """Replace everybody."""
        self._listing = shown
        self._put_in_order()
        self._show_found()

    def show_hints(self, hints: Mapping[str, str]) -> None:
        """Take what is known of the numbers of cards, in small letters, by whose they are."""
        self._hints = hints

    def search(self, text: str) -> None:
        """Show in whose name, department or cards every word stands, accents and case aside."""
        self._wanted = searched(text).split()
        self._show_found()

    def _show_found(self) -> None:
        self.beginResetModel()
        self._people = self._found()
        self.endResetModel()

    def _found(self) -> tuple[Person, ...]:
        found: Sequence[tuple[str, Person]] = self._rows
        for word in self._wanted:
            found = self._with_word(found, word)
        return tuple([person for _, person in found])

    def _with_word(self, rows: Sequence[tuple[str, Person]], word: str) -> list[tuple[str, Person]]:
        hints = self._hints
        if len(word) > _LONGEST_HINT or not hints:
            return [row for row in rows if word in row[0]]
        return [row for row in rows if word in row[0] or word in hints.get(row[1].id, "")]

    def _put_in_order(self) -> None:
        self._everybody = self._sorted(self._listing.people)
        texts = self._listing.texts
        self._rows = [(texts[person.id], person) for person in self._everybody]

    @property
    def everybody(self) -> int:
        """Return how many people there are, shown or not."""
        return len(self._everybody)

    def show_drifts(self, drifts: dict[str, Drift]) -> None:
        """Mark those who should be enrolled anew."""
        self._drifts = drifts
        if self._people:
            last = len(self._people) - 1
            self.dataChanged.emit(self.index(0, Column.STRENGTH), self.index(last, Column.STRENGTH))

    def drift(self, person: Person) -> Drift | None:
        """Return why the person should be enrolled anew; None when there is no reason."""
        return self._drifts.get(person.id)

    def twin_words(self, person: Person) -> str:
        """Say whose name cannot be told apart from this person's by eye; empty where nobody's is."""
        twin = twin_of(person.name, self._listing.alike.get(looks(person.name), ()))
        return complaint_words(Complaint.NAME_TWIN, name=person.name, other=twin) if twin else ""

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in another order; who is chosen stays chosen."""
        self._order = (Column(column), order)
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        ids = [self._people[index.row()].id for index in kept]
        self._put_in_order()
        self._people = self._found()
        rows = {person.id: row for row, person in enumerate(self._people)}
        moved = [self.index(rows[id_], index.column()) for id_, index in zip(ids, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _sorted(self, people: tuple[Person, ...]) -> tuple[Person, ...]:
        """Return them in order; Qt's own sorting would ask for every value a hundred thousand times."""
        column, order = self._order
        is_reversed = order is Qt.SortOrder.DescendingOrder
        if column is Column.NAME and people is self._listing.people:
            return people[::-1] if is_reversed else people
        return tuple(sorted(people, key=lambda one: _sort_key(one, column, self._mode), reverse=is_reversed))

    def use_theme(self, theme: Theme) -> None:
        """Draw icons in another theme's colours."""
        self._theme = theme
        self._icons = {}

    def use_mode(self, mode: DoorMode) -> None:
        """Mark those who lack what a door of this mode asks for."""
        self._mode = mode

    def person(self, row: int) -> Person:
        """Return who stands in the row."""
        return self._people[row]

    def row_of(self, person_id: str) -> int | None:
        """Return where a person stands; None when they are not in the list."""
        return next((row for row, person in enumerate(self._people) if person.id == person_id), None)

    def rows_of(self, person_ids: Collection[str]) -> list[int]:
        """Return where these people stand, from the top; whoever is not in the list is left out."""
        wanted = set(person_ids)
        return [row for row, person in enumerate(self._people) if person.id in wanted] if wanted else []

    def ids(self) -> tuple[str, ...]:
        """Return who is shown, from the top."""
        return tuple([person.id for person in self._people])

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._people)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_leaving = self._people[index.row()].erased_from_utc is not None
        return flags if is_leaving or index.column() != Column.NAME else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        person, column = self._people[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return _text(person, column, self.drift(person), self._mode)
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(person, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._told(person, column)
        return None

    def _told(self, person: Person, column: Column) -> str | None:
        match column:
            case Column.STRENGTH:
                return explanation(person, self.drift(person))
            case Column.CREDENTIALS:
                return told_words(person, self._mode)
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Wish for another name; the row changes once the desk has said yes."""
        person = self._people[index.row()]
        if role == Qt.ItemDataRole.EditRole and value != person.name:
            self.rename_requested.emit(person.id, str(value))
        return False

    def _icon(self, person: Person, column: Column) -> QIcon | None:
        if column is Column.CREDENTIALS and lacking_words(person, self._mode):
            return self._drawn(Icon.WARNING, self._theme.warn)
        if column is Column.STRENGTH and person.entry.takes_face:
            is_poor = person.is_weak or self.drift(person) is not None
            icon, colour = (Icon.WARNING, self._theme.warn) if is_poor else (Icon.CHECK, self._theme.good)
            return self._drawn(icon, colour)
        if column is Column.ACCESS and (person.is_blocked or person.erased_from_utc is not None):
            return self._drawn(Icon.CROSS, self._theme.bad)
        return None

    def _drawn(self, icon: Icon, colour: str) -> QIcon:
        """Return the icon, drawn once: whoever scrolls or searches sees the same ones all the time."""
        if (icon, colour) not in self._icons:
            self._icons[icon, colour] = button_icon(icon, QColor(colour))
        return self._icons[icon, colour]


def _text(person: Person, column: Column, drift: Drift | None, mode: DoorMode) -> str:
    match column:
        case Column.NAME:
            return person.name
        case Column.TEMPLATES:
            return str(person.templates)
        case Column.STRENGTH:
            return _strength(person, drift)
        case Column.ACCESS:
            return _access(person)
        case Column.CREDENTIALS:
            return mark_words(person, mode)
        case Column.ENROLLED:
            return local_day_text(person.enrolled_at_utc)


def _access(person: Person) -> str:
    if person.erased_from_utc is not None:
        return _tr("Being removed")
    return _tr("Blocked") if person.is_blocked else _tr("Allowed")


def _sort_key(person: Person, column: Column, mode: DoorMode) -> Any:
    match column:
        case Column.NAME:
            return natural_order(person.name)
        case Column.TEMPLATES | Column.STRENGTH:
            return person.templates
        case Column.ACCESS:
            return int(person.is_blocked) + 2 * (person.erased_from_utc is not None)
        case Column.CREDENTIALS:
            return mark_words(person, mode)
        case Column.ENROLLED:
            return person.enrolled_at_utc.timestamp()


def _strength(person: Person, drift: Drift | None) -> str:
    if drift is not None:
        return _tr("Enrol anew")
    if not person.entry.takes_face:
        return _tr("No face") if not person.templates else _tr("Not used")
    return _tr("Weak") if person.is_weak else _tr("Good")


def explanation(person: Person, drift: Drift | None) -> str:
    """Return what is wrong with somebody's templates and what to do; empty when all is well."""
    match drift:
        case Drift.NEAR_LIMIT:
            return _tr("Lately this person is let in only just. Take more samples before the door says no.")
        case Drift.FARTHER:
            return _tr("This person's face has moved away from the templates. Take more samples.")
        case None if person.is_weak:
            return _tr("Too few differing templates: the door compares more strictly. Take more samples.")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("people", text)
