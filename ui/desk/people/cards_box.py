"""One person's cards: the list, and a field that waits for a reader's keys or a typed number."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from door_access.domain.entry.credentials import LONGEST_CARD, Card
from ui.desk.people.credential_words import card_words
from ui.theme import current_theme
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.fields import taken_out
from ui.widgets.icons import Icon, button_icon
from ui.widgets.questions import confirm

_WITH_SEPARATORS = 3
"""Symbols that readers and people may write for one of a number: two of a byte with a colon, and spaces."""


class CardField(QLineEdit):
    """Takes a number as it comes; whoever asks for it judges it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_CARD * _WITH_SEPARATORS)
        self.setAccessibleName(self.tr("Card number"))
        self.setPlaceholderText(self.tr("Hold the card to the reader, or type"))
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)

    def take(self) -> str:
        """Return the number and forget it."""
        return taken_out(self)


_ROWS_SHOWN = 2
"""Cards that are seen at least; few people have more."""
_ROW_HEIGHT = 1.7
"""Of a row over a line of text, the frame's share included."""
_MESSAGE_LINES = 2
"""Kept free for a refusal, so that nothing moves or is cut when one is said."""
_ICON_PX = 16


class CardsBox(QWidget):
    """Shows what the desk last told and emits what is wished for."""

    add_requested = Signal(str)
    removal_requested = Signal(str)
    disabling_requested = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self.field = CardField(self)
        self.add_button = Button(self.tr("&Add card"), self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Cards"))
        self.disable_button = Button(self.tr("Disable"), self)
        self.remove_button = Button(self.tr("&Remove…"), self, role=Role.DANGER)
        self.message = Answer(self)
        self._lay_out()
        self._connect()
        self._on_chosen()

    def _lay_out(self) -> None:
        self.list.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(round(_ROWS_SHOWN * _ROW_HEIGHT * self.fontMetrics().height()))
        self.message.setMinimumHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        adding = QHBoxLayout()
        adding.addWidget(self.field, 1)
        adding.addWidget(self.add_button)
        changing = QHBoxLayout()
        changing.addWidget(self.disable_button)
        changing.addWidget(self.remove_button)
        changing.addStretch(1)
        self.caption = label(self.tr("New &card"), self, buddy=self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(self.tr("Cards"), self, role="heading"))
        column.addWidget(self.caption)
        column.addLayout(adding)
        column.addWidget(self.message)
        column.addWidget(self.list, 1)
        column.addLayout(changing)

    def _connect(self) -> None:
        for button in (self.disable_button, self.remove_button, self.add_button):
            button.setAutoDefault(False)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self._on_add)
        self.add_button.clicked.connect(self._on_add)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.disable_button.clicked.connect(self._on_disable)
        self.remove_button.clicked.connect(self._on_remove)

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show the cards; whichever was chosen stays chosen."""
        chosen = self._chosen()
        self._cards = cards
        self.list.clear()
        for card in cards:
            self.list.addItem(_item(card))
        ids = [card.id for card in cards]
        self.list.setCurrentRow(ids.index(chosen.id) if chosen and chosen.id in ids else len(ids) - 1)
        self._on_chosen()

    def only_tell(self) -> None:
        """Offer nothing to change."""
        for part in (self.caption, self.field, self.add_button, self.disable_button, self.remove_button):
            part.hide()

    def say(self, sentence: str) -> None:
        """Say what goes on; empty takes it back."""
        self.message.say(sentence)

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.message.refuse(sentence)

    @property
    def is_typed(self) -> bool:
        """Say whether a number stands there that was not added."""
        return bool(self.field.text().strip())

    def forget(self) -> None:
        """Let go of a number that was typed and not used."""
        self.field.take()
        self._on_edited()

    def _chosen(self) -> Card | None:
        row = self.list.currentRow()
        return self._cards[row] if 0 <= row < len(self._cards) else None

    @Slot()
    def _on_edited(self) -> None:
        self.message.say("")
        self._allow_adding()

    @Slot()
    def _on_add(self) -> None:
        number = self.field.take()
        self._on_edited()
        self.field.setFocus()
        if number.strip():
            self.add_requested.emit(number)

    @Slot()
    def _on_chosen(self) -> None:
        card = self._chosen()
        for button in (self.disable_button, self.remove_button):
            button.forbid("" if card else self.tr("There is no card yet."))
        is_disabled = card is not None and card.is_disabled
        self.disable_button.setText(self.tr("Enable") if is_disabled else self.tr("Disable"))
        self.disable_button.setAccessibleName(self.tr("Enable") if is_disabled else self.tr("Disable"))
        self._allow_adding()

    def _allow_adding(self) -> None:
        self.add_button.forbid("" if self.is_typed else self.tr("The card's number is missing."))

    @Slot()
    def _on_disable(self) -> None:
        card = self._chosen()
        if card is not None:
            self.disabling_requested.emit(card.id, not card.is_disabled)

    @Slot()
    def _on_remove(self) -> None:
        card = self._chosen()
        if card is None:
            return
        confirm(
            self,
            self.tr("Take this card away? {card}").format(card=card_words(card)),
            title=self.tr("Remove the card"),
            warning=self.tr("The door will not know it any more. To give it back, it must be added again."),
            verb=self.tr("&Remove"),
            then=lambda: self.removal_requested.emit(card.id),
        )


def _item(card: Card) -> QListWidgetItem:
    item = QListWidgetItem(card_words(card))
    theme = current_theme()
    icon, colour = (Icon.CROSS, theme.bad) if card.is_disabled else (Icon.CHECK, theme.good)
    item.setIcon(button_icon(icon, QColor(colour)))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item
