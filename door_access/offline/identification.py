"""The door's questions, asked of photos: who is it, is it who is claimed, and what does the network say.

Nothing opens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from door_access.atomic_file import written_whole_bytes
from door_access.domain.enrolment.people import Person
from door_access.domain.faces.faces import FaceSample, Rgb, Vector
from door_access.domain.matching.access import AccessDecision, AccessPolicy, Reason
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import OperatingPoint, Probe, Verification, verify
from door_access.errors import BadImage, Refused
from door_access.offline.photo_folder import RefusedPhoto
from door_access.offline.photos import PhotoReader
from door_access.ports import FaceEncoder


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a photo shows whom it is claimed to show; ``comparison`` is None when none was made."""

    is_match: bool
    reason: Reason | None
    comparison: Verification | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """The vectors ``(D,)`` of these files, in their order, and the files that gave none."""

    files: tuple[str, ...]
    vectors: tuple[Vector, ...]
    refused: tuple[RefusedPhoto, ...]

    def write(self, path: Path) -> None:
        """Write the arrays ``files`` and ``vectors`` ``(N, D)`` as one ``.npz`` file."""
        with written_whole_bytes(path) as file:
            np.savez(file, files=np.array(self.files), vectors=np.stack(self.vectors))


def identified(
    samples: Sequence[FaceSample], encoder: FaceEncoder, gallery: Gallery, policy: AccessPolicy
) -> list[AccessDecision]:
    """Search everybody on a photo among the enrolled people; raises Refused where a face is none."""
    return [policy.decide(gallery, _probe(encoder, sample)) for sample in samples]


def verified(
    person: Person,
    samples: Sequence[FaceSample],
    make_encoder: Callable[[], FaceEncoder],
    find_gallery: Callable[[str], Gallery],
    point: OperatingPoint,
    *,
    otherwise: Reason,
) -> Verified:
    """Compare the one face of a photo with the person claimed, blocked or not.

    Args:
        samples: the faces of the photo.
        make_encoder: called for one face alone.
        find_gallery: told the encoder's model key.
        otherwise: the reason when the face is not theirs.
    """
    if len(samples) != 1:
        return Verified(False, Reason.SEVERAL_FACES if samples else Reason.NO_FACE)
    encoder = make_encoder()
    known = find_gallery(encoder.model_key).find(person.id)
    if known is None:
        return Verified(False, Reason.NO_TEMPLATES)
    answer = verify(known, _probe(encoder, samples[0]), point)
    if not answer.is_match:
        return Verified(False, otherwise, answer)
    reason = Reason.BLOCKED if person.is_blocked else Reason.MATCH
    return Verified(reason is Reason.MATCH, reason, answer)


def _probe(encoder: FaceEncoder, sample: FaceSample) -> Probe:
    try:
        return Probe(encoder.encode(sample.chip_rgb), frames=1)
    except ValueError as error:
        raise Refused(f"The face cannot be compared: {error}.") from error


def embedded(
    images: Sequence[Path],
    reader: PhotoReader,
    encode: Callable[[Rgb], Vector],
    on_broken: Callable[[str], None],
    *,
    is_aligned: bool,
) -> Embedded:
    """Encode the largest face of every photo.

    Args:
        on_broken: told in a sentence of a photo that gives no vector, or had to be turned.
        is_aligned: the photos are chips already.
    """
    files, vectors, refused = list[str](), list[Vector](), list[RefusedPhoto]()
    for image in images:
        try:
            vectors.append(_vector(image, reader, encode, on_broken, is_aligned=is_aligned))
            files.append(str(image))
        except BadImage as error:
            on_broken(str(error))
            refused.append(RefusedPhoto(str(image), str(error)))
    return Embedded(tuple(files), tuple(vectors), tuple(refused))


def _vector(
    image: Path,
    reader: PhotoReader,
    encode: Callable[[Rgb], Vector],
    tell: Callable[[str], None],
    *,
    is_aligned: bool,
) -> Vector:
    chip_rgb = reader.read(image) if is_aligned else _largest_face(image, reader.upright(image, tell))
    try:
        return encode(chip_rgb)
    except (BadImage, ValueError) as error:
        raise BadImage(f"{image} cannot be embedded: {str(error).rstrip('.')}.") from error


def _largest_face(image: Path, samples: tuple[FaceSample, ...]) -> Rgb:
    if not samples:
        raise BadImage(f"There is no face on {image}.")
    return samples[0].chip_rgb
