"""Operators as the desk and the command line change them: every change leaves a row in the access log.

No row tells a PIN or a password. Who tries to sign in is not recorded here but where they do
(``operators_desk``), since a try must be counted whatever becomes of its row.
"""

from door_access.desk.acts import Acts
from door_access.desk.operator_pin import SECRET
from door_access.domain.operators.acts import Act, Changed
from door_access.domain.operators.roles import Operator, Role
from door_access.domain.operators.secret import SecretAnswer
from door_access.domain.operators.staff import Staff
from door_access.ports import Change, OperatorStore, SiteStore

PIN, PASSWORD = "PIN", "password"


class RecordedOperators:
    """An OperatorStore whose changes are acts of somebody."""

    def __init__(self, store: OperatorStore, facts: SiteStore, acts: Acts) -> None:
        """``facts``: keeps the desk's own PIN, which the first operator takes the place of."""
        self._store = store
        self._facts = facts
        self._acts = acts

    def operators(self) -> tuple[Operator, ...]:
        """Return everybody in the order in which they came, removed ones too."""
        return self._store.operators()

    def check(self, operator_id: str, secret: str) -> SecretAnswer:
        """Say whether this is their secret; slow on purpose."""
        return self._store.check(operator_id, secret)

    def add(self, name: str, role: Role, secret: str, *, is_pin: bool) -> str:
        """Store somebody and return the new id; the desk's own PIN is forgotten with the first."""
        with self._acts.together():
            operator_id = self._store.add(name, role, secret, is_pin=is_pin)
            changes = (
                Change(Changed.NAME, "", self._one(operator_id).name),
                Change(Changed.ROLE, "", role),
                Change(Changed.PROOF, "", _proof(is_pin)),
            )
            self._acts.record(Act.ADD_OPERATOR, object_id=operator_id, changes=changes)
            if self._facts.get(SECRET) is not None:
                self._facts.forget(SECRET)
                self._acts.record(Act.FORGET_DESK_PIN, object_id=operator_id)
        return operator_id

    def rename(self, operator_id: str, name: str) -> None:
        """Give another name."""
        with self._acts.together():
            before = self._one(operator_id).name
            self._store.rename(operator_id, name)
            change = Change(Changed.NAME, before, self._one(operator_id).name)
            self._acts.record(Act.RENAME_OPERATOR, object_id=operator_id, changes=(change,))

    def set_role(self, operator_id: str, role: Role) -> None:
        """Give another role."""
        with self._acts.together():
            before = self._one(operator_id).role
            self._store.set_role(operator_id, role)
            change = Change(Changed.ROLE, before, role)
            self._acts.record(Act.SET_ROLE, object_id=operator_id, changes=(change,))

    def set_secret(self, operator_id: str, secret: str, *, is_pin: bool, act: Act = Act.RESET_SECRET) -> None:
        """Store another secret in place of the old one."""
        before = self._one(operator_id).is_pin  # read before: the store hashes, then asks for the write lock
        change = Change(Changed.PROOF, _proof(before), _proof(is_pin))
        changes = () if before is is_pin else (change,)
        with self._acts.together():
            self._store.set_secret(operator_id, secret, is_pin=is_pin)
            self._acts.record(act, object_id=operator_id, changes=changes)

    def remove(self, operator_id: str) -> None:
        """Let somebody sign in no more; never refused for want of a row."""
        with self._acts.together():
            before = self._one(operator_id)
            self._store.remove(operator_id)
            change = Change(Changed.ROLE, before.role, "")
            self._acts.record(Act.REMOVE_OPERATOR, object_id=operator_id, changes=(change,), is_needed=False)

    def _one(self, operator_id: str) -> Operator:
        return Staff(self._store.operators()).one(operator_id)


def _proof(is_pin: bool) -> str:
    return PIN if is_pin else PASSWORD
