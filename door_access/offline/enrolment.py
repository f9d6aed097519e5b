"""Enrolling from photos and films without the door: one thread, in order; and chips taken as carefully."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentRules, EnrolmentStage
from door_access.domain.enrolment.enrolment_session import EnrolmentSession
from door_access.domain.enrolment.people import checked_name
from door_access.domain.faces.faces import Rgb
from door_access.domain.matching.access import Reason
from door_access.domain.matching.gallery import Gallery
from door_access.errors import BadImage, BadName
from door_access.offline.photo_folder import RefusedPhoto
from door_access.offline.photos import PhotoReader
from door_access.ports import FaceEncoder, FrameSource
from door_access.runtime.detection import SceneFinder
from door_access.runtime.enrolment import SENTENCES, EnrolmentJob, EnrolmentRequest, template_of

NOT_A_PICTURE = "not_a_picture"


@dataclass(frozen=True, slots=True)
class Imported:
    """How the enrolment of one person of a folder went; without an id nothing was stored."""

    name: str
    person_id: str | None
    outcome: str
    refused: tuple[RefusedPhoto, ...]


def enrol_from_source(
    source: FrameSource, finder: SceneFinder, job: EnrolmentJob, tell: Callable[[EnrolmentProgress], None]
) -> EnrolmentProgress:
    """Show the job every frame until it ends, asks, or the source has no more.

    Raises:
        CameraFault: the source gives no pictures.
        StorageFault: the templates could not be stored; nothing was.
    """
    source.open()
    try:
        while not job.is_over and job.progress.stage is not EnrolmentStage.LOOKALIKE:
            frame = source.read()
            if frame is None:
                return job.finish()
            tell(job.see(finder.find(frame)))
    finally:
        source.close()
    return job.progress


def enrol_from_photos(
    job: EnrolmentJob, photos: Sequence[Path], reader: PhotoReader, on_broken: Callable[[str], None]
) -> tuple[EnrolmentProgress, tuple[RefusedPhoto, ...]]:
    """Offer every photo to the job; return how it ended and which photos were not taken, and why.

    Args:
        on_broken: told in a sentence of a file that is no picture, or had to be turned.
    """
    reasons = [(photo, _refusal(job, photo, reader, on_broken)) for photo in photos]
    refused = tuple(RefusedPhoto(str(photo), reason) for photo, reason in reasons if reason)
    return job.finish(), refused


def _refusal(
    job: EnrolmentJob, photo: Path, reader: PhotoReader, on_broken: Callable[[str], None]
) -> str | None:
    try:
        found = reader.only_face(photo, on_broken)
    except BadImage as error:
        on_broken(str(error))
        return NOT_A_PICTURE
    if isinstance(found, Reason):
        return found
    return None if job.offer(found.sample, found.rgb) else Reason.NO_MATCH


def import_people(
    photos_by_name: dict[str, list[Path]],
    consent: str,
    make_job: Callable[[EnrolmentRequest], EnrolmentJob],
    reader: PhotoReader,
    on_broken: Callable[[str], None],
    *,
    allow_lookalike: bool,
    keeps_picture: bool = False,
) -> Iterator[Imported]:
    """Enrol everybody from their photos, each one whole or not at all, and say how each one went.

    Args:
        make_job: called anew for everybody, so that each one is looked for among those before.
    """
    for name, photos in photos_by_name.items():
        try:
            request = EnrolmentRequest(
                name,
                consent,
                wanted=len(photos),
                every=1,
                allow_lookalike=allow_lookalike,
                keeps_picture=keeps_picture,
            )
        except BadName as error:
            yield Imported(name, None, str(error), ())
            continue
        progress, refused = enrol_from_photos(make_job(request), photos, reader, on_broken)
        is_lookalike = progress.stage is EnrolmentStage.LOOKALIKE
        stored_nothing = "Looks like somebody who is enrolled already; nothing was stored."
        outcome = stored_nothing if is_lookalike else progress.message
        yield Imported(name, progress.person_id, outcome, refused)


def capture_chips(
    source: FrameSource, finder: SceneFinder, encoder: FaceEncoder, rules: EnrolmentRules, nobody: Gallery
) -> tuple[list[Rgb], str]:
    """Return aligned chips of one person, or none and the sentence that says why.

    It is the enrolment's flow, its pictures kept instead of templates.

    Raises:
        CameraFault: the source gives no pictures.
    """
    session, chips = EnrolmentSession(rules, lambda: nobody), list[Rgb]()
    source.open()
    try:
        while session.stage is EnrolmentStage.COLLECTING and (frame := source.read()) is not None:
            sample = session.sample_of(finder.find(frame))
            template = template_of(encoder, sample) if sample else None
            if sample and template:
                session.add(template)
                chips.append(sample.chip_rgb)
    finally:
        source.close()
    session.finish()
    return ([], SENTENCES[session.refusal]) if session.refusal else (chips, "")


def folder_name(name: str) -> str:
    """Return the name of a person's folder; raises BadName for a name that cannot be one."""
    folder = checked_name(name)
    if not folder.strip("."):
        raise BadName(f"{name!r} cannot name a folder.")
    return folder


def write_chips(chips: Sequence[Rgb], folder: Path, save: Callable[[Rgb, Path], None]) -> list[Path]:
    """Write all chips or none, numbered on from the highest number that is there, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    first = max((_number(file) for file in folder.glob("*.png")), default=0) + 1
    files = [folder / f"{folder.name}_{number:04d}.png" for number in range(first, first + len(chips))]
    with ExitStack() as undo:
        for file, chip_rgb in zip(files, chips, strict=True):
            undo.callback(file.unlink, missing_ok=True)
            save(chip_rgb, file)
        undo.pop_all()
    return files


def _number(file: Path) -> int:
    digits = file.stem.rpartition("_")[2]
    return int(digits) if digits.isdecimal() else 0
