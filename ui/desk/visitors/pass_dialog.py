"""Somebody's passes: those that there are, and a new one, for whoever has forgotten a card, say."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.rules_desk import KnownDoor
from door_access.desk.visitor_desk import MadePass
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.passes import EntryPass
from door_access.errors import DoorAccessError
from ui.bridge import Bridge
from ui.desk.visitors.handing_dialog import HandingDialog
from ui.desk.visitors.pass_words import period_words, small_print, state_words, terms_words
from ui.desk.visitors.revoking import ask_to_revoke
from ui.desk.visitors.terms_box import TermsBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.dialog_size import fitting
from ui.widgets.scrolled import Scrolled
from ui.widgets.topics import Topics
from ui.widgets.two_lines import Row, TwoLineList
from ui.widgets.wrapped_row import WrappedRow
from ui.words import error_words, loading_words

_SIZE_PX = QSize(640, 560)
_EDGE_PX = 12


class PassDialog(QDialog):
    """Lists the passes of one person; another topic makes a new one. Emits ``changed`` after each change."""

    changed = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self._doors: tuple[KnownDoor, ...] = ()
        self._now_utc = datetime.now(UTC)
        self._passes: dict[str, EntryPass] = {}
        self.setModal(True)
        self.setWindowTitle(self.tr("Passes"))
        self.heading = label(
            self.tr("Passes of {name}").format(name=person.name), self, role="heading", wraps=True
        )
        self.list = TwoLineList(self.tr("Passes"), self)
        self.list.say(loading_words())
        self.show_button = Button(self.tr("&Show…"), self)
        self.revoke_button = Button(self.tr("&Revoke…"), self, role=Role.DANGER)
        self.terms = TermsBox(self)
        self.make_button = Button(self.tr("&Make the pass"), self, role=Role.PRIMARY)
        self.close_button = Button(self.tr("Cl&ose"), self)
        self.topics = Topics(self)
        self.message = Answer(self)
        self._lay_out()
        self._connect()
        self._on_chosen()
        self._fetch()

    def _lay_out(self) -> None:
        held = QWidget(self)
        rows = QVBoxLayout(held)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list, 1)
        rows.addWidget(WrappedRow((self.show_button, self.revoke_button), held))
        new = QWidget(self)
        form = QVBoxLayout(new)
        form.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        form.addWidget(label(self._what_for(), new, wraps=True))
        form.addWidget(self.terms)
        form.addWidget(label(small_print(), new, role="muted", wraps=True))
        form.addWidget(WrappedRow((self.make_button,), new))
        form.addStretch(1)
        scrolled = Scrolled(new, self)
        self.topics.add(self.tr("&New pass"), scrolled)
        self.topics.add(self.tr("&Passes"), held)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.addWidget(self.heading)
        column.addWidget(self.topics, 1)
        column.addWidget(self.message)
        column.addLayout(foot)
        self.resize(fitting(self, _SIZE_PX, _EDGE_PX))

    def _what_for(self) -> str:
        if self._person.entry.takes_face:
            return self.tr("Stands for a card: at the door the face is looked at as well.")
        return self.tr("Opens a door that asks for a face only; other doors ask for a PIN as well.")

    def _connect(self) -> None:
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.rows.modelReset.connect(self._on_chosen)
        self.show_button.clicked.connect(self._on_show)
        self.revoke_button.clicked.connect(self._on_revoke)
        self.make_button.clicked.connect(self._on_make)
        self.close_button.clicked.connect(self.accept)

    def _fetch(self) -> None:
        person_id = self._person.id
        self._bridge.ask(
            lambda desk: (desk.visitors.doors(), desk.visitors.now(), desk.visitors.passes_of(person_id)),
            owner=self,
            then=self._show,
            otherwise=self.list.say,
        )

    def _show(self, told: tuple[tuple[KnownDoor, ...], datetime, tuple[EntryPass, ...]]) -> None:
        is_first, (self._doors, self._now_utc, found) = not self._doors, told
        if is_first:
            self.terms.use(self._doors, self._now_utc)
            if self._person.entry.takes_face:
                self.terms.open_often()
        zone = self._doors[0].zone
        self._passes = {one.id: one for one in found}
        self.list.say(self.tr("No pass yet."))
        self.list.show_rows(
            [
                Row(
                    one.id,
                    period_words(one.terms, zone),
                    f"{state_words(one, zone, self._now_utc)} – {terms_words(one.terms, self._door_of(one))}",
                )
                for one in found
            ]
        )

    def _door_of(self, one: EntryPass) -> str:
        return next((door.name for door in self._doors if door.id == one.terms.door), "")

    def _chosen(self) -> EntryPass | None:
        row = self.list.chosen()
        return self._passes.get(row.id) if row else None

    @Slot()
    def _on_chosen(self) -> None:
        one = self._chosen()
        why = "" if one else self.tr("No pass is chosen.")
        is_over = one is not None and one.is_over(self._now_utc)
        over = self.tr("This pass opens nothing any more.") if is_over else ""
        self.show_button.forbid(why or over)
        self.revoke_button.forbid(why or over)

    @Slot()
    def _on_make(self) -> None:
        try:
            terms = self.terms.terms()
        except DoorAccessError as error:
            self.message.refuse(error_words(error))
            return
        person_id = self._person.id
        self._ask(lambda desk: desk.visitors.make_pass(person_id, terms))

    @Slot()
    def _on_show(self) -> None:
        one = self._chosen()
        if one is not None:
            pass_id = one.id
            self._ask(lambda desk: desk.visitors.show(pass_id))

    def _ask(self, job: Callable[[Desk], MadePass]) -> None:
        self.message.say("")
        self._bridge.ask(job, owner=self, then=self._hand_over, otherwise=self.message.refuse)

    def _hand_over(self, made: MadePass) -> None:
        self.changed.emit()
        self._fetch()
        dialog = HandingDialog(
            self._bridge, made, zone=self._doors[0].zone, door=self._door_of(made.entry_pass), parent=self
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_revoke(self) -> None:
        one = self._chosen()
        if one is None:
            return
        pass_id = one.id
        ask_to_revoke(self._person.name, self, then=lambda: self._revoke(pass_id))

    def _revoke(self, pass_id: str) -> None:
        def revoked(_: object) -> None:
            self.changed.emit()
            self._fetch()

        self._bridge.ask(
            lambda desk: desk.visitors.revoke(pass_id),
            owner=self,
            then=revoked,
            otherwise=self.message.refuse,
        )
