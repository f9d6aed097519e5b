"""OperatorStore in memory: secrets lie in the clear, all the rest is as in the adapter."""

from collections.abc import Callable
from datetime import datetime, timedelta

from door_access.complaints import Complaint
from door_access.domain.operators.roles import Operator, Role
from door_access.domain.operators.secret import PATIENCE, SecretAnswer, as_compared, checked_secret
from door_access.domain.operators.staff import Staff
from door_access.errors import BadInput
from tests.fakes import NOON


class MemoryOperatorStore:
    """OperatorStore in a dictionary. While ``fault`` is set every call raises it."""

    def __init__(self, utc_clock: Callable[[], datetime] = lambda: NOON) -> None:
        self.fault: Exception | None = None
        self._staff = Staff(())
        self._secrets: dict[str, str] = {}
        self._wrong: dict[str, tuple[int, datetime | None]] = {}
        self._utc_clock = utc_clock

    def operators(self) -> tuple[Operator, ...]:
        self._check()
        return self._staff.operators

    def add(self, name: str, role: Role, secret: str, *, is_pin: bool) -> str:
        self._check()
        operator_id, kept = f"operator-{len(self._staff.operators)}", checked_secret(secret, is_pin=is_pin)
        self._staff = self._staff.with_new(Operator(operator_id, name, role, is_pin))
        self._keep(operator_id, kept)
        return operator_id

    def rename(self, operator_id: str, name: str) -> None:
        self._check()
        self._staff = self._staff.renamed(operator_id, name)

    def set_role(self, operator_id: str, role: Role) -> None:
        self._check()
        self._staff = self._staff.with_role(operator_id, role)

    def set_secret(self, operator_id: str, secret: str, *, is_pin: bool) -> None:
        self._check()
        kept = checked_secret(secret, is_pin=is_pin)
        self._staff = self._staff.with_proof(operator_id, is_pin=is_pin)
        self._keep(operator_id, kept)

    def remove(self, operator_id: str) -> None:
        self._check()
        self._staff = self._staff.without(operator_id)
        del self._secrets[operator_id]

    def check(self, operator_id: str, secret: str) -> SecretAnswer:
        self._check()
        if operator_id not in self._secrets:
            raise BadInput(Complaint.OPERATOR_UNKNOWN, operator=operator_id)
        failures, until_utc = self._wrong[operator_id]
        now_utc = self._utc_clock()
        if until_utc is not None and now_utc < until_utc:
            left_s = min((until_utc - now_utc).total_seconds(), PATIENCE.wait_s(failures))
            return SecretAnswer(False, left_s, was_compared=False)
        if self._secrets[operator_id] == as_compared(secret):
            self._wrong[operator_id] = 0, None
            return SecretAnswer(True)
        wait_s = PATIENCE.wait_s(failures + 1)
        self._wrong[operator_id] = failures + 1, now_utc + timedelta(seconds=wait_s) if wait_s else None
        return SecretAnswer(False, wait_s)

    def _keep(self, operator_id: str, secret: str) -> None:
        self._secrets[operator_id] = secret
        self._wrong[operator_id] = 0, None

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault
