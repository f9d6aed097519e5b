"""``identify`` and ``verify``: the door's questions, asked of a photo; nothing opens."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap import Site, make_encoder, make_photo_eyes, make_point
from door_access.cli.options import DataDir, Json
from door_access.cli.people.claim import Claim, claim_of_card, claim_of_name
from door_access.cli.printing import comparison, note, rounded, say, words
from door_access.cli.site import site_of
from door_access.domain.faces.faces import FaceSample
from door_access.domain.matching.access import AccessDecision, AccessPolicy, Reason
from door_access.domain.matching.identification import Probe, Verification
from door_access.domain.matching.identification import verify as verify_probe
from door_access.errors import BadInput, Refused
from door_access.ports import FaceEncoder

Image = Annotated[Path, typer.Argument(help="A photo.")]


def identify(image: Image, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Say who is on a photo; everybody in it is searched among the enrolled people."""
    with site_of(data_dir) as site:
        eyes = make_photo_eyes(site.settings, site.model)
        samples = eyes.samples(eyes.read(image))
        faces = _identified(site, samples)
    lines = [_line(face) for face in faces] or [f"{image}: there is no face."]
    say({"faces": faces}, lines, as_json=as_json)
    return 0 if any(face["person"] for face in faces) else 1


def _identified(site: Site, samples: tuple[FaceSample, ...]) -> list[dict[str, Any]]:
    if not samples:
        return []
    encoder = make_encoder(site.models, site.model, note)
    gallery = site.people.gallery(encoder.model_key)
    policy = AccessPolicy(make_point(site.settings, site.model, looks=1))
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
        claim = claim_of_name(site, words_given[0]) if card is None else claim_of_card(site, card)
        document = _verified(site, claim, Path(words_given[-1]))
    line = f"{document['person'] or 'Nobody'}: {words(document['reason'])} ({comparison(document)})"
    say(document, [line], as_json=as_json)
    return 0 if document["match"] else 1


def _verified(site: Site, claim: Claim, image: Path) -> dict[str, Any]:
    person = claim.person
    document: dict[str, Any] = {"match": False, "distance": None, "threshold": None, "reason": claim.refusal}
    document |= {"person": person and person.name, "person_id": person and person.id, "liveness": None}
    if person is None or claim.refusal is not None:
        return document
    eyes = make_photo_eyes(site.settings, site.model)
    samples = eyes.samples(eyes.read(image))
    if len(samples) != 1:
        return document | {"reason": Reason.SEVERAL_FACES if samples else Reason.NO_FACE}
    encoder = make_encoder(site.models, site.model, note)
    known = [r for r in site.people.gallery(encoder.model_key).references if r.person_id == person.id]
    if not known:
        return document | {"reason": Reason.NO_TEMPLATES}
    point = make_point(site.settings, site.model, looks=1)
    answer = verify_probe(known[0], _probe(encoder, samples[0]), point)
    return document | {
        "match": answer.is_match and not person.is_blocked,
        "distance": rounded(answer.distance),
        "threshold": rounded(answer.threshold),
        "reason": _verdict(answer, claim, is_blocked=person.is_blocked),
    }


def _verdict(answer: Verification, claim: Claim, *, is_blocked: bool) -> Reason:
    if not answer.is_match:
        return claim.otherwise
    return Reason.BLOCKED if is_blocked else Reason.MATCH
