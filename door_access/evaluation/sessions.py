"""Photos of several visits: the first visit enrols, the later ones probe, as at a real door.

One rule: the session stands in the file's name, between underscores, and sorts as text (NUAA: fourth field,
``0001_00_00_02_174.jpg`` is of session ``02``).
"""

from collections.abc import Sequence

from door_access.counts import counted
from door_access.errors import BadInput


def are_first_sessions(people: Sequence[str], stems: Sequence[str], field: int) -> list[bool]:
    """Say of each photo whether it is of its person's first session.

    Args:
        stems: the file names without suffix, as many as ``people``.
        field: which field of the name is the session, counted from 1.

    Raises:
        BadInput: a file's name has not so many fields.
    """
    sessions = [_session(person, stem, field) for person, stem in zip(people, stems, strict=True)]
    first: dict[str, str] = {}
    for person, session in zip(people, sessions, strict=True):
        first[person] = min(session, first.get(person, session))
    return [session == first[person] for person, session in zip(people, sessions, strict=True)]


def _session(person: str, stem: str, field: int) -> str:
    fields = stem.split("_")
    if len(fields) < field:
        raise BadInput(
            f"The name of {person}/{stem} has {counted(len(fields), 'field')} between underscores;"
            f" its session was expected in field {field}."
        )
    return fields[field - 1]
