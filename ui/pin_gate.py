"""The gate before everything that is not for passers-by: it opens with the operator's PIN.

Its one rule: the desk decides whether a PIN is right; until one has been chosen the gate stands open.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from door_access.desk.operator_pin import PinAnswer
from ui.bridge import Bridge
from ui.pin_dialog import NewPinDialog, PinDialog


class PinGate(QObject):
    """Asks one question at a time; emits ``asked`` when a question comes up."""

    asked = Signal()

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._dialog: PinDialog | NewPinDialog | None = None
        self._then: Callable[[], object] = _nothing
        self._purpose = ""
        self._is_asking = False

    @property
    def dialog(self) -> PinDialog | NewPinDialog | None:
        """Return the open question; None when there is none."""
        return self._dialog

    def pass_through(self, purpose: str, then: Callable[[], object]) -> None:
        """Call ``then`` once the operator has shown the PIN; at once where none has been chosen."""
        if not self._begin(then):
            return
        self._purpose = purpose
        self._bridge.ask(
            lambda desk: desk.has_pin(), owner=self, then=self._on_pin_known, otherwise=self._on_trouble
        )

    def ensure_pin(self, then: Callable[[], object]) -> None:
        """Call ``then`` once a PIN exists; ask for a new one where none has been chosen."""
        if self._begin(then):
            self._bridge.ask(
                lambda desk: desk.has_pin(), owner=self, then=self._on_need_known, otherwise=self._on_trouble
            )

    def shut(self) -> None:
        """Give up the open question."""
        if self._dialog is not None:
            self._dialog.reject()

    def _begin(self, then: Callable[[], object]) -> bool:
        if self._is_asking:
            return False
        self._is_asking = True
        self._then = then
        return True

    def _on_pin_known(self, has_pin: bool) -> None:
        if not has_pin:
            self._open()
            return
        dialog = PinDialog(self._purpose, self._window)
        dialog.pin_entered.connect(self._on_pin_entered)
        self._show(dialog)

    def _on_need_known(self, has_pin: bool) -> None:
        if has_pin:
            self._open()
            return
        dialog = NewPinDialog(self._window)
        dialog.pin_chosen.connect(self._on_pin_chosen)
        self._show(dialog)

    def _show(self, dialog: PinDialog | NewPinDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self.asked.emit()

    @Slot(str)
    def _on_pin_entered(self, pin: str) -> None:
        self._bridge.ask(
            lambda desk: desk.check_pin(pin),
            owner=self,
            then=self._on_pin_checked,
            otherwise=self._on_trouble,
        )

    @Slot(str)
    def _on_pin_chosen(self, pin: str) -> None:
        self._bridge.ask(
            lambda desk: desk.set_pin(pin), owner=self, then=self._on_pin_set, otherwise=self._on_pin_refused
        )

    def _on_pin_checked(self, answer: PinAnswer) -> None:
        if not isinstance(self._dialog, PinDialog):
            return
        if answer.is_right:
            self._dialog.accept()
            self._open()
        else:
            self._dialog.refuse(answer.wait_s)

    def _on_pin_set(self, _answer: None) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._open()

    def _on_pin_refused(self, sentence: str) -> None:
        if isinstance(self._dialog, NewPinDialog):
            self._dialog.refuse(sentence)

    def _on_trouble(self, sentence: str) -> None:
        """Stay shut: without an answer nobody may pass."""
        self.shut()
        self._is_asking = False
        self._bridge.refused.emit(sentence)

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._is_asking = False

    def _open(self) -> None:
        self._is_asking = False
        then, self._then = self._then, _nothing
        then()


def _nothing() -> None:
    """Stand in while nobody waits at the gate."""
