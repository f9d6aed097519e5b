"""``groups``: people who may enter alike, and who is in which group."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, person_of, taken_ids, words_of, zone_of_site
from door_access.cli.rules.options import From, NewName, Until
from door_access.cli.rules.times import with_bounds
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.part_ids import new_id
from door_access.desk.rule_records import right_record, validity_record
from door_access.desk.rules_desk import Member
from door_access.domain.permissions.rights import Group, Membership, MembersOf
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.validity import UNLIMITED
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

ChosenGroup = Annotated[str, typer.Argument(metavar="GROUP", help="Name or id of a group.")]
Person = Annotated[str, typer.Argument(metavar="NAME", help="Name or id of an enrolled person.")]


@app.command("list")
def list_groups(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the groups, and how many people and rights they have."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        _say(site, rules, rules.groups, as_json=as_json)
    return 0


@app.command("show")
def show(group: ChosenGroup, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Show a group: who is in it and for how long, and what they may."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        chosen = chosen_part(rules, Group, group)
        _say(site, rules, (chosen,), as_json=as_json, is_whole=True)
    return 0


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="How the group is to be called.")],
    newcomers: Annotated[bool, typer.Option("--newcomers", help="Whoever is enrolled joins it.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Add a group; nobody is in it yet, and it may do nothing before it has a right."""
    with site_of(data_dir) as site:
        before = site.rules_desk.rules()
        group = Group(new_id(name, taken_ids(before, Group), otherwise="group"), name.strip(), newcomers)
        _say(site, site.rules_desk.put(None, group), (group,), as_json=as_json)
    return 0


@app.command("change")
def change(
    group: ChosenGroup,
    name: NewName = None,
    newcomers: Annotated[
        bool | None,
        typer.Option("--newcomers/--no-newcomers", help="Whether whoever is enrolled joins it."),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give a group another name, or say whether newcomers join it."""
    if name is None and newcomers is None:
        raise BadInput("Say what to change: --name, --newcomers or --no-newcomers.")
    with site_of(data_dir) as site:
        before = chosen_part(site.rules_desk.rules(), Group, group)
        after = replace(
            before,
            name=before.name if name is None else name.strip(),
            takes_newcomers=before.takes_newcomers if newcomers is None else newcomers,
        )
        _say(site, site.rules_desk.put(before, after), (after,), as_json=as_json)
    return 0


@app.command("remove")
def remove(group: ChosenGroup, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Remove a group that nobody is in and that no right and no plan names."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        gone = chosen_part(rules, Group, group)
        record = _record(rules, gone, site.profiles.member_counts())
        site.rules_desk.put(gone, None)
    say({"groups": [record]}, [f"The group {gone.name} is gone."], as_json=as_json)
    return 0


@app.command("join")
def join(
    group: ChosenGroup,
    name: Person,
    begins: From = None,
    ends: Until = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Make somebody a member of a group, for good or between two dates; a member gets these dates."""
    with site_of(data_dir) as site:
        chosen, person = chosen_part(site.rules_desk.rules(), Group, group), person_of(site, name)
        validity = with_bounds(UNLIMITED, begins, ends, zone_of_site(site))
        site.rules_desk.set_membership(person.id, Membership(chosen.id, validity))
        _say(site, site.rules_desk.rules(), (chosen,), as_json=as_json, is_whole=True)
    return 0


@app.command("leave")
def leave(group: ChosenGroup, name: Person, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Take somebody out of a group."""
    with site_of(data_dir) as site:
        chosen, person = chosen_part(site.rules_desk.rules(), Group, group), person_of(site, name)
        if all(one.group != chosen.id for one in site.rules_desk.memberships(person.id)):
            raise BadInput(f"{person.name} is not in the group {chosen.name}.")
        site.rules_desk.end_membership(person.id, chosen.id)
        _say(site, site.rules_desk.rules(), (chosen,), as_json=as_json, is_whole=True)
    return 0


def _say(
    site: Site, rules: Rules, groups: tuple[Group, ...], *, as_json: bool, is_whole: bool = False
) -> None:
    members = site.profiles.member_counts()
    records = [_record(rules, group, members) for group in groups]
    if is_whole:
        records = [one | {"people": _people(site, one["id"])} for one in records]
    if as_json or not is_whole:
        lines = map(_line, records)
        say({"groups": records}, list(lines) or ["There are no groups."], as_json=as_json)
        return
    for group, record in zip(groups, records, strict=True):
        say({}, [_line(record), *_details(site, rules, group)], as_json=False)


def _record(rules: Rules, group: Group, members: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "takes_newcomers": group.takes_newcomers,
        "members": members.get(group.id, 0),
        "rights": [right_record(one) for one in rules.rights if one.whom == MembersOf(group.id)],
    }


def _people(site: Site, group_id: str) -> list[dict[str, Any]]:
    """Return who is in the group, by name: everybody's is read for it, so no list of groups does this."""
    zone = zone_of_site(site)
    return [
        {"person": one.name, "person_id": one.person_id, **validity_record(one.validity, zone)}
        for one in site.rules_desk.members(group_id)
    ]


def _line(record: dict[str, Any]) -> str:
    newcomers = ", takes newcomers" if record["takes_newcomers"] else ""
    members, rights = counted(record["members"], "member"), counted(len(record["rights"]), "right")
    return f"{record['name']} ({record['id']}): {members}, {rights}{newcomers}"


def _details(site: Site, rules: Rules, group: Group) -> Iterator[str]:
    words = words_of(site, rules)
    for held in rules.held_by_group(group.id):
        yield f"  {words.right(held.right)}"
    for member in site.rules_desk.members(group.id):
        yield f"  {_member_line(member, words.validity(member.validity))}"


def _member_line(member: Member, dates: str) -> str:
    return f"{member.name} ({member.person_id})" + (f", {dates}" if dates else "")
