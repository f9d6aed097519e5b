"""Who is signed in at this desk, and what they may do. Its one rule: nobody signed in may do nothing.

As long as a site has no operators, whoever opens the desk may do everything but see what only auditors see.
"""

import getpass
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from door_access.complaints import Complaint
from door_access.domain.operators.roles import OS_USER, PERMITS, Operator, Permit
from door_access.errors import Refused

WITHOUT_OPERATORS = frozenset(Permit) - {Permit.SEE_DURESS}


class Authority(Protocol):
    """Says who acts, and whether they may.

    ``renew``, ``begin`` and ``end`` may wait for the database; all other calls return at once. All may come
    from any thread.
    """

    @property
    def operator(self) -> Operator | None:
        """Return who is signed in; None while nobody is, and where nobody signs in."""

    def who(self) -> str:
        """Return the id of the operator who acts; empty where nobody has a name."""

    def renew(self) -> None:
        """Look at who may do what now, which another process may have changed; raises StorageFault."""

    def begin(self, operator_id: str) -> None:
        """Let somebody be signed in who has proven who they are; nobody, if they were removed meanwhile."""

    def end(self) -> None:
        """Let nobody be signed in."""

    def permits(self) -> frozenset[Permit]:
        """Return what may be done."""

    def require(self, *any_of: Permit) -> None:
        """Raise Refused, with a sentence, unless at least one of these is permitted."""


@dataclass(frozen=True, slots=True)
class ActingFor:
    """Whoever need not sign in: the user of the command line, the door, whoever began an enrolment."""

    name: str = ""

    @property
    def operator(self) -> None:
        """Return None: nobody signs in."""

    def who(self) -> str:
        """Return in whose name it is done."""
        return self.name

    def renew(self) -> None:
        """Do nothing: nobody can take this away."""

    def begin(self, operator_id: str) -> None:
        """Do nothing: nobody signs in."""

    def end(self) -> None:
        """Do nothing: nobody signs in."""

    def permits(self) -> frozenset[Permit]:
        """Return everything: who may write the data directory may do it."""
        return frozenset(Permit)

    def require(self, *any_of: Permit) -> None:
        """Permit everything."""


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of the desk: replaced as one value, so that any thread may read it."""

    has_operators: bool = False
    operator: Operator | None = None


class Session:
    """Who is signed in at one desk."""

    def __init__(self, operators: Callable[[], tuple[Operator, ...]]) -> None:
        """``operators``: reads all of them, removed ones included."""
        self._operators = operators
        self._state = _State()
        self._changing = Lock()
        """Held from looking until what was seen is known, so that nothing older takes its place."""

    @property
    def operator(self) -> Operator | None:
        """Return who is signed in; None while nobody is."""
        return self._state.operator

    @property
    def has_operators(self) -> bool:
        """Say whether people sign in here by name; False while the site has no operators."""
        return self._state.has_operators

    def who(self) -> str:
        """Return the id of who is signed in; empty while nobody is."""
        operator = self._state.operator
        return "" if operator is None else operator.id

    def renew(self) -> None:
        """Follow what was changed, also by another process: who was removed is signed out."""
        with self._changing:
            self._set(self._operators(), self.who())

    def begin(self, operator_id: str) -> None:
        """Let somebody be signed in who has proven who they are; nobody, if they were removed meanwhile."""
        with self._changing:
            self._set(self._operators(), operator_id)

    def end(self) -> None:
        """Let nobody be signed in."""
        with self._changing:
            self._state = _State(self._state.has_operators)

    def permits(self) -> frozenset[Permit]:
        """Return what may be done at this desk now."""
        return _permits(self._state)

    def require(self, *any_of: Permit) -> None:
        """Raise Refused, naming the role and what it may not do, unless one of these is permitted."""
        state = self._state
        if _permits(state).isdisjoint(any_of):
            what = any_of[0].words
            if state.operator is None and state.has_operators:
                raise Refused(Complaint.NOT_SIGNED_IN, what=what)
            role = "desk" if state.operator is None else state.operator.role
            raise Refused(Complaint.NOT_PERMITTED, role=role, what=what)

    def _set(self, operators: Iterable[Operator], operator_id: str) -> None:
        working = {one.id: one for one in operators if not one.is_removed}
        self._state = _State(bool(working), working.get(operator_id))


def _permits(state: _State) -> frozenset[Permit]:
    if not state.has_operators:
        return WITHOUT_OPERATORS
    return frozenset() if state.operator is None else PERMITS[state.operator.role]


def system_user() -> str:
    """Return who uses the command line, as rows of the log name them; never fails."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return f"{OS_USER}{name or 'unknown'}"
