"""The visitor: the public-domain portrait that matplotlib carries, cut out of its background.

The portrait shows Grace Hopper to the chest. Below it the jacket is carried on, so that nobody floats when
she is far away.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, UnidentifiedImageError

from door_access.errors import CameraFault

PACKAGE = "matplotlib"
PORTRAIT_FILE = "mpl-data/sample_data/grace_hopper.jpg"
PORTRAIT_SIZE = (512, 600)

FACE_CENTRE = (269.0, 234.0)
FACE_WIDTH_PX = 200.0
"""Where the detector finds the face in the portrait, and how wide it is."""

OUTLINE = (
    *((8, 600), (9, 560), (18, 500), (28, 450), (36, 410), (46, 388), (80, 370), (135, 350), (190, 326)),
    *((200, 318), (202, 306), (197, 296), (184, 293), (172, 285), (165, 272), (162, 258), (164, 246)),
    *(
        (158, 232),
        (153, 212),
        (155, 192),
        (151, 178),
        (148, 165),
        (148, 112),
        (158, 94),
        (175, 86),
        (178, 66),
    ),
    *((196, 48), (220, 34), (245, 24), (278, 25), (308, 38), (335, 54), (348, 70), (354, 88), (368, 92)),
    *((371, 110), (371, 160), (368, 178), (376, 188), (374, 212), (366, 234), (358, 246), (360, 262)),
    *((358, 284), (350, 300), (338, 307), (331, 308), (331, 322), (352, 334), (400, 352), (455, 374)),
    *((484, 388), (494, 402), (500, 440), (503, 500), (504, 560), (504, 600)),
)
"""The figure's edge in the portrait, once around from its lower left (drawn by hand)."""
FEATHER_PX = 1.6
"""How softly the edge fades; hides that it was drawn by hand."""

BODY_HEIGHT_PX = 640
"""How much of the jacket is added below the portrait: enough for the farthest place the visitor stands."""
SEAM_PX = 90
"""Over so many rows the portrait's last rows melt into the plain jacket."""
JACKET = (24, 23, 33)
BODY_EDGES = ((8, -2), (504, -2), (498, 120), (482, 320), (462, 640), (52, 640), (32, 320), (14, 120))
"""The jacket below the portrait, from its left edge around, as are the next two."""
SLEEVES = (((84, -60), (104, 160), (112, 640)), ((430, -60), (410, 160), (402, 640)))
"""Where the arms lie against the body."""
SLEEVE_SHADE = (44, 43, 56)
SLEEVE_WIDTH_PX = 7
BUTTONS = ((246, 110), (246, 235), (246, 360))
BUTTON_COLOUR = (150, 118, 62)
BUTTON_RADIUS_PX = 12
JACKET_BLUR_PX = 3.0


def portrait_path() -> Path:
    """Return the portrait's file without importing the package that carries it.

    Raises:
        CameraFault: the package or the file is not there.
    """
    spec = find_spec(PACKAGE)
    path = Path(spec.origin).parent / PORTRAIT_FILE if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise CameraFault(f"The demo's portrait is missing; reinstall the Python package {PACKAGE}.")
    return path


def figure(path: Path) -> Image.Image:
    """Return the visitor as RGBA, the portrait's pixels in place and the body below them.

    Raises:
        CameraFault: the file is not the portrait.
    """
    try:
        with Image.open(path) as opened:
            portrait = opened.convert("RGB")
    except (OSError, UnidentifiedImageError) as error:
        raise CameraFault(f"The demo's portrait {path} cannot be read; reinstall {PACKAGE}.") from error
    if portrait.size != PORTRAIT_SIZE:
        raise CameraFault(f"The demo's portrait {path} is {portrait.size}, expected {PORTRAIT_SIZE}.")
    whole = _jacket((portrait.width, portrait.height + BODY_HEIGHT_PX))
    whole.paste(portrait, mask=_seam(portrait.size))
    whole.putalpha(_shape(whole.size))
    return whole


def _jacket(size: tuple[int, int]) -> Image.Image:
    """Return the plain jacket, with the little that tells arms from body."""
    jacket = Image.new("RGB", size, JACKET)
    draw = ImageDraw.Draw(jacket)
    for sleeve in SLEEVES:
        draw.line(_below(sleeve), fill=SLEEVE_SHADE, width=SLEEVE_WIDTH_PX)
    for button in _below(BUTTONS):
        draw.circle(button, BUTTON_RADIUS_PX, fill=BUTTON_COLOUR)
    return jacket.filter(ImageFilter.GaussianBlur(JACKET_BLUR_PX))


def _below(points: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Return points that are counted from the portrait's lower edge, in the figure's pixels."""
    return [(x, y + PORTRAIT_SIZE[1]) for x, y in points]


def _seam(size: tuple[int, int]) -> Image.Image:
    rows = np.clip((size[1] - np.arange(size[1])) / SEAM_PX, 0.0, 1.0)
    return Image.fromarray(np.repeat((rows * 255).astype(np.uint8)[:, None], size[0], axis=1))


def _shape(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    draw.polygon(OUTLINE, fill=255)
    draw.polygon(_below(BODY_EDGES), fill=255)
    return mask.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.GaussianBlur(FEATHER_PX))
