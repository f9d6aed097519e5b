"""Picture files: whatever one holds, the answer is RGB or one sentence; and chips written as PNG."""

import logging
import math
import os
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

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
WORKING_SIDE_PX = 4_100
WORKING_PIXELS = 12_500_000
"""Larger pictures are divided by a whole number; a face keeps more pixels than any network looks at. What
most phones take, 4032×3024, stays as it is."""
DECODING_BYTES = 115_000_000
"""What decoding may take beside some 50 MB for the picture at work: ``identify`` then stays below 400 MB."""
PIXEL_BYTES = 4
"""Pillow's, in nearly all modes; as much again where another mode is turned into RGB."""
FORMAT_BYTES = {
    "AVIF": 5,
    "BMP": 0,
    "GIF": 0,
    "HEIF": 4,
    "JPEG": 0,
    "MPO": 0,
    "PNG": 0,
    "TIFF": 2,
    "WEBP": 12,
}
"""What a format's decoder takes a pixel beside Pillow's own (measured at 20 megapixels, rounded up)."""
OTHER_FORMAT_BYTES = 16
"""As much as JPEG 2000."""
PROGRESSIVE_BYTES = 6
"""A progressive JPEG lies in memory whole, three 16-bit numbers a pixel, before its first pixel is there."""
JPEG_SCALES = (1, 2, 4, 8)
"""A JPEG can be decoded with every so-manieth pixel alone."""
BACKGROUND = (255, 255, 255)
"""Behind transparent parts: white, as viewers show them."""
SIXTEEN_TO_EIGHT_BITS = 257
"""65,535 / 255."""

JPEGS = ("JPEG", "MPO")
HEIF_HEAD_BYTES = 12
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
UPRIGHT = 1
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is brought upright, by EXIF's orientation."""

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
    can_heif = _learn_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(path)
    except Image.DecompressionBombError as error:
        raise BadImage(f"The picture {path} is too large to be read.") from error
    except UnidentifiedImageError as error:
        if not can_heif and _is_heif(path):
            raise BadImage(f"{path} is a HEIC photo; reading it needs the package pillow-heif.") from error
        raise BadImage(f"{path} is not a picture of a kind this program reads.") from error
    except DECODER_FAILURES as error:
        raise BadImage(f"{path} is damaged or incomplete; it cannot be decoded.") from error


def _decoded(path: Path) -> Rgb:
    with Image.open(path) as image:
        scale = _scale(image)
        if scale is None or max(image.size) > LONGEST_SIDE_PX:
            raise _too_large(path, image)
        if scale > 1:
            image.draft("RGB", (image.width // scale, image.height // scale))
        image.load()
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, UPRIGHT))
        small = _eight_bits(image)
        small = small.reduce(_divisor(small))
    upright = _opaque(small if turn is None else small.transpose(turn))
    pixels = np.frombuffer(upright.tobytes(), np.uint8)
    return frozen_array(pixels.reshape(upright.height, upright.width, 3))


def _scale(image: Any) -> int | None:
    """Return every which pixel can be decoded in the memory there is; None for none."""
    scales = JPEG_SCALES if image.format in JPEGS else JPEG_SCALES[:1]
    pixels = image.width * image.height
    whole = pixels * PROGRESSIVE_BYTES if image.info.get("progressive") else 0
    each = PIXEL_BYTES * (1 if image.mode == "RGB" else 2) + FORMAT_BYTES.get(
        image.format, OTHER_FORMAT_BYTES
    )
    return next((scale for scale in scales if whole + pixels / scale**2 * each <= DECODING_BYTES), None)


def _divisor(image: Any) -> int:
    """Return the whole number by which its sides are divided."""
    too_long: float = max(image.size) / WORKING_SIDE_PX
    too_many = math.sqrt(image.width * image.height / WORKING_PIXELS)
    return math.ceil(max(too_long, too_many))


def _eight_bits(image: Any) -> Any:
    """Return the picture as RGB or RGBA; a 16-bit grey one is divided, not cut off."""
    if image.mode.startswith("I"):
        levels = np.asarray(image) // SIXTEEN_TO_EIGHT_BITS
        return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).convert("RGB")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _opaque(image: Any) -> Any:
    if image.mode != "RGBA":
        return image
    behind = Image.new("RGB", image.size, BACKGROUND)
    behind.paste(image, mask=image)
    return behind


def _too_large(path: Path, image: Any) -> BadImage:
    size = f"{image.width:,} by {image.height:,} pixels"
    return BadImage(f"The picture {path} is too large to be read ({size}); save it smaller or as plain JPEG.")


def _learn_heif() -> bool:
    """Let Pillow read what iPhones write; say whether it can."""
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415
    except ImportError:
        return False
    register_heif_opener()
    return True


def _is_heif(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEIF_HEAD_BYTES)
    return head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS


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
