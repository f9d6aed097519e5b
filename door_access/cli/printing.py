"""What commands print: lines for people, JSON for scripts, progress and warnings on stderr."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from door_access.complaints import ENGLISH, Complaint
from door_access.domain.enrolment.names import twin_of


def say(document: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Print the JSON document, or the lines."""
    if as_json:
        print(as_line(document), flush=True)
        return
    for line in lines:
        print(line, flush=True)


def as_line(document: Mapping[str, Any]) -> str:
    """Return the document as one line of JSON, in ASCII, which every pipe and locale carries unharmed."""
    return json.dumps(document, allow_nan=False)


def note(sentence: str) -> None:
    """Tell the person at the terminal, not the script."""
    print(sentence, file=sys.stderr, flush=True)


def note_twin(name: str, enrolled: Iterable[str]) -> None:
    """Tell the person at the terminal whose name cannot be told apart from this one by eye."""
    twin = twin_of(name, enrolled)
    if twin is not None:
        note(ENGLISH[Complaint.NAME_TWIN].format(name=name, other=twin))


def rounded(number: float | None) -> float | None:
    """Return a distance with the six digits that mean something; None stays None."""
    return None if number is None else round(float(number), 6)


def words(code: str) -> str:
    """Return a reason's code for people."""
    return code.replace("_", " ")


def comparison(record: Mapping[str, Any]) -> str:
    """Return the distance and what it was held against, for people."""
    return f"distance {figure(record['distance'])}, threshold {figure(record['threshold'])}"


def figure(number: float | None) -> str:
    """Return a distance for people."""
    return "–" if number is None else f"{number:.3f}"
