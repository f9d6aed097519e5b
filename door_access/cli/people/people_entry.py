"""``people pin`` and ``people entry``: the second factor, and what a person must show. No PIN is printed."""

from functools import partial
from typing import Annotated

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.people.erasure import erasure_line, erasure_record
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.cli.typed_pin import typed_pin
from door_access.counts import counted
from door_access.desk.choice import chosen_person
from door_access.domain.enrolment.people import Erasure, Person
from door_access.domain.entry.credentials import EntryRule, new_pin
from door_access.domain.entry.duress import new_duress_pin
from door_access.errors import BadInput

Name = Annotated[str, typer.Argument(help="Name or id of an enrolled person.")]


def pin(
    name: Name,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read the PIN from standard input, once.")] = False,
    duress: Annotated[
        bool,
        typer.Option("--duress", help="Then ask for a PIN under threat: it opens, and calls for help."),
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Forget the PIN and the one under threat.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Set a person's PIN, 4 to 8 digits; it is asked for twice and not shown.

    A new PIN forgets the one under threat that was there before.
    """
    if remove and (stdin or duress):
        raise BadInput("Give either a new PIN, with --stdin or --duress, or --remove.")
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        had_duress = site.credentials.has_duress_pin(person.id)
        pins = (None, None) if remove else _typed(is_piped=stdin, asks_duress=duress)
        site.credentials.set_pin(person.id, *pins)
        if had_duress and not (duress or remove):
            note("The PIN under threat is forgotten with the old PIN; --duress sets both.")
        if duress and not site.settings.is_duress_heard:
            note("Nobody hears of it yet: config.toml names neither an MQTT broker nor a webhook.")
        done = "has no PIN any more" if remove else "has a new PIN"
        also = " and one for when they are threatened" if duress else ""
        _say(site, person, f"{person.name} {done}{also}.", as_json=as_json)
    return 0


def _typed(*, is_piped: bool, asks_duress: bool) -> tuple[str, str | None]:
    """Return a new PIN, and one under threat where that is asked for."""
    chosen = typed_pin(new_pin, is_piped=is_piped)
    if not asks_duress:
        return chosen, None
    checked = partial(new_duress_pin, pin=chosen)
    return chosen, typed_pin(checked, is_piped=is_piped, what="PIN under threat")


def entry(
    name: Name,
    rule: Annotated[EntryRule, typer.Argument(help="What the person must show.")],
    erase_face: Annotated[
        bool, typer.Option("--erase-face", help="With card+pin or pass: erase the face templates, too.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say what a person must show.

    as_door, card+face (card always required), card+pin or pass (no face at all).
    """
    if erase_face and rule.takes_face:
        others = f"{EntryRule.CARD_PIN} and {EntryRule.PASS}"
        raise BadInput(f"--erase-face goes with {others} only: {rule} takes a face.")
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        site.credentials.set_entry_rule(person.id, rule)
        erasure = site.people.erase_templates(person.id) if erase_face else None
        person = chosen_person(site.people, person.id, site.model.key)
        _warn(person)
        _say(site, person, f"{person.name} enters by {rule}.", as_json=as_json, erasure=erasure)
    return 0


def _warn(person: Person) -> None:
    needs_card = person.entry not in (EntryRule.AS_DOOR, EntryRule.PASS)
    if needs_card and not person.cards:
        note(f"{person.name} has no card yet: 'cards add' gives one.")
    if person.entry is EntryRule.CARD_PIN and not person.has_pin:
        note(f"{person.name} has no PIN yet: 'people pin' sets one.")
    if not person.entry.takes_face and person.templates:
        stored = counted(person.templates, "face template is", "face templates are")
        note(f"{stored} still stored; --erase-face erases the face.")


def _say(site: Site, person: Person, line: str, *, as_json: bool, erasure: Erasure | None = None) -> None:
    now = chosen_person(site.people, person.id, site.model.key)
    document = {"person": now.name, "person_id": now.id, "entry": now.entry, "has_pin": now.has_pin}
    if erasure is None:
        say(document, [line], as_json=as_json)
        return
    lines = [line, erasure_line(f"The face of {now.name}", erasure)]
    say(document | erasure_record(erasure), lines, as_json=as_json)
