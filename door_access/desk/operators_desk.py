"""What the desk does about operators: signing in and out, who may do what; runs on the desk's own thread."""

import math

from door_access.complaints import Complaint
from door_access.desk.acts import Acts
from door_access.desk.operator_pin import PinAnswer
from door_access.desk.permitted import open_to_all, permitted
from door_access.desk.recorded_operators import RecordedOperators
from door_access.desk.session import Authority
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Operator, Permit, Role
from door_access.domain.operators.secret import SecretAnswer, checked_secret
from door_access.domain.operators.staff import Staff
from door_access.errors import Refused


class OperatorsDesk:
    """Every wish about operators. Blocking; raises the product's errors."""

    def __init__(self, operators: RecordedOperators, session: Authority, acts: Acts) -> None:
        self._operators = operators
        self._acts = acts
        self.session = session

    @open_to_all("whoever wants to sign in chooses their name")
    def who_may_sign_in(self) -> tuple[Operator, ...]:
        """Return everybody who works here, in the order of their names; nobody: the desk needs no names."""
        self.session.renew()
        working = Staff(self._operators.operators()).working
        return tuple(sorted(working, key=lambda one: (one.name.casefold(), one.id)))

    @open_to_all("this is how to get a permit")
    def sign_in(self, operator_id: str, secret: str, purpose: str = "") -> PinAnswer:
        """Let somebody be at the desk who proves who they are; whoever was there before is signed out.

        Neither answer waits for the log: a desk that cannot be opened could block nobody.

        Args:
            purpose: what the desk is opened for; written into the row.

        Raises:
            BadInput: nobody works here under this id.
        """
        answer = self._judged(operator_id, secret)
        if answer.is_right:
            self.sign_out()
            self.session.begin(operator_id)
            if self.session.who() != operator_id:
                return PinAnswer(False)
            self._acts.record(Act.SIGN_IN, object_id=operator_id, note=purpose, is_needed=False)
        return PinAnswer(answer.is_right, answer.wait_s)

    @open_to_all("nobody must stay signed in")
    def sign_out(self, why: str = "") -> None:
        """Let nobody be at the desk; harmless when nobody is. ``why``: written into the row."""
        operator = self.session.operator
        if operator is not None:
            self._acts.record(Act.SIGN_OUT, object_id=operator.id, note=why, is_needed=False)
        self.session.end()

    @open_to_all("it says no more than the screen")
    def signed_in(self) -> Operator | None:
        """Return who is at the desk; None while nobody is."""
        return self.session.operator

    @open_to_all("it says no more than the screen")
    def permits(self) -> frozenset[Permit]:
        """Return what may be done at the desk now."""
        self.session.renew()
        return self.session.permits()

    @permitted(Permit.CHANGE_OPERATORS, Permit.SEE_AUDIT)
    def operators(self) -> tuple[Operator, ...]:
        """Return everybody in the order in which they came, removed ones too."""
        return self._operators.operators()

    @permitted(Permit.CHANGE_OPERATORS)
    def add(self, name: str, role: Role, secret: str, *, is_pin: bool) -> str:
        """Store somebody and return the new id.

        With the first one the desk's own PIN is forgotten, and nobody is signed in: they do that next.
        """
        operator_id = self._operators.add(name, role, secret, is_pin=is_pin)
        self.session.renew()
        return operator_id

    @permitted(Permit.CHANGE_OPERATORS)
    def rename(self, operator_id: str, name: str) -> None:
        """Give another name; rows of the log show it from then on, and one row tells of the change."""
        self._operators.rename(operator_id, name)
        self.session.renew()

    @permitted(Permit.CHANGE_OPERATORS)
    def set_role(self, operator_id: str, role: Role) -> None:
        """Give another role; Refused for the last administrator."""
        self._operators.set_role(operator_id, role)
        self.session.renew()

    @permitted(Permit.CHANGE_OPERATORS)
    def reset(self, operator_id: str, secret: str, *, is_pin: bool) -> None:
        """Give another PIN or password to somebody who has forgotten theirs; they need not wait any more."""
        self._operators.set_secret(operator_id, secret, is_pin=is_pin)
        self.session.renew()

    @permitted(Permit.CHANGE_OPERATORS)
    def remove(self, operator_id: str) -> None:
        """Let somebody sign in no more; their name stays in the log. Refused for the last administrator."""
        self._operators.remove(operator_id)
        self.session.renew()

    @open_to_all("everybody who is signed in may change their own, and must show the old one")
    def change_own_secret(self, old: str, new: str, *, is_pin: bool) -> None:
        """Give whoever is signed in another PIN or password; a wrong old one counts as a wrong one.

        Raises:
            Refused: nobody is signed in, the new one will not do, the old one is wrong, or too many were.
        """
        self.session.renew()
        operator = self.signed_in()
        if operator is None:
            raise Refused(Complaint.NOT_SIGNED_IN, what="change your own PIN or password")
        checked_secret(new, is_pin=is_pin)
        answer = self._judged(operator.id, old)
        if answer.wait_s > 0:
            raise Refused(Complaint.SECRET_PAUSED, seconds=math.ceil(answer.wait_s))
        if not answer.is_right:
            raise Refused(Complaint.SECRET_WRONG)
        self._operators.set_secret(operator.id, new, is_pin=is_pin, act=Act.CHANGE_OWN_SECRET)
        self.session.renew()

    def _judged(self, operator_id: str, secret: str) -> SecretAnswer:
        """Compare, with a row for each wrong one and one for each wait that begins."""
        answer = self._operators.check(operator_id, secret)
        if not answer.is_right and answer.was_compared:
            self._acts.record(
                Act.WRONG_SECRET, outcome=Outcome.DENIED, object_id=operator_id, is_needed=False
            )
            if answer.wait_s > 0:
                self._acts.record(
                    Act.OPERATOR_PAUSED,
                    outcome=Outcome.DENIED,
                    object_id=operator_id,
                    note=f"{answer.wait_s:.0f} s",
                    is_needed=False,
                )
        return answer
