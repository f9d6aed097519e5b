"""Writes an aligned chip as a PNG, which keeps every pixel as it was compared."""

from pathlib import Path

import cv2

from door_access.domain.faces.faces import Rgb
from door_access.errors import StorageFault


def save_chip(chip_rgb: Rgb, path: Path) -> None:
    """Write the chip; raises StorageFault when the folder cannot be written."""
    _, png = cv2.imencode(".png", cv2.cvtColor(chip_rgb, cv2.COLOR_RGB2BGR))
    try:
        path.write_bytes(png.tobytes())
    except OSError as error:
        raise StorageFault(f"{path} cannot be written: {error.strerror}.") from error
