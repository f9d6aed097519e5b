"""A pass is spent in the transaction of the row that tells of it: a crash leaves both, or neither."""

from collections.abc import Iterator
from contextlib import contextmanager

from door_access.domain.matching.access import Reason
from door_access.ports import PassStore, UnitOfWork
from door_access.runtime.permissions.rules_at_door import RulesAtDoor


class Spent(Exception):
    """Somebody else was faster, at this door or another: nothing was written."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why)
        self.why = why


class PassSpending:
    """Spends passes. The door thread owns it."""

    def __init__(self, passes: PassStore, together: UnitOfWork, rules: RulesAtDoor) -> None:
        self._passes = passes
        self._together = together
        self._rules = rules

    @contextmanager
    def of(self, pass_id: str) -> Iterator[None]:
        """Open a block that spends the pass with all that is done in it.

        Raises:
            Spent: the pass opens nothing (any more).
            StorageFault: nothing of it was done.
        """
        with self._together():
            why = self._passes.spend(pass_id, self._rules.door_id, self._rules.now().at_utc)
            if why is not None:
                raise Spent(why)
            yield
