"""The evaluation as lines for the terminal. One rule: what could not be measured is said."""

from door_access.counts import counted, counted_people
from door_access.evaluation.evaluation import Evaluation
from door_access.evaluation.pair_accuracy import PairAccuracy
from door_access.evaluation.report import tables, words
from door_access.evaluation.report.document import fmr_name
from door_access.evaluation.report.subject import Subject
from door_access.evaluation.report.tables import Table

LEGEND = (
    "In brackets: 95 % interval. ~: fewer than ten strangers stand behind the threshold. "
    f"{words.NOT_MEASURED}: too few people or photos to measure it."
)


def summary(subject: Subject, evaluation: Evaluation) -> list[str]:
    """Return the lines."""
    found = (
        tables.verification(evaluation),
        tables.at_own_threshold(evaluation),
        tables.identification(evaluation),
    )
    lines = [*collection(subject, evaluation), *pairs_file(subject, evaluation.pairs)]
    for table in filter(None, found):
        lines += ["", *table_lines(table)]
    return [*lines, "", LEGEND, *notes(evaluation)]


def collection(subject: Subject, evaluation: Evaluation) -> list[str]:
    """Return what was evaluated and how many photos gave no face."""
    people = len(evaluation.faces.names)
    lines = [
        f"{subject.directory}: {counted(subject.images, 'photo')} of {counted_people(people)};"
        f" model {subject.model_key}.",
        f"Failures to acquire: no face in {subject.count('no_face')}, unreadable "
        f"{subject.count('unreadable')}, not encoded {subject.count('not_encoded')}. "
        f"Several faces in {subject.several_faces}: the one nearest the picture's middle was taken.",
    ]
    if subject.session_field is not None:
        lines.append(
            f"Sessions stand in field {subject.session_field} of the file names: "
            "everybody's first one enrols, the later ones probe."
        )
    return lines


def pairs_file(subject: Subject, pairs: PairAccuracy | None) -> list[str]:
    """Return how many of the pairs were told right; nothing without a pairs file."""
    if not subject.pairs_file:
        return []
    if pairs is None:
        return [
            f"{subject.pairs_file}: too few pairs to choose a threshold without the pairs it is tested on."
        ]
    folds = "given folds" if pairs.are_given else "person-disjoint folds"
    lost = pairs.lost_same + pairs.lost_different
    return [
        f"{subject.pairs_file}: {words.between(pairs.value, pairs.low, pairs.high)} told right over "
        f"{pairs.folds} {folds}; {pairs.same:,} same and {pairs.different:,} different pairs weigh equally.",
        f"{lost} of the pairs have a photo without a face and count as 'different'; without them "
        f"{words.NOT_MEASURED if pairs.compared is None else words.percent(pairs.compared)}.",
    ]


def notes(evaluation: Evaluation) -> list[str]:
    """Return what the collection could not show."""
    found = []
    if not len(evaluation.single.comparisons.genuine):
        found.append("Nobody has two photos that can be compared: FNMR cannot be measured.")
    if evaluation.faces.has_failures:
        found.append(
            "Photos without a face count as missed where a row says so, and in searches once a probe has no "
            "frame with one; fused comparisons are of photos with a face."
        )
    for figures in evaluation.configurations:
        if figures.curve.left_out:
            rates = ", ".join(map(fmr_name, figures.curve.left_out))
            found.append(
                f"{words.configuration(figures.configuration)}: no curve point at FMR {rates}; fewer than "
                "ten impostor comparisons of ten different pairs of people lie below it."
            )
    return found


def table_lines(table: Table) -> list[str]:
    """Return the table in columns as wide as their widest cell."""
    rows = (table.heading, *table.rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
