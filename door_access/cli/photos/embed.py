"""``embed``: vectors of photos into a NumPy archive, for engineers."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from door_access.bootstrap import make_encoder, make_photo_eyes
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.domain.faces.faces import FaceSample, Rgb, Vector
from door_access.errors import BadImage, BadInput
from door_access.offline.photos import PhotoEyes
from door_access.whole_file import written_whole_bytes

Encode = Callable[[Rgb], Vector]


def embed(
    images: Annotated[list[Path], typer.Argument(help="Photos, or chips with --aligned.")],
    out: Annotated[Path, typer.Option("--out", help="The .npz file to write: arrays files and vectors.")],
    raw: Annotated[bool, typer.Option("--raw", help="No mirror image, no normalisation.")] = False,
    aligned: Annotated[bool, typer.Option("--aligned", help="The input is an aligned chip.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write the embedding of the largest face of every photo."""
    if out.suffix != ".npz" or out.is_dir() or not out.absolute().parent.is_dir():
        raise BadInput(f"--out needs a name that ends in .npz, in a folder that exists, got {out}.")
    with site_of(data_dir) as site:
        encoder = make_encoder(site.models, site.model, note)
        encode: Encode = encoder.raw if raw else lambda chip_rgb: encoder.encode(chip_rgb).vector
        eyes = make_photo_eyes(site.settings, site.model)
    files, vectors, refused = _embedded(images, eyes, encode, is_aligned=aligned)
    if vectors:
        with written_whole_bytes(out) as file:
            np.savez(file, files=np.array(files), vectors=np.stack(vectors))
    document = {"out": str(out) if vectors else None, "vectors": len(vectors), "refused": refused}
    say(document, [f"{len(vectors)} vectors written to {out}."] if vectors else [], as_json=as_json)
    return 0 if vectors else 2


def _embedded(
    images: list[Path], eyes: PhotoEyes, encode: Encode, *, is_aligned: bool
) -> tuple[list[str], list[Vector], list[dict[str, str]]]:
    files: list[str] = []
    vectors: list[Vector] = []
    refused: list[dict[str, str]] = []
    for image in images:
        try:
            vectors.append(_vector(image, eyes, encode, is_aligned=is_aligned))
            files.append(str(image))
        except BadImage as error:
            note(str(error))
            refused.append({"file": str(image), "reason": str(error)})
    return files, vectors, refused


def _vector(image: Path, eyes: PhotoEyes, encode: Encode, *, is_aligned: bool) -> Vector:
    picture_rgb = eyes.read(image)
    chip_rgb = picture_rgb if is_aligned else _largest_face(image, eyes.samples(picture_rgb))
    try:
        return encode(chip_rgb)
    except (BadImage, ValueError) as error:
        raise BadImage(f"{image} cannot be embedded: {str(error).rstrip('.')}.") from error


def _largest_face(image: Path, samples: tuple[FaceSample, ...]) -> Rgb:
    if not samples:
        raise BadImage(f"There is no face on {image}.")
    return samples[0].chip_rgb
