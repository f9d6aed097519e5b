"""``people``: who is enrolled, and what happens to them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import Agreed, AllowLookalike, Consent, DataDir, Json, KeepPicture
from door_access.cli.people import people_consent, people_csv, people_entry, people_profile
from door_access.cli.people.agreement import words_of_consent
from door_access.cli.people.erasure import Certificate, certify, erasure_line, erasure_record
from door_access.cli.printing import as_line, note, note_twin, say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.choice import chosen_person
from door_access.desk.chosen_files import write_text
from door_access.desk.importing.encodings import Encoding
from door_access.desk.importing.preview import Choices
from door_access.desk.importing.typed_cells import DateOrder
from door_access.desk.papers.files import subject_json
from door_access.desk.papers.subject_record import person_record, subject_record
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.drift import Drift, drifts
from door_access.domain.operators.acts import Act
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)
app.command("pin")(people_entry.pin)
app.command("entry")(people_entry.entry)
app.command("change")(people_profile.change)
app.command("consent")(people_consent.consent)
app.command("reencode")(people_consent.reencode)

DRIFT_WORDS = {
    Drift.NEAR_LIMIT: "enrol anew: let in only just",
    Drift.FARTHER: "enrol anew: the face has changed",
}

Name = Annotated[str, typer.Argument(help="Name or id of an enrolled person.")]


def _record(person: Person, drift: Drift | None = None) -> dict[str, Any]:
    return person_record(person) | {"reenrol": drift is not None, "reenrol_reason": drift}


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
def remove(
    name: Name,
    certificate: Certificate = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Erase a person, their templates, and what the access log tells of them; its chain stays whole."""
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        erasure = site.people.remove(person.id)
        certify(site, erasure, person.name, certificate)
    document = {"people": [_record(person)], **erasure_record(erasure)}
    say(document, [erasure_line(f"{person.name} ({person.id})", erasure)], as_json=as_json)
    return 0


@app.command("export")
def export(
    name: Annotated[str, typer.Argument(help="Name or id of an enrolled person.", show_default=False)] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A folder for a page and JSON, or a .json file, instead of the screen."),
    ] = None,
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
        person = chosen_person(site.people, name, site.model.key)
        if out is not None and out.suffix != ".json":
            for path in site.privacy_desk.export_subject(person.id, out):
                note(f"Written to {path}.")
            return 0
        subject = site.subjects.about(person.id)
        site.acts.record(Act.EXPORT_PERSON, person_id=person.id, object_id=person.id)
    if out is not None:
        write_text(subject_json(subject), out)
        note(f"Written to {out}.")
        return 0
    print(as_line(subject_record(subject)) if as_json else subject_json(subject).rstrip())
    return 0


@app.command("import")
def import_people(
    source: Annotated[Path, typer.Argument(help="A CSV file; or one folder per person, or flat NAME.jpg.")],
    consent: Consent = "",
    agreed: Agreed = False,
    keep_picture: KeepPicture = False,
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
        return _import_folder(
            source,
            consent,
            data_dir,
            agreed=agreed,
            keep_picture=keep_picture,
            allow_lookalike=allow_lookalike,
            as_json=as_json,
        )
    if keep_picture or allow_lookalike:
        raise BadInput("--keep-picture and --allow-lookalike are for folders of photos, without --preview.")
    with site_of(data_dir) as site:
        words = words_of_consent(site, consent, agreed=agreed)
        choices = Choices(encoding, people_csv.separator_of(separator), dates, words)
        return people_csv.import_file(
            site, source, choices, is_preview=preview, wrong_file=wrong_to, as_json=as_json
        )


def _import_folder(
    folder: Path,
    consent: str,
    data_dir: Path | None,
    *,
    agreed: bool,
    keep_picture: bool,
    allow_lookalike: bool,
    as_json: bool,
) -> int:
    if not (consent.strip() or agreed):
        raise BadInput("Importing people needs --consent with the words of their agreement, or --agreed.")
    from door_access.cli.people.people_import import imported_people  # noqa: PLC0415 — brings what looks at photos

    with site_of(data_dir) as site:
        imported = imported_people(
            site,
            folder,
            words_of_consent(site, consent, agreed=agreed),
            allow_lookalike=allow_lookalike,
            keeps_picture=keep_picture,
        )
        known = site.people.people(site.model.key)
    ids = {one.person_id for one in imported}
    document = {
        "people": [_record(p) for p in known if p.id in ids],
        "imported": [asdict(one) for one in imported],
    }
    say(document, [f"{one.name}: {one.outcome}" for one in imported], as_json=as_json)
    return 0 if all(one.person_id for one in imported) else 1
