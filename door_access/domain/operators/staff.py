"""Everybody who may, or once might, work at a desk: what must be true of them together. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from door_access.complaints import Complaint
from door_access.domain.enrolment.people import checked_name
from door_access.domain.operators.roles import Operator, Role
from door_access.errors import BadInput, Refused


class Staff:
    """The operators of a site. Every change returns who is there then, or raises and changes nothing."""

    def __init__(self, operators: Iterable[Operator]) -> None:
        """``operators``: in the order in which they came, removed ones included."""
        self.operators = tuple(operators)

    @property
    def working(self) -> tuple[Operator, ...]:
        """Return whoever was not removed."""
        return tuple(one for one in self.operators if not one.is_removed)

    def one(self, operator_id: str) -> Operator:
        """Return somebody who works here; raises BadInput for anybody else."""
        found = [one for one in self.working if one.id == operator_id]
        if not found:
            raise BadInput(Complaint.OPERATOR_UNKNOWN, operator=operator_id)
        return found[0]

    def with_new(self, operator: Operator) -> "Staff":
        """Return them with somebody new.

        Raises:
            BadName: the name cannot be one.
            Refused: somebody has this name, or the first of all is no administrator.
        """
        if not self.working and operator.role is not Role.ADMINISTRATOR:
            raise Refused(Complaint.FIRST_OPERATOR)
        return Staff((*self.operators, replace(operator, name=self._free_name(operator.name, None))))

    def renamed(self, operator_id: str, name: str) -> "Staff":
        """Return them with one under another name; raises as :meth:`with_new`."""
        return self._with(replace(self.one(operator_id), name=self._free_name(name, operator_id)))

    def with_role(self, operator_id: str, role: Role) -> "Staff":
        """Return them with one in another role; Refused for the last administrator."""
        if role is not Role.ADMINISTRATOR:
            self._check_not_last(operator_id)
        return self._with(replace(self.one(operator_id), role=role))

    def without(self, operator_id: str) -> "Staff":
        """Return them with one removed; Refused for the last administrator."""
        self._check_not_last(operator_id)
        return self._with(replace(self.one(operator_id), is_removed=True))

    def with_proof(self, operator_id: str, *, is_pin: bool) -> "Staff":
        """Return them with one who proves themself by digits, or by a password."""
        return self._with(replace(self.one(operator_id), is_pin=is_pin))

    def _with(self, changed: Operator) -> "Staff":
        return Staff(changed if one.id == changed.id else one for one in self.operators)

    def _check_not_last(self, operator_id: str) -> None:
        operator = self.one(operator_id)
        others = [one for one in self.working if one.role is Role.ADMINISTRATOR and one.id != operator_id]
        if operator.role is Role.ADMINISTRATOR and not others:
            raise Refused(Complaint.LAST_ADMINISTRATOR, name=operator.name)

    def _free_name(self, text: str, of: str | None) -> str:
        name = checked_name(text)
        if any(one.name.casefold() == name.casefold() and one.id != of for one in self.working):
            raise Refused(Complaint.OPERATOR_NAME_TAKEN, name=name)
        return name
