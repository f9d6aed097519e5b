"""What ``log list`` and ``log export`` are asked for: options, and the filter that they make."""

import difflib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from door_access.bootstrap.site import Site
from door_access.desk.choice import chosen_doers, chosen_person
from door_access.domain.door.alarms import Notice
from door_access.domain.figures.reason_groups import MEMBERS, ReasonGroup
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.errors import BadInput
from door_access.ports import AccessLog, LogFilter, LogKind, Sought

Person = Annotated[str | None, typer.Option("--person", help="Only this person's rows.")]
OutcomeOption = Annotated[Outcome | None, typer.Option("--outcome", help="Only rows of this outcome.")]
KindOption = Annotated[
    LogKind | None,
    typer.Option("--kind", help="Only rows about: access (at the door), door, act (at the desk), system."),
]
Since = Annotated[str | None, typer.Option("--since", help="From this day on (YYYY-MM-DD, local time).")]
Until = Annotated[str | None, typer.Option("--until", help="Before this day (YYYY-MM-DD, local time).")]
ActOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reason",
        "--act",
        help="Only rows with this reason, such as no_match or rename, or of a group of reasons, such as"
        " not_recognised; may be repeated.",
    ),
]
Text = Annotated[
    str | None,
    typer.Option("--text", help="Only rows that tell of this text: in names, reasons, notes and changes."),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by", help="Only what this operator did, a user of the command line (user:NAME), or a place (desk)."
    ),
]
Object = Annotated[
    str | None,
    typer.Option(
        "--object",
        help="Only acts on this: a group, schedule, operator or person by name, an id, a settings section.",
    ),
]

Word = Reason | Act | Notice
MOST_PEOPLE = 50
"""Whose rows are looked for by a text in their names."""
_GROUPS = {group.value: group for group in ReasonGroup}
_WORDS: dict[str, Word] = {one.value: one for one in (*Reason, *Act, *Notice)}


def plain_filter(
    outcome: Outcome | None,
    since: str | None,
    until: str | None,
    kind: LogKind | None,
    acts: list[str] | None,
) -> LogFilter:
    """Return what needs nothing but the log to be understood; raises BadInput."""
    reasons = tuple(dict.fromkeys(word for text in acts or [] for word in _words(text)))
    return LogFilter(None, outcome, local_day(since), local_day(until), kind, reasons)


def filter_at(
    site: Site,
    wanted: LogFilter,
    *,
    person: str | None,
    by: str | None,
    thing: str | None,
    text: str | None = None,
) -> LogFilter:
    """Return what is wanted of this person, operator, thing and text alone, where they are named."""
    person_id = chosen_person(site.people, person, site.model.key).id if person else None
    doers = chosen_doers(site.operators_desk.operators(), by) if by else ()
    objects = _objects(site, thing) if thing else ()
    sought = _sought(site, text.strip()) if text and text.strip() else None
    return replace(wanted, person_id=person_id, by=doers, objects=objects, sought=sought)


def _sought(site: Site, text: str) -> Sought:
    """Return what is looked for; raises BadInput when too many people are called so."""
    alone = Sought(text)
    people = tuple(key for key, name in site.people.names().items() if alone.is_in(name))
    if len(people) > MOST_PEOPLE:
        raise BadInput(f"{len(people):,} people have {text!r} in their names: give more of one, or --person.")
    operators = tuple(one.id for one in site.operators_desk.operators() if alone.is_in(one.name))
    reasons = tuple(word for code, word in _WORDS.items() if alone.is_in(code.replace("_", " ")))
    return Sought(text, people, operators, reasons)


def searched_note(log: AccessLog, wanted: LogFilter) -> str:
    """Return how far back notes were looked through for a text; empty where all of them were."""
    since_utc = None if wanted.sought is None else log.notes_since(wanted)
    if since_utc is None:
        return ""
    when = since_utc.astimezone().isoformat(" ", "minutes")
    return (
        f"Notes were looked through back to {when}; older ones were not: name days with --since and --until."
    )


def _objects(site: Site, text: str) -> tuple[str, ...]:
    """Return the ids of whatever is called so today, and the text itself: things that are gone have an id."""
    named = [(one.id, getattr(one, "name", "")) for one in site.rules_desk.rules().parts]
    named += [(one.id, one.name) for one in site.operators_desk.operators()]
    named += list(site.people.names().items())
    wanted = text.strip().casefold()
    return (text.strip(), *(key for key, name in named if name.casefold() == wanted))


def _words(text: str) -> tuple[Word, ...]:
    """Return the reason, or those of the group; raises BadInput."""
    code = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if code in _GROUPS:
        return tuple(sorted(MEMBERS[_GROUPS[code]]))
    found = _WORDS.get(code)
    if found is None:
        like = difflib.get_close_matches(code, [*_WORDS, *_GROUPS], n=3) or [
            Act.RENAME,
            Act.BLOCK,
            Act.CHANGE_SETTINGS,
        ]
        raise BadInput(f"No row of the log has the reason {text!r}; there is {', '.join(like)}, say.")
    return (found,)


def local_day(text: str | None) -> datetime | None:
    """Return when a day begins here; None for none. Raises BadInput."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").astimezone().astimezone(UTC)
    except ValueError as error:
        raise BadInput(f"A day is written YYYY-MM-DD, got {text!r}.") from error
