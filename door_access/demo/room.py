"""The hall that the demo's camera looks at: plain, softly lit, out of focus, and with nothing like a face."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
WALL = (176, 172, 164)
LIGHT_FROM = (470.0, 60.0)
"""Where the wall is brightest, in pixels."""
LIGHT_REACH_PX = 620.0
DARKEST = 0.62
"""What is left of the light where none reaches."""
FLOOR_FROM_PX = 418
FLOOR = (120, 108, 96)
DOOR = ((60, 70), (196, 418))
DOOR_COLOUR = (138, 122, 104)
DOOR_FRAME_COLOUR = (208, 204, 196)
DOOR_FRAME_PX = 9
WINDOW = ((476, 64), (604, 250))
WINDOW_COLOUR = (222, 228, 232)
WINDOW_BAR_PX = 5
FOCUS_BLUR_PX = 5.0


def room() -> Image.Image:
    """Return the empty hall as RGB, 640×480."""
    hall = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(hall)
    draw.rectangle((0, FLOOR_FROM_PX, *SIZE), fill=FLOOR)
    draw.rectangle(DOOR, fill=DOOR_COLOUR, outline=DOOR_FRAME_COLOUR, width=DOOR_FRAME_PX)
    draw.rectangle(WINDOW, fill=WINDOW_COLOUR, outline=DOOR_FRAME_COLOUR, width=DOOR_FRAME_PX)
    middle = (WINDOW[0][0] + WINDOW[1][0]) / 2
    draw.line((middle, WINDOW[0][1], middle, WINDOW[1][1]), fill=DOOR_FRAME_COLOUR, width=WINDOW_BAR_PX)
    return _lit(hall.filter(ImageFilter.GaussianBlur(FOCUS_BLUR_PX)))


def _lit(hall: Image.Image) -> Image.Image:
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    distance = np.hypot(x - LIGHT_FROM[0], y - LIGHT_FROM[1]) / LIGHT_REACH_PX
    light = DARKEST + (1 - DARKEST) * np.exp(-(distance**2))
    return Image.fromarray((np.asarray(hall) * light[:, :, None]).astype(np.uint8))
