"""``identify`` and ``verify``: the door's questions, asked of a photo; nothing opens."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap.decision import make_point
from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import comparison, note, rounded, say, words
from door_access.cli.site import site_of
from door_access.desk.choice import Claim, chosen_person, claim_of_card
from door_access.domain.enrolment.people import Person
from door_access.domain.faces.faces import FaceSample
from door_access.domain.matching.access import AccessDecision, AccessPolicy, Reason
from door_access.errors import BadInput
from door_access.offline.identification import Verified, identified, verified

Image = Annotated[Path, typer.Argument(help="A photo.")]


def identify(image: Image, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Say who is on a photo; everybody in it is searched among the enrolled people."""
    with site_of(data_dir) as site:
        reader = make_photo_reader(site.settings, site.model)
        samples = reader.upright(image, note)
        faces = _identified(site, samples) if samples else []
    lines = [_line(face) for face in faces] or [f"{image}: there is no face."]
    say({"faces": faces}, lines, as_json=as_json)
    return 0 if any(face["person"] for face in faces) else 1


def _identified(site: Site, samples: tuple[FaceSample, ...]) -> list[dict[str, Any]]:
    encoder = make_encoder(site.models, site.model, note)
    gallery = site.people.gallery(encoder.model_key)
    policy = AccessPolicy(make_point(site.settings, site.model, looks=1))
    decisions, names = identified(samples, encoder, gallery, policy), site.people.names()
    return [_face(sample, made, names) for sample, made in zip(samples, decisions, strict=True)]


def _face(sample: FaceSample, decision: AccessDecision, names: dict[str, str]) -> dict[str, Any]:
    person_id = decision.person_id if decision.is_granted else None
    box = sample.face.box
    return {
        "box": [round(edge) for edge in (box.left, box.top, box.right, box.bottom)],
        "person": names.get(person_id) if person_id else None,
        "person_id": person_id,
        "distance": rounded(decision.distance),
        "threshold": rounded(decision.threshold),
        "second": rounded(decision.second_distance),
        "reason": decision.reason,
        "liveness": None,
    }


def _line(face: dict[str, Any]) -> str:
    who = face["person"] or "nobody known"
    return f"{who} at {face['box']} ({words(face['reason'])}; {comparison(face)})"


def verify(
    words_given: Annotated[
        list[str], typer.Argument(metavar="[NAME] IMAGE", help="Name or id, unless --card is given; a photo.")
    ],
    card: Annotated[
        str | None, typer.Option("--card", help="Instead of a name: the number of the card that was shown.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say whether a photo shows the person it is claimed to show: the one named, or the card's holder."""
    expected = 2 if card is None else 1
    if len(words_given) != expected:
        raise BadInput("'verify' takes NAME and IMAGE, or --card NUMBER and IMAGE.")
    with site_of(data_dir) as site:
        document = _verified(site, _claim(site, words_given[0], card), Path(words_given[-1]))
    line = f"{document['person'] or 'Nobody'}: {words(document['reason'])} ({comparison(document)})"
    say(document, [line], as_json=as_json)
    return 0 if document["match"] else 1


def _claim(site: Site, name: str, card: str | None) -> Claim:
    def find_person(name_or_id: str) -> Person:
        return chosen_person(site.people, name_or_id, site.model.key)

    if card is None:
        return Claim(find_person(name), None, Reason.NO_MATCH)
    return claim_of_card(site.credentials, card, find_person)


def _verified(site: Site, claim: Claim, image: Path) -> dict[str, Any]:
    person = claim.person
    if person is None or claim.refusal is not None:
        found = Verified(False, claim.refusal)
    else:
        found = _compared(site, person, image, otherwise=claim.otherwise)
    comparison = found.comparison
    return {
        "match": found.is_match,
        "distance": rounded(comparison.distance) if comparison else None,
        "threshold": rounded(comparison.threshold) if comparison else None,
        "reason": found.reason,
        "person": person and person.name,
        "person_id": person and person.id,
        "liveness": None,
    }


def _compared(site: Site, person: Person, image: Path, *, otherwise: Reason) -> Verified:
    reader = make_photo_reader(site.settings, site.model)
    return verified(
        person,
        reader.upright(image, note),
        make_encoder=lambda: make_encoder(site.models, site.model, note),
        find_gallery=site.people.gallery,
        point=make_point(site.settings, site.model, looks=1),
        otherwise=otherwise,
    )
