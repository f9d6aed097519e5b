"""The demo feed: the story's frames, drawn one by one as a camera at the door would see them.

Frame n is a function of n alone, so that every run shows the same pictures. Only Pillow and NumPy draw.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from door_access.demo.motion import Stance, stance_of
from door_access.demo.portrait import FACE_CENTRE, FACE_WIDTH_PX, figure, portrait_path
from door_access.demo.story import FRAMES_PER_ROUND, RATE_HZ
from door_access.domain.faces.faces import Frame, Rgb, SourceKind
from door_access.errors import CameraFault

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


NAME = "Demo feed"

EYE_DISTANCE_PX = 1100.0
"""How far the camera is from the picture plane: gives a turned head a little perspective."""
LENS_BLUR_PX = 0.7
MOTION_BLUR_PX = 4.0
"""Blur of the portrait, in its own pixels: a webcam's lens, and a walking person."""
HALVINGS = 3
"""Smaller copies of the figure, so that a small one is averaged and not picked pixel by pixel."""

PATCHES = 12
"""The picture of the figure is bent in so many patches each way; more would not be seen."""
HEAD_RADII_PX = (80.0, 120.0)
NOSE_DEPTH_PX = 70.0
"""A round head, roughly: how wide and high in the portrait, and how far the nose stands out."""

NOISE_LEVELS = 3.0
"""Standard deviation of the sensor's noise, in grey levels."""
MOST_NOISE = 9
"""The noise is cut here; pixels keep so far from black and white that adding it cannot overflow."""
NOISE_MARGIN_PX = 97
"""The noise is one larger sheet, laid differently over every frame; prime, so that no place repeats soon."""
NOISE_SEED = 1906
NOISE_STRIDES = (37, 61)


Patch = tuple[tuple[int, int, int, int], tuple[float, ...]]


class DemoSource:
    """A source that plays the story once, or for ever."""

    def __init__(self, *, looped: bool) -> None:
        """Prepare; nothing is drawn before :meth:`open`."""
        self._is_looped = looped
        self._studio: Studio | None = None
        self._next = 0

    @property
    def name(self) -> str:
        """Return what to call it on the screen."""
        return NAME

    @property
    def kind(self) -> SourceKind:
        """Return DEMO: it never drives a real lock."""
        return SourceKind.DEMO

    def open(self) -> None:
        """Begin the story; raises CameraFault when the portrait is missing."""
        self._studio = Studio(figure(portrait_path()), room())
        self._next = 0

    def read(self) -> Frame | None:
        """Return the next frame; None after one round unless looped."""
        index, studio = self._next_index()
        return None if index is None else Frame(studio.picture(index), index / RATE_HZ, index)

    def skip(self) -> float | None:
        """Go on by a frame that nobody draws; return its time, None after one round unless looped."""
        index, _ = self._next_index()
        return None if index is None else index / RATE_HZ

    def _next_index(self) -> "tuple[int | None, Studio]":
        if self._studio is None:
            raise CameraFault(f"{NAME} is not open.")
        if self._next >= FRAMES_PER_ROUND and not self._is_looped:
            return None, self._studio
        self._next += 1
        return self._next - 1, self._studio

    def close(self) -> None:
        """Forget the pictures; harmless when it is not open."""
        self._studio = None


class Studio:
    """Draws any frame of the story."""

    def __init__(self, visitor: Image.Image, hall: Image.Image) -> None:
        """Keep the visitor (RGBA) sharp and blurred, in several sizes, in front of the hall (RGB)."""
        self._sharp = _levels(visitor.filter(ImageFilter.GaussianBlur(LENS_BLUR_PX)))
        self._blurred = _levels(visitor.filter(ImageFilter.BoxBlur((MOTION_BLUR_PX, 1.0))))
        self._hall = hall
        self._noise = _noise_sheet()

    def picture(self, index: int) -> Rgb:
        """Return frame ``index``, ``(480, 640, 3)``."""
        stance = stance_of(index)
        scene = self._hall.copy()
        if stance is not None:
            self._place(scene, stance)
        light = stance.light if stance is not None else 1.0
        exposed = np.asarray(scene.point(_exposure(light) * 3), np.uint8)
        top, left = (index * stride % NOISE_MARGIN_PX for stride in NOISE_STRIDES)
        return np.add(exposed, self._noise[top : top + SIZE[1], left : left + SIZE[0]])

    def _place(self, scene: Image.Image, stance: Stance) -> None:
        """Draw the figure over the part of the scene that it can cover."""
        levels = self._blurred if stance.is_moving else self._sharp
        scale = stance.face_px / FACE_WIDTH_PX
        level = min(HALVINGS, max(0, math.floor(-math.log2(scale))))
        projection = _projection(stance, scale)
        left, top, right, bottom = _reach(projection, levels[0].size)
        if left >= right or top >= bottom:
            return
        mesh = _mesh((left, top, right, bottom), projection, stance, shrunk=2**level)
        size = right - left, bottom - top
        drawn = levels[level].transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
        scene.paste(drawn, (left, top), drawn)


def _levels(visitor: Image.Image) -> list[Image.Image]:
    """Return the figure and its halvings."""
    sizes = [(visitor.width >> n, visitor.height >> n) for n in range(HALVINGS + 1)]
    return [visitor.resize(size, Image.Resampling.BOX) for size in sizes]


def _projection(stance: Stance, scale: float) -> NDArray[np.float64]:
    """Return the homography from figure to picture, in pixels: turn the flat figure, then look at it."""
    turn = scale * _rotation(stance)
    across, down = turn[:, 0], turn[:, 1]
    place = -(across * FACE_CENTRE[0] + down * FACE_CENTRE[1])
    point = np.stack([across, down, place], axis=1)
    point[2] += (0.0, 0.0, EYE_DISTANCE_PX)
    camera = np.array([[EYE_DISTANCE_PX, 0, stance.x_px], [0, EYE_DISTANCE_PX, stance.y_px], [0, 0, 1.0]])
    return np.asarray(camera @ point)


def _reach(projection: NDArray[np.float64], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the figure in the picture, cut at the picture's edges."""
    width, height = size
    corners = np.array([(0, 0, 1), (width, 0, 1), (0, height, 1), (width, height, 1)], np.float64)
    x, y, depth = projection @ corners.T
    low = np.floor([(x / depth).min(), (y / depth).min()]).astype(int)
    high = np.ceil([(x / depth).max(), (y / depth).max()]).astype(int)
    return max(0, int(low[0])), max(0, int(low[1])), min(SIZE[0], int(high[0])), min(SIZE[1], int(high[1]))


def _mesh(
    reach: tuple[int, int, int, int], projection: NDArray[np.float64], stance: Stance, *, shrunk: int
) -> list[Patch]:
    """Return Pillow's mesh: the picture in patches, and where each one's corners lie in the shrunk figure."""
    left, top, right, bottom = reach
    x = np.linspace(left, right, PATCHES + 1).round().astype(int)
    y = np.linspace(top, bottom, PATCHES + 1).round().astype(int)
    places = np.stack([*np.meshgrid(x, y), np.ones((PATCHES + 1, PATCHES + 1))], axis=-1)
    flat = places @ np.linalg.inv(projection).T
    figure_px = _turned(flat[..., :2] / flat[..., 2:], stance) / shrunk
    return [
        (
            (int(x[c] - left), int(y[r] - top), int(x[c + 1] - left), int(y[r + 1] - top)),
            tuple(figure_px[[r, r + 1, r + 1, r], [c, c, c + 1, c + 1]].ravel().tolist()),
        )
        for r in range(PATCHES)
        for c in range(PATCHES)
    ]


def _turned(figure_px: NDArray[np.float64], stance: Stance) -> NDArray[np.float64]:
    """Return where a place of the turned figure lies in the flat one: what is nearer moves farther."""
    nearness = np.exp(-(((figure_px - FACE_CENTRE) / HEAD_RADII_PX) ** 2).sum(axis=-1, keepdims=True))
    shift = np.tan(np.radians([stance.yaw, stance.pitch]))
    return np.asarray(figure_px - NOSE_DEPTH_PX * nearness * shift)


def _rotation(stance: Stance) -> NDArray[np.float64]:
    roll, yaw, pitch = (math.radians(angle) for angle in (stance.roll, stance.yaw, stance.pitch))
    about_z = [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
    about_y = [[math.cos(yaw), 0, -math.sin(yaw)], [0, 1, 0], [math.sin(yaw), 0, math.cos(yaw)]]
    about_x = [[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]]
    return np.asarray(np.array(about_z) @ np.array(about_y) @ np.array(about_x))


def _exposure(light: float) -> list[int]:
    """Return the camera's curve: levels times light, kept clear of black and white by the noise's reach."""
    return [round(min(255 - MOST_NOISE, max(MOST_NOISE, level * light))) for level in range(256)]


def _noise_sheet() -> NDArray[np.uint8]:
    """Return noise as bytes to be added modulo 256."""
    size = (SIZE[1] + NOISE_MARGIN_PX, SIZE[0] + NOISE_MARGIN_PX, 3)
    noise = np.random.default_rng(NOISE_SEED).normal(0.0, NOISE_LEVELS, size)
    return np.clip(np.rint(noise), -MOST_NOISE, MOST_NOISE).astype(np.int8).view(np.uint8)
