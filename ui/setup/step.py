"""What every one of the first steps is: a heading, one sentence, and something to do that can be left out."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, label


class Step(QWidget):
    """One step. ``body`` takes its content; ``changed`` says that ``why_not`` or ``verb`` may be others."""

    changed = Signal()

    def __init__(self, bridge: Bridge, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.title = title
        self.sentence = label(sentence, self, wraps=True)
        self.sentence.setProperty("letters", "large")
        self.answer = Answer(self)
        self.answer.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACING_PX // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(self.sentence)
        column.addLayout(self.body, 1)
        column.addWidget(self.answer)

    @property
    def verb(self) -> str:
        """Return what the button says that ends the step."""
        return self.tr("&Next")

    @property
    def can_skip(self) -> bool:
        """Say whether there is something in it to be left out."""
        return False

    def why_not(self) -> str:
        """Return why the step cannot be ended yet; empty when it can."""
        return ""

    def open(self) -> None:
        """Fetch what the step shows; called whenever it comes to the front."""

    def finish(self, then: Callable[[], object], otherwise: Callable[[str], object]) -> None:  # noqa: ARG002
        """Do what the step is for and call ``then``; or ``otherwise``, with the sentence of a refusal."""
        then()

    def close_up(self) -> None:
        """End what is running; called when it leaves the front."""

    def say(self, sentence: str) -> None:
        """Say what goes on; empty says nothing."""
        self.answer.say(sentence)
        self.answer.setVisible(bool(sentence))

    def refuse(self, sentence: str) -> None:
        """Say why not."""
        self.answer.refuse(sentence)
        self.answer.show()
