"""``people consent`` and ``people reencode``: what people agree to, and what is kept because they do."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.people.erasure import Certificate, certify, erasure_line, erasure_record
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.counts import counted, counted_people
from door_access.desk.choice import chosen_person
from door_access.desk.papers.subject_record import consent_record as given_record
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.people import Erasure, Person
from door_access.errors import BadInput
from door_access.offline.reencoding import Reencoded, Reencoder

Name = Annotated[str, typer.Argument(help="Name or id of an enrolled person.")]
ERASED = {
    ConsentKind.FACE: "all that was measured of the face, and its pictures",
    ConsentKind.PICTURE: "every picture of the face",
}
WHAT = {ConsentKind.FACE: "that the face is measured", ConsentKind.PICTURE: "that pictures of it are kept"}


def consent(
    name: Name,
    agreed: Annotated[
        ConsentKind | None,
        typer.Option("--agreed", help="They agree to the site's words as they are now.", show_default=False),
    ] = None,
    withdraw: Annotated[
        ConsentKind | None,
        typer.Option(
            "--withdraw", help="They take it back; the face, or its pictures, are erased.", show_default=False
        ),
    ] = None,
    certificate: Certificate = None,
    even_if_shut_out: Annotated[
        bool, typer.Option("--even-if-shut-out", help="Also where they have no card or no PIN.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Show what a person has agreed to, note a new consent, or take one back."""
    if agreed and withdraw:
        raise BadInput("Either --agreed or --withdraw, not both at once.")
    if even_if_shut_out and withdraw is not ConsentKind.FACE:
        raise BadInput("--even-if-shut-out goes with '--withdraw face'.")
    erasure = None
    with site_of(data_dir) as site:
        person = chosen_person(site.people, name, site.model.key)
        if agreed:
            site.consents.give(person.id, agreed)
        if withdraw:
            erasure = site.consents.withdraw(person.id, withdraw, even_if_shut_out=even_if_shut_out)
            certify(site, erasure, f"{person.name}: {ERASED[withdraw]}", certificate)
        _say(site, person, withdraw, erasure, as_json=as_json)
    return 0


def _say(
    site: Site, person: Person, withdrawn: ConsentKind | None, erasure: Erasure | None, *, as_json: bool
) -> None:
    document = {"person_id": person.id, "person": person.name, **consent_record(site, person.id)}
    lines = list(consent_lines(person.name, document["consents"]))
    if withdrawn and erasure:
        document |= erasure_record(erasure)
        lines.append(erasure_line(f"{person.name}: {ERASED[withdrawn]}", erasure))
    say(document, lines, as_json=as_json)


def consent_record(site: Site, person_id: str) -> dict[str, Any]:
    """Return what somebody has agreed to, in JSON."""
    agreed = site.privacy_desk.agreed(person_id)
    return {
        "consent": agreed.words,
        "consent_at_utc": agreed.words_at_utc.isoformat(),
        "consents": [given_record(one) for one in agreed.consents],
        "pictures": agreed.pictures,
    }


def consent_lines(name: str, records: Sequence[dict[str, Any]]) -> Sequence[str]:
    """Return what somebody has agreed to, a line for each kind."""
    given = {record["kind"]: record for record in records}
    return [f"{name}: {WHAT[kind]}: {_standing(given.get(kind))}" for kind in ConsentKind]


def _standing(record: dict[str, Any] | None) -> str:
    if record is None:
        return "not agreed"
    version = record["version"]
    words = "in words of their own" if version is None else f"version {version}"
    taken_back = record["withdrawn_at_utc"]
    end = f", taken back on {taken_back[:10]}" if taken_back else ""
    return f"agreed on {record['given_at_utc'][:10]}, {words}{end}"


def reencode(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Measure faces anew with the model in use, from kept pictures; say who must come again."""
    from door_access.bootstrap.vision import make_encoder, make_reencoder  # noqa: PLC0415 — brings the network
    from door_access.offline.reencoding import reencode as measured_anew  # noqa: PLC0415

    with site_of(data_dir) as site:
        encoder = make_encoder(site.models, site.model, note)
        reencoder: Reencoder = make_reencoder(site.model, encoder)
        done = list(measured_anew(site.people, site.consents, reencoder, lambda _done, _all: None))
    document = {"model": reencoder.model_key, "people": [asdict(one) for one in done]}
    say(document, list(_reencoded_lines(done)), as_json=as_json)
    return 0 if all(one.templates for one in done) else 1


def _reencoded_lines(done: Sequence[Reencoded]) -> Sequence[str]:
    anew = [one for one in done if one.templates]
    again = [one for one in done if not one.templates]
    lines = [f"{one.name}: {counted(one.templates, 'template')} of kept pictures." for one in anew]
    lines += [f"{one.name} ({one.person_id}) must come again: {_why(one)}." for one in again]
    if not done:
        return ["Everybody whose face opens a door is enrolled with the model in use."]
    return [
        *lines,
        f"Measured anew: {counted_people(len(anew))}; to come again: {counted_people(len(again))}.",
    ]


def _why(one: Reencoded) -> str:
    return "no face is found in what is kept" if one.pictures else "no pictures are kept of them"
