"""``people change``, and what commands tell of people's dates, groups and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, known_part, person_of, words_of, zone_of_site
from door_access.cli.rules.times import NO_BOUND, with_bounds
from door_access.cli.site import site_of
from door_access.desk.rule_records import right_record, validity_record
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.permissions.rights import Group, OnePerson
from door_access.errors import BadInput

Name = Annotated[str, typer.Argument(help="Name or id of an enrolled person.")]
Department = Annotated[
    str | None, typer.Option("--department", help="Free text; empty takes it away.", show_default=False)
]
Notes = Annotated[
    str | None, typer.Option("--notes", help="Free text; empty takes it away.", show_default=False)
]
Host = Annotated[
    str | None,
    typer.Option("--host", help=f"Whom a visitor visits; {NO_BOUND}: nobody.", show_default=False),
]
ValidFrom = Annotated[
    str | None,
    typer.Option(
        "--valid-from", help=f"First day, or date and time; {NO_BOUND}: no such day.", show_default=False
    ),
]
ValidUntil = Annotated[
    str | None,
    typer.Option(
        "--valid-until",
        help=f"Last day, which is part of it, or date and time; {NO_BOUND}: no such day.",
        show_default=False,
    ),
]
OpensLonger = Annotated[
    bool | None,
    typer.Option("--opens-longer/--opens-as-usual", help="Whether the door stays open longer for them."),
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        help="Into this group, and into no other. Repeat it. Left out: those that take newcomers.",
        show_default=False,
    ),
]


def change(
    name: Name,
    department: Department = None,
    notes: Notes = None,
    host: Host = None,
    valid_from: ValidFrom = None,
    valid_until: ValidUntil = None,
    opens_longer: OpensLonger = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Change what is known of a person besides face, cards and PIN; what is left out stays as it is."""
    wanted = (department, notes, host, valid_from, valid_until, opens_longer)
    if all(one is None for one in wanted):
        raise BadInput(
            "Say what to change: --department, --notes, --host, --valid-from, --valid-until, --opens-longer"
            " or --opens-as-usual."
        )
    with site_of(data_dir) as site:
        person = person_of(site, name)
        before = site.rules_desk.profile(person.id)
        after = changed_profile(site, before, department, notes, host, valid_from, valid_until, opens_longer)
        site.rules_desk.set_profile(person.id, before, after)
        document = {"person": person.name, "person_id": person.id, **profile_record(site, person.id)}
        say(document, [person.name, *profile_lines(site, person.id)], as_json=as_json)
    return 0


def changed_profile(
    site: Site,
    before: Profile,
    department: str | None,
    notes: str | None,
    host: str | None,
    valid_from: str | None,
    valid_until: str | None,
    opens_longer: bool | None,
) -> Profile:
    """Return the profile with what was typed; None leaves a thing as it is. Raises BadInput."""
    return replace(
        before,
        validity=with_bounds(before.validity, valid_from, valid_until, zone_of_site(site)),
        opens_longer=before.opens_longer if opens_longer is None else opens_longer,
        department=before.department if department is None else department.strip(),
        notes=before.notes if notes is None else notes.strip(),
        host=before.host if host is None else _host(site, host),
    )


def new_profile(
    site: Site, department: str | None, host: str | None, valid_from: str | None, valid_until: str | None
) -> Profile:
    """Return the profile of somebody who is to be enrolled; raises BadInput."""
    return changed_profile(site, PLAIN, department, None, host, valid_from, valid_until, None)


def new_groups(site: Site, typed: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the ids of a newcomer's groups; None where none was typed. Raises BadInput."""
    if not typed:
        return None
    rules = site.rules_desk.rules()
    return tuple(dict.fromkeys(chosen_part(rules, Group, one).id for one in typed))


def profile_record(site: Site, person_id: str) -> dict[str, Any]:
    """Return all that rules and receptionists know of somebody."""
    desk, zone = site.rules_desk, zone_of_site(site)
    profile, rules = desk.profile(person_id), desk.rules()
    return {
        **validity_record(profile.validity, zone),
        "opens_longer": profile.opens_longer,
        "department": profile.department,
        "notes": profile.notes,
        "host": profile.host and site.people.name_of(profile.host),
        "host_id": profile.host,
        "groups": [
            {
                "id": one.group,
                "name": known_part(rules, Group, one.group).name,
                **validity_record(one.validity, zone),
            }
            for one in desk.memberships(person_id)
        ],
        "own_rights": [right_record(one) for one in rules.rights if one.whom == OnePerson(person_id)],
    }


def profile_lines(site: Site, person_id: str) -> Iterator[str]:
    """Yield what is known of somebody, and nothing of what is not."""
    desk = site.rules_desk
    profile, rules = desk.profile(person_id), desk.rules()
    words = words_of(site, rules, people=[profile.host] if profile.host else [])
    for one in desk.memberships(person_id):
        dates = words.validity(one.validity)
        yield f"  group: {known_part(rules, Group, one.group).name}" + (f", {dates}" if dates else "")
    yield from (f"  {words.right(one)}" for one in rules.rights if one.whom == OnePerson(person_id))
    told = {
        "valid": words.validity(profile.validity),
        "department": profile.department,
        "host": "" if profile.host is None else words.person(profile.host),
        "the door stays open longer": "yes" if profile.opens_longer else "",
        "notes": profile.notes,
    }
    yield from (f"  {what}: {text}" for what, text in told.items() if text)


def _host(site: Site, typed: str) -> str | None:
    return None if typed.strip().lower() == NO_BOUND else person_of(site, typed).id
