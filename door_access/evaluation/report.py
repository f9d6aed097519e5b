"""The evaluation as one HTML file that a building manager can read. One rule: nothing in it is fetched."""

from html import escape
from pathlib import Path
from string import Template

from door_access.evaluation import plots, summary, tables, words
from door_access.evaluation.evaluation import ConfigurationFigures, Evaluation
from door_access.evaluation.open_set import Identification
from door_access.evaluation.subject import Subject
from door_access.evaluation.tables import Table

PAGE = Path(__file__).with_name("report.html")
WANTED_FPIR = 3e-3
"""The door's default: three strangers of a thousand."""


def report(subject: Subject, evaluation: Evaluation) -> str:
    """Return the page's text."""
    door = evaluation.configurations[-1]
    found = (
        tables.verification(evaluation),
        tables.at_card(evaluation),
        tables.identification(evaluation),
    )
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        model=escape(subject.model),
        directory=escape(subject.directory),
        date=subject.on.isoformat(),
        answer="\n".join(f"<p>{line}</p>" for line in _answer(evaluation)),
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
    """Return what it means for a door, in sentences of HTML."""
    door = evaluation.configurations[-1]
    searched = [one for one in evaluation.identifications if one.configuration == door.configuration]
    lines = [*filter(None, map(_searches, searched)), *_as_it_is(door)]
    if not lines:
        return ["Too few photos or people to say what it means for a door."]
    basis = escape(words.configuration(door.configuration))
    return [
        *lines,
        f'<span class="soft">Everybody is enrolled and looked at with {basis}. In brackets: what other '
        "people of the same kind might have given (95 % interval).</span>",
    ]


def _searches(found: Identification) -> str:
    at = {one.share: one for one in found.missed}.get(WANTED_FPIR)
    if at is None or at.missed is None:
        return ""
    return (
        f"With {found.people:,} people enrolled, and the door set so that "
        f"<b>{WANTED_FPIR * 1000:.0f} of 1,000</b> strangers would pass for one of them: of 1,000 looks at "
        f"enrolled people, <b>{words.of_thousand(at.missed)}</b> are not recognised, and the person is asked "
        "to look again."
    )


def _as_it_is(door: ConfigurationFigures) -> list[str]:
    if door.at_card is None or door.at_card.missed is None:
        return []
    matched, missed = words.of_million(door.at_card.matched), words.of_thousand(door.at_card.missed)
    return [
        "At the threshold that the model card gives for 100 matches in a million comparisons with strangers, "
        f"<b>{matched}</b> of a million matched here, and of 1,000 looks at the right person <b>{missed}</b> "
        "were not recognised."
    ]


def _distances_caption(door: ConfigurationFigures) -> str:
    basis = words.configuration(door.configuration)
    return (
        f"How far a look lies from the enrolled face ({basis}): of the same person, and of somebody else. "
        "The less the two hills overlap, the better. The door takes everything left of its threshold for the "
        "same person; the dashed line is the card's threshold for one match in 10,000 comparisons with "
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
