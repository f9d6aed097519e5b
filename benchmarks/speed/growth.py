"""How a figure grows: the same thing at several sizes, each beside the size before it."""

from collections.abc import Mapping

from benchmarks.report import Row


def grown(what: str, figures: Mapping[int, float], *, of: str, unit: str, note: str) -> list[Row]:
    """Return a row for each size, in the order given; ``of`` names what there are so many of."""
    rows: list[Row] = []
    before: tuple[int, float] | None = None
    for size, figure in figures.items():
        beside = "" if before is None else f"{figure / before[1]:.2f}× that of {before[0]:,}"
        rows.append(Row(f"{what}, {size:,} {of}", figure, unit, beside, note))
        before = size, figure
    return rows
