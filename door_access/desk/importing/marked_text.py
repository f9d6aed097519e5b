"""Text in cells that a spreadsheet must not calculate: marked by an apostrophe, and read again without it.

A cell that begins as a formula does is written with an apostrophe before it; so is what would be taken for
something else when it is read again: the word that takes a thing away, and text that looks as if it were
marked. Any other apostrophe stays as it is: 't Hooft is a name.
"""

from door_access.desk.export import FORMULA_STARTS

MARK = "'"
NONE = "none"
"""What a cell says that takes a thing away; an empty one leaves it as it is."""


TAKEN_AWAY = "\0"
"""What such a cell is read as, for ``none`` can be text as well: no cell holds this one."""


def marked(text: str) -> str:
    """Return the text as a cell."""
    return MARK + text if _needs_mark(text) else text


def unmarked(cell: str) -> str:
    """Return the text of a cell."""
    without = cell[len(MARK) :]
    return without if cell.startswith(MARK) and _needs_mark(without) else cell


def is_none(cell: str) -> bool:
    """Say whether the cell takes a thing away."""
    return cell.strip().casefold() == NONE


def _needs_mark(text: str) -> bool:
    bare = text.lstrip(MARK)
    return bare.startswith(FORMULA_STARTS) or is_none(bare)
