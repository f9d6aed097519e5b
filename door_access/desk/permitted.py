"""What each call of the desk's service asks for. It stands at the call, so that no widget has to know it.

Every public call is marked, as ``permitted`` or as ``open_to_all`` with the reason; a test walks them all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from door_access.desk.session import Authority
from door_access.domain.operators.roles import Permit

P = ParamSpec("P")
R = TypeVar("R")
PERMITS = "any_of_permits"
REASON = "open_to_all_because"


class Guarded(Protocol):
    """A service that knows who is at the desk."""

    @property
    def session(self) -> Authority: ...


G = TypeVar("G", bound=Guarded)
Call = Callable[Concatenate[G, P], R]


def permitted(*any_of: Permit) -> Callable[[Call[G, P, R]], Call[G, P, R]]:
    """Let whoever has one of these permits make a call; anybody else gets Refused, and nothing is done."""

    def guarded(call: Call[G, P, R]) -> Call[G, P, R]:
        @wraps(call)
        def checked(self: G, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self.session.renew()
            self.session.require(*any_of)
            return call(self, *args, **kwargs)

        setattr(checked, PERMITS, any_of)
        return checked

    return guarded


def open_to_all(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say why a call needs no permit."""

    def marked(call: Callable[P, R]) -> Callable[P, R]:
        setattr(call, REASON, reason)
        return call

    return marked
