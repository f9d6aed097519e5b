"""Ids of new parts of the rules: made of names, so that people can read and type them, and never changed."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_ID = 40
"""Characters; longer names are cut, for ids are typed."""
_NOT_TYPED = re.compile(r"[^a-z0-9]+")


def new_id(name: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return an id like the name that no other part of the kind has.

    Args:
        otherwise: what to make it of where the name has no letter that every keyboard has.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    first = _NOT_TYPED.sub("-", plain).strip("-")[:LONGEST_ID].rstrip("-") or otherwise
    found, number = first, 1
    while found in taken:
        number += 1
        found = f"{first}-{number}"
    return found
