"""What stands beside the picture: the sign, or the one thing that the person is asked for."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.runtime.events import PromptChanged
from ui.door.challenge_panel import AskedStep, ChallengePanel
from ui.door.door_panel import DoorPanel
from ui.door.pin_pad import PinPad

PAD_MS = 30_000
"""Longer than recognition waits for a PIN, so that it, and not the screen, ends the attempt."""


class DoorSide(QStackedWidget):
    """Shows the sign unless somebody has to move or to type; emits ``pin_entered``."""

    pin_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = DoorPanel(self)
        self.challenge = ChallengePanel(self)
        self.pad = PinPad(self, timeout_ms=PAD_MS)
        for part in (self.panel, self.challenge, self.pad):
            self.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.pad.pin_entered.connect(self._on_pin_entered)
        self.pad.given_up.connect(self.show_sign)

    def ask(self, changed: PromptChanged) -> None:
        """Ask for what the prompt says; what is only words stays with the sign."""
        prompt = changed.prompt
        if prompt and prompt.step:
            self._ask_to_move(prompt, changed.at_s)
        elif prompt and prompt.kind is PromptKind.PIN:
            self._ask_for_pin()
        else:
            self.show_sign()

    @Slot()
    def show_sign(self) -> None:
        """Show the sign again; what was typed is forgotten."""
        self.challenge.clear()
        self.pad.stop()
        self.setCurrentWidget(self.panel)

    def _ask_to_move(self, prompt: Prompt, now_s: float) -> None:
        assert prompt.step is not None
        asked = AskedStep(prompt.step, prompt.number, prompt.count, prompt.ends_at_s or now_s)
        self.challenge.ask(asked, now_s=now_s)
        self.setCurrentWidget(self.challenge)

    def _ask_for_pin(self) -> None:
        if self.currentWidget() is not self.pad:
            self.setCurrentWidget(self.pad)
            self.pad.ask()

    @Slot(str)
    def _on_pin_entered(self, digits: str) -> None:
        self.show_sign()
        self.pin_entered.emit(digits)
