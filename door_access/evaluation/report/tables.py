"""The figures as tables, for the terminal and the report alike. One rule: no rate without its interval."""

from dataclasses import dataclass

from door_access.counts import counted, counted_people
from door_access.domain.matching.calibration import LAXEST_FMR
from door_access.evaluation.evaluation import FMRS, Evaluation
from door_access.evaluation.open_set import FPIRS
from door_access.evaluation.rates import ErrorAt
from door_access.evaluation.report import words
from door_access.evaluation.report.document import fmr_name, fpir_name


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text below a heading; the first column names the row."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def verification(evaluation: Evaluation) -> Table:
    """Return the share of right people missed, per comparison."""
    single = evaluation.single
    genuine = single.comparisons.genuine
    rows = [
        (f"single photos, all {counted(len(genuine), 'pair')}", *_cells(FMRS, single.missed)),
        ("… photos without a face as missed", *_cells(FMRS, evaluation.with_failures)),
        (
            f"… one pair of each of {counted_people(genuine.people)}",
            *_cells(FMRS, evaluation.one_pair),
        ),
    ]
    for figures in evaluation.configurations[1:]:
        people = figures.comparisons.genuine.people
        label = f"{words.configuration(figures.configuration)}, {counted_people(people)}"
        rows.append((label, *_cells(FMRS, figures.missed)))
    return Table(("FNMR at FMR", *map(fmr_name, FMRS)), tuple(rows))


def at_own_threshold(evaluation: Evaluation) -> Table | None:
    """Return what the model's own thresholds give here; None for a model without curves."""
    rows = [
        (
            words.configuration(figures.configuration),
            f"{figures.at_own_threshold.threshold:.4f}",
            words.rate(figures.at_own_threshold.matched),
            words.rate(figures.at_own_threshold.missed),
        )
        for figures in evaluation.configurations
        if figures.at_own_threshold
    ]
    heading = (f"Model's threshold for FMR {fmr_name(LAXEST_FMR)}", "distance", "FMR here", "FNMR here")
    return Table(heading, tuple(rows)) if rows else None


def identification(evaluation: Evaluation) -> Table | None:
    """Return the share of enrolled people's searches missed; None when galleries could not be made."""
    rows = [
        (
            f"{counted_people(one.people)}, {words.configuration(one.configuration)}",
            *_cells(FPIRS, one.missed),
        )
        for one in evaluation.identifications
    ]
    return Table(("FNIR at FPIR", *map(fpir_name, FPIRS)), tuple(rows)) if rows else None


def _cells(shares: tuple[float, ...], errors: tuple[ErrorAt, ...]) -> tuple[str, ...]:
    found = {one.share: one for one in errors}
    return tuple(words.error(found.get(share)) for share in shares)
