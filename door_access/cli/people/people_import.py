"""Enrols a whole folder of photos, person by person."""

from pathlib import Path
from typing import Any

from door_access.bootstrap import Site, make_encoder, make_photo_eyes
from door_access.cli.printing import note
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.matching.access import Reason
from door_access.errors import BadImage, BadInput, BadName
from door_access.offline.photos import PhotoEyes
from door_access.ports import FaceEncoder
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"})
NOT_A_PICTURE = "not_a_picture"


def import_people(site: Site, folder: Path, consent: str, *, allow_lookalike: bool) -> list[dict[str, Any]]:
    """Enrol everybody in the folder and say how each one went.

    Raises:
        BadInput: the folder is none, or holds no pictures.
    """
    eyes, encoder = make_photo_eyes(site.settings, site.model), make_encoder(site.models, site.model, note)
    results = []
    for name, photos in _photos_by_name(folder).items():
        try:
            request = EnrolmentRequest(
                name, consent, wanted=len(photos), every=1, allow_lookalike=allow_lookalike
            )
        except BadName as error:
            results.append(_result(name, None, str(error), []))
            continue
        results.append(_imported(site, request, photos, eyes, encoder))
    return results


def _photos_by_name(folder: Path) -> dict[str, list[Path]]:
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder.")
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts)
        if path.suffix.lower() in PICTURES and path.is_file() and not is_hidden:
            found.setdefault(parts[0] if len(parts) > 1 else path.stem, []).append(path)
    if not found:
        raise BadInput(f"{folder} holds no pictures.")
    return found


def _imported(
    site: Site, request: EnrolmentRequest, photos: list[Path], eyes: PhotoEyes, encoder: FaceEncoder
) -> dict[str, Any]:
    gallery = site.people.gallery(encoder.model_key)
    job = EnrolmentJob(request, encoder=encoder, store=site.people, curves=site.model.curves, gallery=gallery)
    progress, refused = enrol_from_photos(job, photos, eyes)
    return _result(request.name, progress.person_id, _outcome(progress), refused)


def enrol_from_photos(
    job: EnrolmentJob, photos: list[Path], eyes: PhotoEyes
) -> tuple[EnrolmentProgress, list[dict[str, str]]]:
    """Offer every photo to the job; return how it ended and which photos were not taken, and why."""
    refused: list[dict[str, str]] = []
    for photo in photos:
        reason = _refusal(job, photo, eyes)
        if reason:
            refused.append({"file": str(photo), "reason": reason})
    return job.finish(), refused


def _refusal(job: EnrolmentJob, photo: Path, eyes: PhotoEyes) -> str | None:
    try:
        sample = eyes.only_sample(eyes.read(photo))
    except BadImage as error:
        note(str(error))
        return NOT_A_PICTURE
    if isinstance(sample, Reason):
        return sample
    return None if job.offer(sample) else Reason.NO_MATCH


def _outcome(progress: EnrolmentProgress) -> str:
    if progress.stage is EnrolmentStage.LOOKALIKE:
        return "Looks like somebody who is enrolled already; nothing was stored."
    return progress.message


def _result(name: str, person_id: str | None, outcome: str, refused: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "person_id": person_id, "outcome": outcome, "refused": refused}
