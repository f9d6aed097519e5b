"""Picture files: whatever one holds, the answer is RGB or one sentence; and chips written as PNG."""

import logging
import os
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from door_access.domain.faces.faces import Rgb, frozen_array
from door_access.errors import BadImage, BadInput, StorageFault

Refusal = TypeVar("Refusal", bound=BadInput)


def check_file(path: Path, expected: str, refusal: type[Refusal]) -> None:
    """Raise ``refusal`` with one sentence naming the path when it cannot be ``expected`` ("a picture")."""
    try:
        size = path.stat().st_size
        is_file = path.is_file()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refusal(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise refusal(f"The file {str(path)!r} cannot be reached: {error.strerror}.") from error
    if not is_file:
        raise refusal(f"{path} is not a file; {expected} was expected.")
    if not os.access(path, os.R_OK):
        raise refusal(f"The file {path} may not be read by this user.")
    if size == 0:
        raise refusal(f"The file {path} is empty; {expected} was expected.")


LONGEST_SIDE_PX = 20_000
MOST_PIXELS = 100_000_000
"""A larger picture is refused before it is decoded: it would take more than 300 MB, and may be meant to."""
WORKING_SIDE_PX = 4_000
"""Larger pictures are scaled down to this; a face keeps more pixels than any network looks at."""
BACKGROUND = (255, 255, 255, 255)
"""Behind transparent parts: white, as viewers show them."""
SIXTEEN_TO_EIGHT_BITS = 257
"""65,535 / 255."""

DECODER_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow's decoders raise on broken files; 21,000 damaged ones in 14 formats raised nothing else."""


def read_picture(path: Path) -> Rgb:
    """Return the picture upright, 8 bits a channel, without transparency; the first one of an animation.

    Raises:
        BadImage: it is missing, no file, unreadable, empty, damaged, too large, or not a picture.
    """
    check_file(path, "a picture", BadImage)
    logging.getLogger("PIL").setLevel(logging.CRITICAL)  # the refusal says it all
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(path)
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except UnidentifiedImageError as error:
        raise BadImage(f"{path} is not a picture of a kind this program reads.") from error
    except DECODER_FAILURES as error:
        raise BadImage(f"{path} is damaged or incomplete; it cannot be decoded.") from error


def _decoded(path: Path) -> Rgb:
    with Image.open(path) as image:
        if max(image.size) > LONGEST_SIDE_PX or image.width * image.height > MOST_PIXELS:
            raise _too_large(path)
        image.draft("RGB", (WORKING_SIDE_PX, WORKING_SIDE_PX))
        upright = _eight_bits(ImageOps.exif_transpose(image))
    upright.thumbnail((WORKING_SIDE_PX, WORKING_SIDE_PX))
    return frozen_array(np.array(_opaque(upright), np.uint8))


def _eight_bits(image: Any) -> Any:
    """Return the picture as RGB or RGBA; a 16-bit grey one is divided, not cut off."""
    if image.mode.startswith("I"):
        levels = np.asarray(image).astype(np.int64) // SIXTEEN_TO_EIGHT_BITS
        return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _opaque(image: Any) -> Any:
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, BACKGROUND), image).convert("RGB")


def _too_large(path: Path) -> BadImage:
    limit = f"{LONGEST_SIDE_PX:,} pixels a side and {MOST_PIXELS // 1_000_000} megapixels"
    return BadImage(f"The picture {path} is larger than {limit}, which is the most that is read.")


def squeezed(rgb: Rgb, side_px: int) -> Rgb:
    """Return the whole picture as ``(side, side, 3)``, linearly interpolated.

    FaceNet's distances on the course's photos are known for this interpolation; others move them by 0.03.
    """
    return frozen_array(np.asarray(cv2.resize(rgb, (side_px, side_px), interpolation=cv2.INTER_LINEAR)))


def save_chip(chip_rgb: Rgb, path: Path) -> None:
    """Write the chip; raises StorageFault when the folder cannot be written."""
    _, png = cv2.imencode(".png", cv2.cvtColor(chip_rgb, cv2.COLOR_RGB2BGR))
    try:
        path.write_bytes(png.tobytes())
    except OSError as error:
        raise StorageFault(f"{path} cannot be written: {error.strerror}.") from error
