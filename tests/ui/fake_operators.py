"""The operators of the fake desk: the desk's own service over stores in memory, by the clock of today."""

from datetime import UTC, datetime

from door_access.desk.acts import Acts
from door_access.desk.operators_desk import OperatorsDesk
from door_access.desk.recorded_operators import RecordedOperators
from door_access.desk.session import Session
from door_access.domain.operators.acts import Actor
from door_access.domain.operators.roles import Role
from tests.fakes import MemoryAccessLog, MemorySiteStore, MemoryUnit
from tests.memory_operators import MemoryOperatorStore

PASSWORD = "correct horse"
"""What everybody signs in with whom :meth:`FakeOperators.know` lets in."""


class FakeOperators:
    """Who may work at the fake desk, who is signed in, and the rows that they leave."""

    def __init__(self) -> None:
        self.store = MemoryOperatorStore(lambda: datetime.now(UTC))
        self.log = MemoryAccessLog()
        self.log.operator_names = lambda: {one.id: one.name for one in self.store.operators()}
        self.session = Session(self.store.operators)
        facts = MemorySiteStore()
        unit = MemoryUnit(self.store, facts, self.log)
        acts = Acts(self.log, unit, door="main-entrance", actor=Actor.DESK, operator=self.session.who)
        self.desk = OperatorsDesk(RecordedOperators(self.store, facts, acts), self.session, acts)

    def know(self, **roles: Role) -> dict[str, str]:
        """Let people work here, an administrator first, all by the same password; return their ids."""
        ids = {name: self.store.add(name, role, PASSWORD, is_pin=False) for name, role in roles.items()}
        self.session.renew()
        return ids

    def with_pin(self, name: str, role: Role, pin: str) -> str:
        """Let one more work here, who signs in with digits; return the id."""
        operator_id = self.store.add(name, role, pin, is_pin=True)
        self.session.renew()
        return operator_id

    def sign_in(self, operator_id: str) -> None:
        """Let somebody be at the desk."""
        self.session.begin(operator_id)
