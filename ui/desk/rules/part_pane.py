"""What every topic of the access page is: a list of one kind of parts, and what can be done with them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.rules import RulePart
from ui import words
from ui.bridge import Bridge
from ui.desk.history_box import open_history
from ui.desk.rules.part_dialog import StoringDialog
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.questions import confirm
from ui.widgets.two_lines import Row, TwoLineList


class PartPane(QWidget):
    """Shows the parts of the last overview; emits ``changed`` when another one is worth fetching."""

    changed = Signal()
    kind: type[RulePart]
    name = ""
    told = ""
    add_text = ""
    empty_text = ""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.overview: Overview | None = None
        self.about = label(self.tr(self.told), self, role="muted", wraps=True)
        self.search_field = QLineEdit(self)
        self.search_field.setPlaceholderText(self.tr("Search"))
        self.search_field.setAccessibleName(self.tr("Search"))
        self.search_field.setClearButtonEnabled(True)
        self.add_button = Button(self.tr(self.add_text), self, role=Role.PRIMARY)
        self.list = TwoLineList(self.tr(self.name), self)
        self.list.say(words.loading_words())
        self.chosen_words = label("", self, wraps=True)
        self.message = Answer(self)
        self.change_button = Button(self.tr("C&hange…"), self)
        self.history_button = Button(self.tr("History…"), self)
        self.remove_button = Button(self.tr("Remo&ve…"), self, role=Role.DANGER)
        self.foot = QHBoxLayout()
        self.column = QVBoxLayout(self)
        self._lay_out()
        self._connect()
        self.offer()
        self._on_chosen()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search_field, 1)
        top.addWidget(self.add_button)
        self.foot.addWidget(self.change_button)
        self.foot.addWidget(self.history_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.remove_button)
        column = self.column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(self.about)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.chosen_words)
        column.addWidget(self.message)
        column.addLayout(self.foot)
        self.message.hide()

    def _connect(self) -> None:
        self.search_field.textChanged.connect(self._on_search_changed)
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.rows.modelReset.connect(self._on_chosen)
        self.list.doubleClicked.connect(self._on_change)
        self.add_button.clicked.connect(self._on_add)
        self.change_button.clicked.connect(self._on_change)
        self.history_button.clicked.connect(self._on_history)
        self.remove_button.clicked.connect(self._on_remove)
        self.bridge.here.changed.connect(self.offer)
        context = Qt.ShortcutContext.WidgetShortcut
        QShortcut(QKeySequence.StandardKey.Delete, self.list, context=context).activated.connect(
            self._on_remove
        )
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self.list, context=context)
            shortcut.activated.connect(self._on_change)

    @Slot()
    def offer(self) -> None:
        """Offer what whoever is here may do."""
        here = self.bridge.here
        for button in (self.add_button, self.change_button, self.remove_button):
            button.setVisible(here.may(Permit.CHANGE_RULES))
        self.history_button.setVisible(here.may(Permit.SEE_AUDIT))

    @Slot()
    def _on_history(self) -> None:
        row = self.list.chosen()
        if row is not None:
            open_history(self.bridge, row.name, row.id, self)

    def show_overview(self, overview: Overview) -> None:
        """Show what there is now."""
        self.overview = overview
        self._say_why_empty()
        self.list.show_rows(self.rows(overview))
        self._on_chosen()

    def _say_why_empty(self) -> None:
        nothing_fits = self.tr("Nothing fits this search.")
        self.list.say(nothing_fits if self.search_field.text() else self.tr(self.empty_text))

    def say_why_not(self, sentence: str) -> None:
        """Say why the list could not be fetched."""
        self.list.say(sentence)

    def rows(self, overview: Overview) -> list[Row]:
        """Return a row for each part."""
        raise NotImplementedError

    def dialog(self, overview: Overview, part: RulePart | None) -> StoringDialog:
        """Return the dialog that changes the part, or adds one."""
        raise NotImplementedError

    def warning(self) -> str:
        """Return what removing one means."""
        return ""

    def chosen(self) -> RulePart | None:
        """Return the chosen part; None when none is."""
        row = self.list.chosen()
        return self.overview.rules.part(self.kind, row.id) if row and self.overview else None

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        self._say_why_empty()
        self.list.search(text)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        row = self.list.chosen()
        self.chosen_words.setText(row.sentence if row else "")
        self.chosen_words.setVisible(row is not None)
        for button in self.needing_a_choice():
            button.forbid("" if row else self.tr("Nothing is chosen."))

    def needing_a_choice(self) -> list[Button]:
        """Return the buttons that do something with the chosen part."""
        return [self.change_button, self.history_button, self.remove_button]

    @Slot()
    def _on_add(self) -> None:
        if self.overview is not None:
            self._open(None)

    @Slot()
    def _on_change(self) -> None:
        part = self.chosen()
        if part is not None and self.bridge.here.may(Permit.CHANGE_RULES):
            self._open(part)

    def _open(self, part: RulePart | None) -> None:
        assert self.overview is not None
        self.tell("")
        self.open_dialog(self.dialog(self.overview, part))

    def open_dialog(self, dialog: StoringDialog) -> None:
        """Open a dialog, which is gone afterwards."""
        dialog.stored.connect(self.changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_remove(self) -> None:
        part, row = self.chosen(), self.list.chosen()
        if part is None or row is None or not self.bridge.here.may(Permit.CHANGE_RULES):
            return
        confirm(
            self,
            self.tr("Remove this? {what}").format(what=row.sentence),
            title=self.tr("Remove"),
            warning=self.warning(),
            verb=self.tr("&Remove"),
            then=lambda: self._remove(part),
        )

    def _remove(self, part: RulePart) -> None:
        self.bridge.ask(
            lambda desk: desk.rules.put(part, None),
            owner=self,
            then=lambda _: self._on_removed(),
            otherwise=self._on_not_removed,
        )

    def _on_removed(self) -> None:
        self.tell("")
        self.changed.emit()

    def _on_not_removed(self, sentence: str) -> None:
        self.tell(sentence)
        self.changed.emit()

    def tell(self, why_not: str) -> None:
        """Say why something was not done; empty takes it back."""
        self.message.refuse(why_not)
        self.message.setVisible(bool(why_not))
