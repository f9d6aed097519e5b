"""Card and PIN of a newcomer without a face. Its one rule: both are taken out together and then forgotten."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.desk.people.card_field import CardField
from ui.desk.people.new_pin_fields import NewPinFields
from ui.theme import SPACING_PX
from ui.widgets.buttons import label


class NoFaceFields(QWidget):
    """Emits ``edited`` with every key, and ``entered`` when Enter ends the last field."""

    edited = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CardField(self)
        self.pin = NewPinFields(self)
        self._lay_out()
        self.card.textEdited.connect(self.edited)
        self.pin.edited.connect(self.edited)
        self.card.returnPressed.connect(self.pin.first.setFocus)
        self.pin.entered.connect(self.entered)

    def _lay_out(self) -> None:
        caption = label(self.tr("Car&d number"), self)
        caption.setBuddy(self.card)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(caption)
        column.addWidget(self.card)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX // 2)
        row.addLayout(column, 1)
        row.addWidget(self.pin, 1)

    @property
    def are_filled(self) -> bool:
        """Say whether something stands in every field."""
        fields = (self.card, self.pin.first, self.pin.second)
        return all(field.text().strip() for field in fields)

    def take(self) -> tuple[str, str]:
        """Return card number and PIN, and forget them."""
        return self.card.take(), self.pin.take()

    def forget(self) -> None:
        """Empty all fields."""
        self.take()
