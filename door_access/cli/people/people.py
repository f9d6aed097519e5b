"""``people``: who is enrolled, and what happens to them."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.atomic_file import written_whole
from door_access.bootstrap.site import Site
from door_access.cli.options import AllowLookalike, Consent, DataDir, Json
from door_access.cli.people import people_csv, people_entry, people_profile
from door_access.cli.people.cards import card_record
from door_access.cli.people.erasure import erasure_line, erasure_record
from door_access.cli.photos.cache import documents
from door_access.cli.printing import as_line, note, note_twin, say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.choice import chosen_person
from door_access.desk.export import row_of
from door_access.desk.importing.encodings import Encoding
from door_access.desk.importing.preview import Choices
from door_access.desk.importing.typed_cells import DateOrder
from door_access.domain.enrolment.people import Person, StoredTemplate
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.drift import Drift, drifts
from door_access.errors import BadInput
from door_access.ports import LogFilter

app = typer.Typer(pretty_exceptions_enable=False)
app.command("pin")(people_entry.pin)
app.command("entry")(people_entry.entry)
app.command("change")(people_profile.change)

DRIFT_WORDS = {
    Drift.NEAR_LIMIT: "enrol anew: let in only just",
    Drift.FARTHER: "enrol anew: the face has changed",
}

CACHED = (
    "Computed of photos in folders, whoever they show, by photo and not by person;"
    " all of it is deleted as soon as anybody is removed."
)

Name = Annotated[str, typer.Argument(help="Name or id of an enrolled person.")]


def _record(person: Person, drift: Drift | None = None) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "templates": person.templates,
        "weak": person.is_weak,
        "reenrol": drift is not None,
        "reenrol_reason": drift,
        "blocked": person.is_blocked,
        "enrolled_at_utc": person.enrolled_at_utc.isoformat(),
        "external_id": person.external_id,
        "entry": person.entry,
        "cards": person.cards,
        "has_pin": person.has_pin,
        "erased_from_utc": person.erased_from_utc and person.erased_from_utc.isoformat(),
    }


def _lines(people: tuple[Person, ...], drifting: dict[str, Drift]) -> list[str]:
    width = max((len(person.name) for person in people), default=0)
    return [_line(person, width, drifting.get(person.id)) for person in people] or ["Nobody is enrolled."]


def _line(person: Person, width: int, drift: Drift | None) -> str:
    said = {
        "weak": person.is_weak,
        "blocked": person.is_blocked,
        "being removed": person.erased_from_utc is not None,
    }
    marks = [word for word, is_set in said.items() if is_set]
    marks += [DRIFT_WORDS[drift]] if drift else []
    marks += [person.entry] if person.entry is not EntryRule.AS_DOOR else []
    templates = f"{counted(person.templates, 'template'):>13}"
    return f"{person.id}  {person.name:<{width}}  {templates}  {', '.join(marks)}".rstrip()


def _say(site: Site, people: tuple[Person, ...], *, as_json: bool) -> None:
    drifting = drifts(site.log.grant_histories(site.model.key, [person.id for person in people]))
    records = [_record(person, drifting.get(person.id)) for person in people]
    say({"people": records}, _lines(people, drifting), as_json=as_json)


@app.command("list")
def list_people(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List everybody by name."""
    with site_of(data_dir) as site:
        _say(site, site.people.people(site.model.key), as_json=as_json)
    return 0


@app.command("show")
def show(name: Name, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Show one person, with their groups and dates, and what is known of them."""
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        drifting = drifts(site.log.grant_histories(site.model.key, [person.id]))
        record = _record(person, drifting.get(person.id)) | people_profile.profile_record(site, person.id)
        lines = [*_lines((person,), drifting), *people_profile.profile_lines(site, person.id)]
        say({"people": [record]}, lines, as_json=as_json)
    return 0


@app.command("rename")
def rename(
    name: Name,
    new_name: Annotated[str, typer.Argument(help="The name from now on.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give a person another name."""
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        site.people.rename(person.id, new_name)
        note_twin(new_name, site.people.names().values())
        _say(site, (chosen_person(site.people, person.id, site.model.key),), as_json=as_json)
    return 0


@app.command("block")
def block(name: Name, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Deny a person from now on; they stay enrolled and are recognised as blocked."""
    return _set_blocked(name, data_dir, is_blocked=True, as_json=as_json)


@app.command("unblock")
def unblock(name: Name, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Let a blocked person in again."""
    return _set_blocked(name, data_dir, is_blocked=False, as_json=as_json)


def _set_blocked(name: str, data_dir: Path | None, *, is_blocked: bool, as_json: bool) -> int:
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        site.people.set_blocked(person.id, is_blocked)
        _say(site, (chosen_person(site.people, person.id, site.model.key),), as_json=as_json)
    return 0


@app.command("remove")
def remove(name: Name, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Erase a person, their templates, and what the access log tells of them; its chain stays whole."""
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        erasure = site.people.remove(person.id)
    document = {"people": [_record(person)], **erasure_record(erasure)}
    say(document, [erasure_line(f"{person.name} ({person.id})", erasure)], as_json=as_json)
    return 0


@app.command("export")
def export(
    name: Annotated[str, typer.Argument(help="Name or id of an enrolled person.", show_default=False)] = "",
    out: Annotated[Path | None, typer.Option("--out", help="A .json file instead of the screen.")] = None,
    everybody: Annotated[
        Path | None,
        typer.Option("--all", help="Write everybody into this CSV file instead.", show_default=False),
    ] = None,
    cards: Annotated[
        bool,
        typer.Option("--cards", help="With --all: also the cards' numbers, of which copies can be made."),
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give out all that is stored about one person, in answer to a request for it; or a list of everybody."""
    if (everybody is None) == (not name) or (cards and everybody is None):
        raise BadInput("Give a name, or --all FILE.csv, with --cards if their numbers are wanted.")
    if everybody is not None:
        with site_of(data_dir) as site:
            return people_csv.export_file(site, everybody, with_cards=cards, as_json=as_json)
    with site_of(data_dir) as site:
        document = _all_about(site, chosen_person(site.people, name, site.model.key))
    text = as_line(document) if as_json else json.dumps(document, ensure_ascii=False, indent=2)
    if out is None:
        print(text)
        return 0
    with written_whole(out) as file:
        file.write(text + "\n")
    note(f"Written to {out}.")
    return 0


def _all_about(site: Site, person: Person) -> dict[str, Any]:
    consent, consent_at_utc = site.people.consent_of(person.id)
    rows = site.log.oldest_first(LogFilter(person_id=person.id))
    return {
        **_record(person),
        **people_profile.profile_record(site, person.id),
        "consent": consent,
        "consent_at_utc": consent_at_utc.isoformat(),
        "template_list": [_template_record(one) for one in site.people.templates_of(person.id)],
        "card_list": [card_record(site, card) for card in site.credentials.cards_of(person.id)],
        "cached": {"what": CACHED, "kinds": documents(site.face_cache.held())},
        "has_duress_pin": site.credentials.has_duress_pin(person.id),
        "events": [row_of(row, tells_duress=True) for row in rows],
    }


def _template_record(template: StoredTemplate) -> dict[str, Any]:
    return {
        "model": template.model_key,
        "created_at_utc": template.created_at_utc.isoformat(),
        "quality": asdict(template.quality),
        "pose": template.pose,
        "glasses": template.has_glasses,
    }


@app.command("import")
def import_people(
    source: Annotated[Path, typer.Argument(help="A CSV file; or one folder per person, or flat NAME.jpg.")],
    consent: Consent = "",
    allow_lookalike: AllowLookalike = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would happen, and do nothing.")
    ] = False,
    wrong_to: Annotated[
        Path | None,
        typer.Option(
            "--wrong-to", help="Leave out the wrong rows of a file, and write them here.", show_default=False
        ),
    ] = None,
    encoding: Annotated[
        Encoding | None, typer.Option("--encoding", help="How a file is written.", show_default=False)
    ] = None,
    separator: Annotated[
        str | None,
        typer.Option("--separator", help="What stands between cells: , ; or tab.", show_default=False),
    ] = None,
    dates: Annotated[
        DateOrder | None, typer.Option("--dates", help="How 03/04/2026 is meant.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Enrol or change everybody of a file, all or none; or everybody whose photos lie in a folder."""
    if source.is_dir() and not preview:
        return _import_folder(source, consent, data_dir, allow_lookalike=allow_lookalike, as_json=as_json)
    choices = Choices(encoding, people_csv.separator_of(separator), dates, consent)
    with site_of(data_dir) as site:
        return people_csv.import_file(
            site, source, choices, is_preview=preview, wrong_file=wrong_to, as_json=as_json
        )


def _import_folder(
    folder: Path, consent: str, data_dir: Path | None, *, allow_lookalike: bool, as_json: bool
) -> int:
    if not consent.strip():
        raise BadInput("Importing people needs --consent with the words of their agreement.")
    from door_access.cli.people.people_import import imported_people  # noqa: PLC0415 — brings what looks at photos

    with site_of(data_dir) as site:
        imported = imported_people(site, folder, consent.strip(), allow_lookalike=allow_lookalike)
        known = site.people.people(site.model.key)
    ids = {one.person_id for one in imported}
    document = {
        "people": [_record(p) for p in known if p.id in ids],
        "imported": [asdict(one) for one in imported],
    }
    say(document, [f"{one.name}: {one.outcome}" for one in imported], as_json=as_json)
    return 0 if all(one.person_id for one in imported) else 1
