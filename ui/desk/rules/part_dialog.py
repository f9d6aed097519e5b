"""What every dialog is that adds or changes one part of the rules.

One rule: nothing is half stored. The domain judges the part before it is sent, the store once more; a no is a
sentence beside the fields. Where somebody else has changed the part meanwhile, theirs is shown then.
"""

from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.part_ids import new_id
from door_access.desk.rules_desk import Overview
from door_access.domain.permissions.rules import RulePart
from door_access.errors import DoorAccessError
from ui.bridge import Bridge
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.dialog_size import fitting
from ui.widgets.scrolled import Scrolled
from ui.words import error_words

Part = TypeVar("Part", bound=RulePart)

_LETTERS_WIDE = 84
"""Width in average letters, where there is room."""
_EDGE_PX = 8
"""What of the window behind stays to be seen at each side."""


class StoringDialog(QDialog):
    """Emits ``stored`` whenever it has changed something."""

    stored = Signal()


class PartDialog(StoringDialog, Generic[Part]):
    """Emits ``stored`` once the part is in the rules."""

    def __init__(
        self, bridge: Bridge, overview: Overview, before: Part | None, parent: QWidget | None = None
    ) -> None:
        """``before`` is the part as it was seen; None adds one."""
        super().__init__(parent)
        self.bridge = bridge
        self.overview = overview
        self.before = before
        self.setModal(True)
        self.heading = label("", self, role="heading", wraps=True)
        self.form = QVBoxLayout()
        self.form.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        self.form.setSpacing(SPACING_PX // 2)
        self.message = Answer(self)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self.save_button = Button(self.tr("&Save"), self, role=Role.PRIMARY)
        self._lay_out()
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        fields = self._fields = QWidget(self)
        fields.setLayout(self.form)
        self.scrolled = Scrolled(fields, self)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        self.save_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.addWidget(self.heading)
        column.addWidget(self.scrolled, 1)
        column.addWidget(self.message)
        column.addLayout(foot)

    def begin(self, title: str, *, is_filled: bool = False) -> None:
        """Show the title and the part, in a size that fits the window behind; call it once, at the end.

        Args:
            is_filled: one of the fields takes whatever room there is.
        """
        self.setWindowTitle(title)
        self.heading.setText(title)
        if not is_filled:
            self.form.addStretch(1)
        self.offer(self.overview)
        if self.before is not None:
            self.show_part(self.before)
        self.resize(self._fitting_size())

    def offer(self, overview: Overview) -> None:
        """List what can be chosen."""

    def show_part(self, part: Part) -> None:
        """Fill the fields with a part."""
        raise NotImplementedError

    def made(self) -> Part:
        """Return what the fields make; raises a DoorAccessError where they make nothing."""
        raise NotImplementedError

    def _fitting_size(self) -> QSize:
        fields = self._fields
        metrics = self.fontMetrics()
        wide = max(_LETTERS_WIDE * metrics.averageCharWidth(), fields.minimumSizeHint().width() + 60)
        layout = self.form
        high = layout.heightForWidth(wide) if layout.hasHeightForWidth() else layout.sizeHint().height()
        rest = self.heading.sizeHint().height() + self.save_button.sizeHint().height()
        lines = 2 * metrics.lineSpacing()
        return fitting(self, QSize(wide, high + rest + lines + 4 * SPACING_PX), _EDGE_PX)

    def part_id(self, kind: type[RulePart], name: str) -> str:
        """Return the id of the part: its own, or a new one like the name."""
        if self.before is not None:
            return self.before.id
        taken = {part.id for part in self.overview.rules.parts if isinstance(part, kind)}
        return new_id(name, taken, otherwise="part")

    @Slot()
    def _on_save(self) -> None:
        try:
            after = self.made()
        except DoorAccessError as error:
            self.message.refuse(error_words(error))
            return
        if after == self.before:
            self.accept()
            return
        before = self.before
        self.message.say(self.tr("Saving…"))
        self.save_button.setEnabled(False)
        self.bridge.ask(
            lambda desk: desk.rules.put(before, after),
            owner=self,
            then=self._on_stored,
            otherwise=self._on_refused,
        )

    def _on_stored(self, _rules: object) -> None:
        self.stored.emit()
        self.accept()

    def _on_refused(self, sentence: str) -> None:
        self.save_button.setEnabled(True)
        self.message.refuse(sentence)
        self.bridge.ask(lambda desk: desk.rules.overview(), owner=self, then=self._show_newer)

    def _show_newer(self, overview: Overview) -> None:
        """Offer what there is now; show the part as it is now where somebody else has changed it."""
        self.overview = overview
        self.offer(overview)
        if self.before is None:
            return
        before: RulePart = self.before
        now = overview.rules.part(type(before), before.id)
        if now is None:
            self.message.refuse(self.tr("Somebody else has removed this meanwhile."))
            self.save_button.setEnabled(False)
        elif now != self.before:
            assert isinstance(now, type(self.before))
            self.before = now
            self.show_part(now)
            self.message.refuse(
                self.tr(
                    "Somebody else changed this meanwhile. It is shown as it is now; nothing of yours was"
                    " stored."
                )
            )
            self.stored.emit()
