"""``access explain``: may somebody enter, until when, and why."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site, door_mail, is_door_running
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import person_of, words_of
from door_access.cli.rules.options import Door
from door_access.cli.rules.times import instant_of
from door_access.cli.rules.week import week
from door_access.cli.site import site_of
from door_access.desk.rule_records import demand_record, moment_record, right_record
from door_access.desk.rule_words import RuleWords
from door_access.desk.rules_desk import Explained
from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.enrolment.people import Person
from door_access.domain.permissions.case import Prohibition
from door_access.domain.permissions.explanation import RightSeen, Standing
from door_access.domain.permissions.verdict import Granted

app = typer.Typer(pretty_exceptions_enable=False)
app.command("week")(week)

GRANTED, DENIED = 0, 1


@app.command("explain")
def explain(
    name: Annotated[str, typer.Argument(help="Name or id of an enrolled person.")],
    door: Door = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            help="18:00, or 2026-12-24T12:00, as the door's clock shows it; left out: now.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say whether somebody may enter, until when, and why: by every right and whatever prohibits it.

    Exits with 0 when they may and with 1 when they may not.
    """
    with site_of(data_dir) as site:
        person, known = person_of(site, name), site.rules_desk.door(door)
        at_utc = None if at is None else instant_of(at, known.zone, datetime.now(UTC))
        modes = _modes(site) if at_utc is None else None
        explained = site.rules_desk.explain(person.id, door_id=known.id, at_utc=at_utc, modes=modes)
        words = words_of(site, explained.rules, known.zone, people=[person.id])
        say(_document(explained, person, words), _lines(explained, person, words), as_json=as_json)
    return GRANTED if isinstance(explained.explanation.verdict, Granted) else DENIED


def _modes(site: Site) -> Modes | None:
    """Return what operators want of the running door at the moment."""
    status = door_mail(site).status() if is_door_running(site) else None
    if status is None or status.mode is not OperatingMode.LOCKDOWN:
        return None
    until_utc = datetime.fromisoformat(status.until_utc) if status.until_utc else None
    return Modes().asked(OperatingMode.LOCKDOWN, until_utc)


def _document(explained: Explained, person: Person, words: RuleWords) -> dict[str, Any]:
    verdict, zone = explained.explanation.verdict, explained.door.zone
    granted = verdict if isinstance(verdict, Granted) else None
    return {
        "granted": granted is not None,
        "reason": None if isinstance(verdict, Granted) else verdict.why,
        "right": granted.right.id if granted else None,
        "until": moment_record(verdict.until_utc, zone),
        "person": person.name,
        "person_id": person.id,
        "door": explained.door.id,
        "at": moment_record(explained.moment.at_utc, zone),
        "clock_in_doubt": explained.moment.is_in_doubt,
        "version": verdict.version,
        "demands": [demand_record(one) for one in granted.demands] if granted else [],
        "rights": [_seen_record(one, explained, words) for one in explained.explanation.rights],
        "prohibitions": [_prohibition_record(one, zone, words) for one in explained.explanation.prohibitions],
    }


def _seen_record(seen: RightSeen, explained: Explained, words: RuleWords) -> dict[str, Any]:
    return {
        **right_record(seen.right),
        "counts": seen.standing is Standing.COUNTS,
        "standing": seen.standing,
        "why": words.standing(seen, explained.moment.at_utc),
        "demand": None if seen.demand is None else demand_record(seen.demand),
        "until": moment_record(seen.until_utc, explained.door.zone),
        "holiday": None if seen.holiday is None else seen.holiday.name,
    }


def _prohibition_record(one: Prohibition, zone: tzinfo, words: RuleWords) -> dict[str, Any]:
    return {
        "reason": one.denial,
        "holds": one.spell.holds,
        "until": moment_record(one.spell.until_utc, zone),
        "why": words.prohibition(one),
    }


def _lines(explained: Explained, person: Person, words: RuleWords) -> Iterator[str]:
    told, at_utc = explained.explanation, explained.moment.at_utc
    verdict = words.verdict(told.verdict, person=person.id, door=explained.door.id, at_utc=at_utc)
    yield f"{'Granted' if isinstance(told.verdict, Granted) else 'Denied'}: {verdict}"
    for one in told.prohibitions:
        if one.spell.holds or one.spell.until_utc is not None:
            yield f"  {words.prohibition(one)}"
    for seen in told.rights:
        yield f"  {words.right(seen.right)} ({seen.right.id})"
        yield f"    {words.standing(seen, at_utc)}"
