"""How good a model is on a folder of people, and how well films of attacks are told from films of people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from door_access.atomic_file import written_whole
from door_access.domain.liveness.liveness import LivenessEvidence
from door_access.domain.models.model import Model
from door_access.errors import BadInput
from door_access.evaluation.evaluation import Evaluation, evaluated
from door_access.evaluation.face_set import LabelledPhoto
from door_access.evaluation.pad import Presented
from door_access.evaluation.pairs_file import PairsFile, check_photos, read_pairs
from door_access.evaluation.recordings import Recording
from door_access.evaluation.report.subject import FailedPhoto, Subject
from door_access.evaluation.sessions import are_first_sessions
from door_access.offline.calibration import used_configurations
from door_access.offline.encoded_photos import EncodedPhoto
from door_access.offline.photo_folder import Photo

SMALLEST_FILMED_FACE = 1 / 6
"""Faces on a phone are smaller than a door's zone asks for; judging them all the same is the harder test."""

Role = tuple[bool, bool]
"""Whether a photo enrols, and whether it probes."""


def roles_of(photos: Sequence[Photo], session_field: int | None) -> list[Role]:
    """Say of each photo whether it enrols and whether it probes: both, unless sessions part them."""
    if session_field is None:
        return [(True, True)] * len(photos)
    people, stems = [photo.person for photo in photos], [photo.file.stem for photo in photos]
    return [(is_first, not is_first) for is_first in are_first_sessions(people, stems, session_field)]


def pairs_among(photos: Sequence[Photo], path: Path) -> PairsFile:
    """Return the file's pairs; raises BadInput where it cannot be read or names a photo that is not there."""
    pairs = read_pairs(path)
    check_photos(pairs, {(photo.person, photo.file.stem) for photo in photos})
    return pairs


def check_report(path: Path) -> None:
    """Refuse a report that cannot be written before the minutes that it takes; it would replace a device."""
    is_in_the_way = path.exists() and not path.is_file()
    if is_in_the_way or not path.absolute().parent.is_dir():
        raise BadInput(f"--report needs the name of a file in a folder that exists, got {path}.")


def evaluate_photos(
    encoded: Sequence[EncodedPhoto],
    roles: Sequence[Role],
    model: Model,
    *,
    pairs: PairsFile | None,
    progress: Callable[[str], None],
) -> Evaluation:
    """Measure the model's error rates on the photos, each with its role."""
    photos = [
        LabelledPhoto(one.photo.person, one.photo.file.stem, one.vector, enrols, probes)
        for one, (enrols, probes) in zip(encoded, roles, strict=True)
    ]
    return evaluated(
        photos, used_configurations()[1:], curves=model.measured_curves, pairs=pairs, progress=progress
    )


def subject_of(
    directory: Path,
    model: Model,
    encoded: Sequence[EncodedPhoto],
    *,
    session_field: int | None,
    pairs: Path | None,
) -> Subject:
    """Return what a report says that it is about."""
    return Subject(
        directory=str(directory),
        model_key=model.key,
        on=date.today(),
        images=len(encoded),
        several_faces=sum(one.encoded.faces > 1 for one in encoded),
        failed=tuple(
            FailedPhoto(one.photo.person, str(one.photo.file), str(one.failure))
            for one in encoded
            if one.failure
        ),
        session_field=session_field,
        pairs_file=str(pairs or ""),
    )


def write_report(path: Path, subject: Subject, evaluation: Evaluation) -> None:
    """Write the page for people, whole or not at all."""
    from door_access.evaluation.report.report import report  # noqa: PLC0415  matplotlib takes a second to load

    with written_whole(path) as file:
        file.write(report(subject, evaluation))


def judged(
    recordings: Iterable[Recording], watch: Callable[[Path], Iterator[LivenessEvidence]]
) -> Iterator[Presented]:
    """Judge the presentations of films, one film after the other; ``watch`` gives those of one."""
    for recording in recordings:
        for evidence in watch(recording.file):
            yield Presented(recording, evidence.verdict, evidence.sign)
