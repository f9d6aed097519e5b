"""What commands print: lines for people, JSON for scripts, progress and warnings on stderr."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from door_access.complaints import ENGLISH, Complaint
from door_access.domain.enrolment.names import twin_of

_SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
_COMMANDS = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Control characters, and those that turn the direction of writing: a terminal would obey them."""
_HARMLESS = {code: _SHOWN_AS for code in _COMMANDS if chr(code) not in "\n\t"}


def harmless(text: str) -> str:
    """Return a text, which may be from anybody's file, as a terminal shows it and obeys nothing in it."""
    return text.replace("\r\n", "\n").translate(_HARMLESS)


def say(document: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Print the JSON document, or the lines."""
    if as_json:
        print(as_line(document), flush=True)
        return
    for line in lines:
        print(harmless(line), flush=True)


def as_line(document: Mapping[str, Any]) -> str:
    """Return the document as one line of JSON, in ASCII, which every pipe and locale carries unharmed."""
    return json.dumps(document, allow_nan=False)


def note(sentence: str) -> None:
    """Tell the person at the terminal, not the script."""
    print(harmless(sentence), file=sys.stderr, flush=True)


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
