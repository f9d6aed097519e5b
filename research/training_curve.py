"""What ``train --json`` said, as a Markdown table by epoch.

One rule: every figure is the document's own; nothing is measured here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

RATE, LAX_RATE = "fnmr_at_fmr_1e-3", "fnmr_at_fmr_1e-1"


def table(document: Mapping[str, Any]) -> str:
    """Return a row for the weights before training, one per epoch, and a mark on the one that was kept."""
    return "\n".join(_lines(document))


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    judge = "away from the teachers" if document["teachers"] else "FNMR at FMR 1e-1"
    yield f"| epoch | loss | active triplets | {judge} | FNMR at FMR 1e-3 (95 % interval) |"
    yield "|---|---|---|---|---|"
    yield f"| before | – | – | {_validation(document['before'])} |"
    for epoch in document["epochs"]:
        kept = ", kept" if epoch["epoch"] == document["best_epoch"] else ""
        share = f"{epoch['active_share']:.0%}".replace("%", " %")
        yield f"| {epoch['epoch']}{kept} | {epoch['loss']:.4f} | {share} | {_validation(epoch)} |"


def _validation(figures: Mapping[str, Any]) -> str:
    low, high = figures["interval"]
    away = figures["away_from_teachers"]
    judged = f"{figures[LAX_RATE]:.1%}" if away is None else f"{away:.4f}"
    return f"{judged} | {figures[RATE]:.2%} ({low:.1%} to {high:.1%})".replace("%", " %")
