"""The gate before everything that is not for passers-by.

It opens for whoever signs in; without accounts, with the operator PIN; and it stands open until there is
either. The desk decides who is right; the dialogs pass on what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from door_access.desk.desk import Desk
from door_access.desk.operator_pin import PinAnswer
from door_access.domain.operators.roles import Operator, Permit
from ui.bridge import Bridge
from ui.gate.pin_dialogs import NewPinDialog, PinDialog
from ui.gate.sign_in_dialog import SignInDialog


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the gate at this moment."""

    has_pin: bool
    operators: tuple[Operator, ...]
    signed_in: Operator | None
    permits: frozenset[Permit]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What became of somebody's wish to sign in; ``operator`` is who is signed in then."""

    answer: PinAnswer
    operator: Operator | None
    permits: frozenset[Permit]


class Gate(QObject):
    """Asks one question at a time; emits ``asked`` when a question comes up."""

    asked = Signal()

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._dialog: PinDialog | NewPinDialog | SignInDialog | None = None
        self._then: Callable[[], object] = _nothing
        self._purpose = ""
        self._needed: Permit | None = None
        self._is_asking = False

    @property
    def dialog(self) -> PinDialog | NewPinDialog | SignInDialog | None:
        """Return the open question; None when there is none."""
        return self._dialog

    def pass_through(self, purpose: str, then: Callable[[], object], *, needed: Permit | None = None) -> None:
        """Call ``then`` once somebody has shown that they may pass; at once while anybody may.

        Whoever signs in stays signed in until ``sign_out``. They must have the ``needed`` permit.
        """
        if not self._begin(then):
            return
        self._purpose, self._needed = purpose, needed
        self._bridge.ask(_keys, owner=self, then=self._on_keys_known, otherwise=self._on_trouble)

    def ensure_pin(self, then: Callable[[], object]) -> None:
        """Call ``then`` once the desk is guarded; ask for a new PIN where nothing guards it."""
        if self._begin(then):
            self._bridge.ask(_keys, owner=self, then=self._on_need_known, otherwise=self._on_trouble)

    def shut(self) -> None:
        """Give up the open question."""
        if self._dialog is not None:
            self._dialog.reject()

    def sign_out(self) -> None:
        """Let nobody be signed in any more; what the desk was asked before is still done."""
        if self._bridge.here.operator is not None:
            self._bridge.ask(lambda desk: desk.operators.sign_out(), owner=self, then=_nothing_of)
        self._bridge.here.forget()

    def _begin(self, then: Callable[[], object]) -> bool:
        if self._is_asking:
            return False
        self._is_asking = True
        self._then = then
        return True

    def _on_keys_known(self, keys: Keys) -> None:
        if not keys.operators or keys.signed_in:
            self._bridge.here.show(keys.signed_in, keys.permits)
        if keys.operators:
            self._ask_who(keys)
        elif keys.has_pin:
            pin = PinDialog(self._purpose, self._window)
            pin.pin_entered.connect(self._on_pin_entered)
            self._show(pin)
        else:
            self._open()

    def _ask_who(self, keys: Keys) -> None:
        """Ask who is there; whoever is signed in already only confirms it, if they may do it at all."""
        here = self._bridge.here
        if keys.signed_in is not None and self._needed is not None and not here.may(self._needed):
            self._on_trouble(here.why_not(self._needed))
            return
        dialog = SignInDialog(self._purpose, keys.operators, chosen=keys.signed_in, parent=self._window)
        dialog.tried.connect(self._on_tried)
        self._show(dialog)

    def _on_need_known(self, keys: Keys) -> None:
        if keys.has_pin or keys.operators:
            self._open()
            return
        dialog = NewPinDialog(self._window)
        dialog.pin_chosen.connect(self._on_pin_chosen)
        self._show(dialog)

    def _show(self, dialog: PinDialog | NewPinDialog | SignInDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self.asked.emit()

    @Slot(object, str)
    def _on_tried(self, operator: Operator, secret: str) -> None:
        purpose = self._purpose
        self._bridge.ask(
            lambda desk: signed_in(desk, operator.id, secret, purpose),
            owner=self,
            then=self._on_sign_in_answered,
            otherwise=self._on_trouble,
        )

    @Slot(str)
    def _on_pin_entered(self, pin: str) -> None:
        purpose = self._purpose
        self._bridge.ask(
            lambda desk: desk.check_pin(pin, purpose),
            owner=self,
            then=self._on_pin_checked,
            otherwise=self._on_trouble,
        )

    @Slot(str)
    def _on_pin_chosen(self, pin: str) -> None:
        self._bridge.ask(
            lambda desk: desk.set_pin(pin), owner=self, then=self._on_pin_set, otherwise=self._on_pin_refused
        )

    def _on_sign_in_answered(self, tried: SignedIn) -> None:
        """Open for whoever was right and may pass; nobody stays signed in for whom no dialog waits."""
        dialog, was_here = self._dialog, self._bridge.here.operator
        if tried.answer.is_right:
            self._bridge.here.show(tried.operator, tried.permits)
        if not isinstance(dialog, SignInDialog):
            if tried.answer.is_right and was_here is None:
                self.sign_out()
        elif not tried.answer.is_right:
            dialog.refuse(tried.answer.wait_s)
        elif self._needed is not None and not self._bridge.here.may(self._needed):
            dialog.turn_away(self._bridge.here.why_not(self._needed))
            self.sign_out()
        else:
            dialog.accept()
            self._open()

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


def signed_in(desk: Desk, operator_id: str, secret: str, purpose: str) -> SignedIn:
    """Sign somebody in at the desk, and return who is signed in then and what they may do."""
    answer = desk.operators.sign_in(operator_id, secret, purpose)
    return SignedIn(answer, desk.operators.signed_in(), desk.operators.permits())


def _keys(desk: Desk) -> Keys:
    operators = desk.operators
    who = operators.who_may_sign_in()
    return Keys(desk.has_pin(), who, operators.signed_in(), operators.permits())


def _nothing() -> None:
    """Stand in while nobody waits at the gate."""


def _nothing_of(_answer: object) -> None:
    """Take note of an answer that changes nothing here."""
