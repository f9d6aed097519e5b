"""What a cell of a table says, read as what this program writes there. Anything else names itself."""

from enum import StrEnum
from typing import TypeVar

Member = TypeVar("Member", bound=StrEnum)


class UnreadableCell(ValueError):
    """A stored value is none that this program writes; the transaction turns it into a StorageFault."""

    def __init__(self, cell: object, wanted: str) -> None:
        super().__init__(f"{cell!r} is not {wanted}")


def member_of(kind: type[Member], cell: object) -> Member:
    """Return the enumeration's member of this text; raises UnreadableCell."""
    try:
        return kind(str(cell))
    except ValueError as error:
        raise UnreadableCell(cell, f"one of {', '.join(kind)}") from error


def count_of(cell: object) -> int:
    """Return a whole number that is not negative; raises UnreadableCell."""
    if not isinstance(cell, int) or cell < 0:
        raise UnreadableCell(cell, "a count")
    return cell
