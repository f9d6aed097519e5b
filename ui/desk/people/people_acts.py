"""What is done with whoever is chosen in the list, one person or several, with the question that it takes."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.several_desk import MOST_AT_ONCE
from door_access.domain.enrolment.people import UNDO_S, Person
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.rights import Group
from ui.bridge import Bridge
from ui.desk.people.removals import ask_to_remove
from ui.desk.people.several_dialogs import GroupDialog, LastDayDialog
from ui.widgets.buttons import Button, Role
from ui.widgets.questions import confirm
from ui.widgets.wrapped_row import WrappedRow


class PeopleActs(QWidget):
    """A row of buttons; emits ``changed`` once the desk has done something, and wishes for the rest.

    ``blocked`` tells who was blocked, and in which words; ``removal_requested`` whom to remove.
    """

    open_requested = Signal(object)
    samples_requested = Signal(object)
    removal_requested = Signal(object)
    blocked = Signal(object, str)
    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._chosen: tuple[Person, ...] = ()
        self.open_button = Button(self.tr("Sho&w"), self)
        self.samples_button = Button(self.tr("Take &more samples"), self)
        self.groups_button = Button(self.tr("&Groups…"), self)
        self.end_button = Button(self.tr("Last da&y…"), self)
        self.block_button = Button(self.tr("Bloc&k"), self)
        self.remove_button = Button(self.tr("Remo&ve…"), self, role=Role.DANGER)
        self._needed = {
            self.open_button: Permit.SEE_PEOPLE,
            self.samples_button: Permit.ENROL,
            self.groups_button: Permit.CHANGE_PEOPLE,
            self.end_button: Permit.CHANGE_PEOPLE,
            self.block_button: Permit.CHANGE_PEOPLE,
            self.remove_button: Permit.REMOVE_PEOPLE,
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(WrappedRow(tuple(self._needed), self))
        self.open_button.clicked.connect(self._on_open_clicked)
        self.samples_button.clicked.connect(self._on_samples_clicked)
        self.groups_button.clicked.connect(self._on_groups_clicked)
        self.end_button.clicked.connect(self._on_end_clicked)
        self.block_button.clicked.connect(self._on_block_clicked)
        self.remove_button.clicked.connect(self.ask_to_remove)

    def choose(self, people: tuple[Person, ...]) -> None:
        """Offer what whoever is here may do with these people."""
        self._chosen = people
        here, many = self._bridge.here, self._why_not_many()
        for button, needed in self._needed.items():
            button.setVisible(here.may(needed))
            one = self._why_not_one() if button in (self.open_button, self.samples_button) else ""
            leaving = "" if button is self.open_button else self._why_not_leaving()
            button.forbid(here.why_not(needed) or self._why_nobody() or one or leaving or many)
        are_blocked = bool(people) and all(person.is_blocked for person in people)
        self.block_button.setText(self.tr("Unbloc&k") if are_blocked else self.tr("Bloc&k"))
        self.block_button.setAccessibleName(self.block_button.text().replace("&", ""))

    def _why_nobody(self) -> str:
        return "" if self._chosen else self.tr("Nobody is chosen.")

    def _why_not_one(self) -> str:
        return "" if len(self._chosen) == 1 else self.tr("This is for one person at a time.")

    def _why_not_many(self) -> str:
        if len(self._chosen) <= MOST_AT_ONCE:
            return ""
        most = self.tr("At most {most} people can be changed at once.")
        return most.format(most=MOST_AT_ONCE)

    def _why_not_leaving(self) -> str:
        leaving = [person.name for person in self._chosen if person.erased_from_utc is not None]
        return self.tr("{name} is being removed.").format(name=leaving[0]) if leaving else ""

    def _whom(self) -> str:
        """Return who is chosen, for a question."""
        if len(self._chosen) == 1:
            return self._chosen[0].name
        return self.tr("{count} people").format(count=f"{len(self._chosen):,}")

    @Slot()
    def _on_open_clicked(self) -> None:
        self.open_requested.emit(self._chosen[0])

    @Slot()
    def _on_samples_clicked(self) -> None:
        self.samples_requested.emit(self._chosen[0])

    @Slot()
    def _on_block_clicked(self) -> None:
        chosen = self._chosen
        free = tuple(person for person in chosen if not person.is_blocked)
        if len(chosen) == 1:
            self._set_blocked(chosen, not chosen[0].is_blocked)
        elif free:
            undone = self.tr("No door opens for them. This can be undone for {seconds} seconds.")
            confirm(
                self,
                self.tr("Block {whom}?").format(whom=self._counted(free)),
                title=self.tr("Block"),
                warning=undone.format(seconds=round(UNDO_S)),
                verb=self.tr("&Block"),
                then=lambda: self._set_blocked(free, True),
            )
        else:
            confirm(
                self,
                self.tr("Unblock {whom}?").format(whom=self._counted(chosen)),
                title=self.tr("Unblock"),
                warning=self.tr("Doors open for them again, as far as the rules let them in."),
                verb=self.tr("&Unblock"),
                then=lambda: self._set_blocked(chosen, False),
            )

    def _counted(self, people: tuple[Person, ...]) -> str:
        one = self.tr("{count} person") if len(people) == 1 else self.tr("{count} people")
        return one.format(count=f"{len(people):,}")

    def _set_blocked(self, people: tuple[Person, ...], is_blocked: bool) -> None:
        ids = tuple(person.id for person in people)
        if len(people) == 1:
            told = self.tr("{name} is blocked.").format(name=people[0].name)
        else:
            told = self.tr("{whom} are blocked.").format(whom=self._counted(people))

        def done(_answer: object) -> None:
            self.changed.emit()
            if is_blocked:
                self.blocked.emit(ids, told)

        self._bridge.ask(lambda desk: desk.several.set_blocked(ids, is_blocked), owner=self, then=done)

    @Slot()
    def ask_to_remove(self) -> None:
        """Ask whether to remove whoever is chosen, where that may be done."""
        chosen = self._chosen
        if not chosen or not self.remove_button.isEnabled():
            return
        ids = tuple(person.id for person in chosen)
        ask_to_remove(self._whom(), self, then=lambda: self.removal_requested.emit(ids))

    @Slot()
    def _on_groups_clicked(self) -> None:
        self._bridge.ask(lambda desk: desk.rules.rules().groups, owner=self, then=self._ask_for_group)

    def _ask_for_group(self, groups: tuple[Group, ...]) -> None:
        ids = tuple(person.id for person in self._chosen)
        if not ids:
            return
        dialog = GroupDialog(self.tr("Which group for {whom}?").format(whom=self._whom()), groups, self)
        dialog.joined.connect(lambda group: self._do(lambda desk: desk.several.join_group(ids, group)))
        dialog.left.connect(lambda group: self._do(lambda desk: desk.several.leave_group(ids, group)))
        dialog.open()

    @Slot()
    def _on_end_clicked(self) -> None:
        self._bridge.ask(lambda desk: desk.rules.today(), owner=self, then=self._ask_for_day)

    def _ask_for_day(self, today: date) -> None:
        ids = tuple(person.id for person in self._chosen)
        if not ids:
            return
        question = self.tr("Until when may {whom} enter?").format(whom=self._whom())
        dialog = LastDayDialog(question, today, self)
        dialog.day_chosen.connect(lambda day: self._do(lambda desk: desk.several.end_on(ids, day)))
        dialog.open()

    def _do(self, job: Callable[[Desk], object]) -> None:
        self._bridge.ask(job, owner=self, then=lambda _: self.changed.emit())
