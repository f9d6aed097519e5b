"""Who stands at the desk, for every widget that offers something only to those who may do it.

What is offered here is a courtesy. Whether something is done is decided by the desk's service alone.
"""

from PySide6.QtCore import QObject, Signal

from door_access.domain.operators.roles import Operator, Permit
from ui.operator_words import not_for_words

NOTHING: frozenset[Permit] = frozenset()


class WhoIsHere(QObject):
    """Emits ``changed`` when somebody signs in or out. Until there are accounts, whoever is here may all."""

    changed = Signal()

    def __init__(self, permits: frozenset[Permit], parent: QObject | None = None) -> None:
        """``permits``: what may be done at the desk while nobody is signed in."""
        super().__init__(parent)
        self._operator: Operator | None = None
        self._permits = permits

    @property
    def operator(self) -> Operator | None:
        """Return who is signed in; None where nobody is, and where there are no accounts."""
        return self._operator

    def show(self, operator: Operator | None, permits: frozenset[Permit]) -> None:
        """Take note of somebody, and of what they may do."""
        if (operator, permits) != (self._operator, self._permits):
            self._operator, self._permits = operator, permits
            self.changed.emit()

    def forget(self) -> None:
        """Take note that nobody is signed in any more, and that then nobody may do anything."""
        if self._operator is not None:
            self.show(None, NOTHING)

    def may(self, *permits: Permit) -> bool:
        """Say whether whoever is here may do one of these."""
        return not self._permits.isdisjoint(permits)

    def why_not(self, permit: Permit) -> str:
        """Return why whoever is here may not do this, and who may; empty where they may."""
        if self.may(permit):
            return ""
        if self._operator is None:
            return self.tr("Somebody must sign in first.")
        return not_for_words(self._operator.role, permit)
