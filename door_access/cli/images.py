"""``identify`` and ``verify``: the door's questions, asked of a photo; nothing opens."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap import Site, make_encoder, make_photo_eyes, make_point
from door_access.cli.chosen_person import chosen_person
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import comparison, note, rounded, say, words
from door_access.cli.site import site_of
from door_access.domain.access import AccessDecision, AccessPolicy, Reason
from door_access.domain.faces import FaceSample
from door_access.domain.identification import Probe
from door_access.domain.identification import verify as verify_probe
from door_access.errors import Refused
from door_access.ports import FaceEncoder

Image = Annotated[Path, typer.Argument(help="A photo.")]


def identify(image: Image, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Say who is on a photo; everybody in it is searched among the enrolled people."""
    with site_of(data_dir) as site:
        eyes = make_photo_eyes(site.settings, site.card)
        samples = eyes.samples(eyes.read(image))
        faces = _identified(site, samples)
    lines = [_line(face) for face in faces] or [f"{image}: there is no face."]
    say({"faces": faces}, lines, as_json=as_json)
    return 0 if any(face["person"] for face in faces) else 1


def _identified(site: Site, samples: tuple[FaceSample, ...]) -> list[dict[str, Any]]:
    if not samples:
        return []
    encoder = make_encoder(site.models, site.card, note)
    gallery = site.people.gallery(encoder.model)
    policy = AccessPolicy(make_point(site.settings, site.card, looks=1))
    names = site.people.names()
    decisions = [policy.decide(gallery, _probe(encoder, sample)) for sample in samples]
    return [_face(sample, made, names) for sample, made in zip(samples, decisions, strict=True)]


def _probe(encoder: FaceEncoder, sample: FaceSample) -> Probe:
    try:
        return Probe(encoder.encode(sample.chip_rgb), frames=1)
    except ValueError as error:
        raise Refused(f"The face cannot be compared: {error}.") from error


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
    }


def _line(face: dict[str, Any]) -> str:
    who = face["person"] or "nobody known"
    return f"{who} at {face['box']} ({words(face['reason'])}; {comparison(face)})"


def verify(
    name: Annotated[str, typer.Argument(help="Name or id of an enrolled person.")],
    image: Image,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say whether a photo shows the person it is claimed to show."""
    with site_of(data_dir) as site:
        document = _verified(site, name, image)
    line = f"{document['person']}: {words(document['reason'])} ({comparison(document)})"
    say(document, [line], as_json=as_json)
    return 0 if document["match"] else 1


def _verified(site: Site, name: str, image: Path) -> dict[str, Any]:
    person = chosen_person(site, name)
    document = {"match": False, "distance": None, "threshold": None, "reason": str(Reason.NO_MATCH)}
    document |= {"person": person.name, "person_id": person.id}
    eyes = make_photo_eyes(site.settings, site.card)
    samples = eyes.samples(eyes.read(image))
    if len(samples) != 1:
        return document | {"reason": Reason.SEVERAL_FACES if samples else Reason.NO_FACE}
    encoder = make_encoder(site.models, site.card, note)
    known = [r for r in site.people.gallery(encoder.model).references if r.person_id == person.id]
    if not known:
        return document | {"reason": Reason.NOBODY_ENROLLED}
    answer = verify_probe(
        known[0], _probe(encoder, samples[0]), make_point(site.settings, site.card, looks=1)
    )
    is_match = answer.is_match and not person.is_blocked
    doubt = Reason.BLOCKED if answer.is_match else Reason.NO_MATCH
    return document | {
        "match": is_match,
        "distance": rounded(answer.distance),
        "threshold": rounded(answer.threshold),
        "reason": Reason.MATCH if is_match else doubt,
    }
