"""QR codes by zxing-cpp: read from pictures, and made for passes."""

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from door_access.domain.faces.faces import Rgb
from door_access.ports import CodeModules

WIDEST_PX = 1280
"""Wider pictures are halved before they are read: a pass that is held to a camera is large in them."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
CORRECTION = "M"
"""What a thumb or a reflection may hide: 15 % (ISO/IEC 18004)."""


class ZxingCodeReader:
    """Adapter of the CodeReader port. One thread owns it."""

    def read(self, rgb: Rgb) -> tuple[str, ...]:
        """Return what the QR codes in the picture say; bytes that are no text in a form that can be shown."""
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
        if grey.shape[1] > WIDEST_PX:
            grey = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        found = zxingcpp.read_barcodes(grey, formats=_QR, try_downscale=False, try_invert=False)
        return tuple(code.text for code in found)


def code_of(text: str) -> CodeModules:
    """Return the QR code of a text, ``(side, side)``, without its quiet zone; True is dark."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=CORRECTION)
    grey: NDArray[np.uint8] = np.asarray(made.to_image(scale=1, add_quiet_zones=False))
    is_dark: CodeModules = grey == 0
    return is_dark
