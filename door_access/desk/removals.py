"""Erases whoever was removed a while ago and was not brought back; it goes on after a crash."""

from contextlib import suppress

from door_access.domain.enrolment.people import Erasure
from door_access.errors import BadInput
from door_access.ports import PeopleStore


def finish_removals(people: PeopleStore, *, is_hurried: bool = False) -> tuple[Erasure, ...]:
    """Erase whose time is over, or overwrite the last traces of earlier erasures where that can be done.

    Args:
        is_hurried: everybody who is being removed is erased at once.
    """
    erased: list[Erasure] = []
    for person_id in people.due_removals(is_hurried=is_hurried):
        with suppress(BadInput):  # another process was faster
            erased.append(people.remove(person_id))
    if not erased:
        people.finish_erasures()
    return tuple(erased)
