"""The evaluation as one HTML file that a building manager can read. One rule: nothing in it is fetched."""

from html import escape
from pathlib import Path
from string import Template

from door_access.evaluation.evaluation import ConfigurationFigures, Evaluation
from door_access.evaluation.open_set import Identification
from door_access.evaluation.report import plots, summary, tables, words
from door_access.evaluation.report.subject import Subject
from door_access.evaluation.report.tables import Table

PAGE = Path(__file__).with_name("report.html")
WANTED_FPIR = 3e-3
"""The door's default: three strangers of a thousand."""


def report(subject: Subject, evaluation: Evaluation) -> str:
    """Return the page's text."""
    door = evaluation.configurations[-1]
    found = (
        tables.verification(evaluation),
        tables.at_own_threshold(evaluation),
        tables.identification(evaluation),
    )
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        model=escape(subject.model_key),
        directory=escape(subject.directory),
        date=subject.on.isoformat(),
        answer="\n".join(_answer(evaluation)),
        distances=plots.distance_plot(door),
        distances_caption=escape(_distances_caption(door)),
        det=plots.det_plot(evaluation.configurations),
        tables="\n".join(_table(table) for table in found if table),
        legend=escape(summary.LEGEND),
        collection=_items(
            [*summary.collection(subject, evaluation), *summary.pairs_file(subject, evaluation.pairs)]
        ),
        notes=_items(summary.notes(evaluation)),
    )


def _answer(evaluation: Evaluation) -> list[str]:
    """Return what it means for a door, as paragraphs of HTML."""
    answer = [*_at_the_wanted_rate(evaluation), *_as_it_is(evaluation.configurations[-1])]
    return answer or ["<p>Too few photos or people to say what it means for a door.</p>"]


def _at_the_wanted_rate(evaluation: Evaluation) -> list[str]:
    basis = [one.configuration for one in evaluation.configurations]
    missed = {(one.people, one.configuration): _missed(one) for one in evaluation.identifications}
    rows = [
        (f"{people:,}", *(missed.get((people, at), words.NOT_MEASURED) for at in reversed(basis)))
        for people in dict.fromkeys(one.people for one in evaluation.identifications)
    ]
    if not rows:
        return []
    heading = ("People enrolled", *(words.at_the_door(at) for at in reversed(basis)))
    return [
        f"<p>Let the door be set so that <b>{WANTED_FPIR * 1000:.0f} of 1,000</b> strangers who try it pass "
        "for somebody enrolled. Then of 1,000 looks at enrolled people so many are not recognised, and the "
        "person is asked to look again:</p>",
        _table(Table(heading, tuple(rows))),
        '<p class="soft">In brackets: what other people of the same kind might have given. '
        "~: too few strangers were measured to know where the door should be set. "
        f"{words.NOT_MEASURED}: too few people or photos to measure it.</p>",
    ]


def _missed(found: Identification) -> str:
    at = {one.share: one for one in found.missed}.get(WANTED_FPIR)
    if at is None or at.missed is None:
        return words.NOT_MEASURED
    return f"{'~' if at.is_thin else ''}{words.of_thousand(at.missed)}"


def _as_it_is(door: ConfigurationFigures) -> list[str]:
    if door.at_own_threshold is None or door.at_own_threshold.missed is None:
        return []
    matched, missed = (
        words.of_million(door.at_own_threshold.matched),
        words.of_thousand(door.at_own_threshold.missed),
    )
    return [
        "<p>The model's own threshold is meant to match 100 of a million strangers compared one to one. "
        f"Here it matched <b>{matched}</b> of a million, and of 1,000 looks at the right person it missed "
        f"<b>{missed}</b> ({escape(words.at_the_door(door.configuration))}).</p>"
    ]


def _distances_caption(door: ConfigurationFigures) -> str:
    basis = words.at_the_door(door.configuration)
    return (
        f"How far a look lies from the enrolled face: of the same person, and of somebody else ({basis}). "
        "The less the two hills overlap, the better. The door takes everything left of its threshold for the "
        "same person; the dashed line is the model's threshold for one match in 10,000 comparisons with "
        "strangers."
    )


def _table(table: Table) -> str:
    heading = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.heading)
    rows = "\n".join(_row(row) for row in table.rows)
    return (
        f'<div class="wide"><table><thead><tr>{heading}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>'
    )


def _row(row: tuple[str, ...]) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _items(lines: list[str]) -> str:
    return "\n".join(f"<li>{escape(line)}</li>" for line in lines)
