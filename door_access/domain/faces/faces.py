"""What a camera sees of a face, as values. Arrays are RGB uint8 or float32 and read-only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
"""A picture of shape ``(height, width, 3)``, red first."""
Vector = NDArray[np.float32]

UNIT_TOLERANCE = 1e-3
"""How far a vector's length may be from one; float32 rounding stays below 1e-6."""


def frozen_array(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array marked read-only (the same memory)."""
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a picture, in pixels; it may reach past the picture's edge."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.right > self.left and self.bottom > self.top):
            raise ValueError(f"a box needs right > left and bottom > top, got {self}")

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def contains(self, x: float, y: float) -> bool:
        """Say whether the point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def overlap(self, other: "Box") -> float:
        """Return intersection over union, 0…1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)

    def scaled(self, factor: float) -> "Box":
        """Return the box in a picture enlarged by the factor."""
        return Box(self.left * factor, self.top * factor, self.right * factor, self.bottom * factor)

    def moved(self, right: float, down: float) -> "Box":
        """Return the box so many pixels further to the right and down."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)


class SourceKind(StrEnum):
    """Where pictures come from; only a live source may drive a real lock."""

    LIVE = "live"
    PLAYBACK = "playback"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source. ``captured_at_s`` is monotonic (live) or the file's own time (playback)."""

    rgb: Rgb
    captured_at_s: float
    index: int
    source: str = ""
    kind: SourceKind = SourceKind.PLAYBACK

    def __post_init__(self) -> None:
        if self.rgb.ndim != 3 or self.rgb.shape[2] != 3 or self.rgb.dtype != np.uint8:
            raise ValueError(f"a frame is (height, width, 3) uint8, got {self.rgb.shape} {self.rgb.dtype}")
        frozen_array(self.rgb)

    @property
    def width_px(self) -> int:
        return int(self.rgb.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.rgb.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFace:
    """A face that the detector found: its box and five points.

    ``landmarks`` is ``(5, 2)`` float32 in picture pixels, in dlib's order: the outer and inner corner of the
    eye at the picture's right, the outer and inner corner of the eye at its left, the base of the nose.
    """

    box: Box
    landmarks: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.landmarks.shape != (5, 2):
            raise ValueError(f"five landmarks of two numbers expected, got shape {self.landmarks.shape}")
        frozen_array(self.landmarks)


@dataclass(frozen=True, slots=True)
class Quality:
    """Measured properties of one face in one picture; ``guidance.QualityGate`` judges them.

    Usual values are the middle 96 % of 204 webcam frames of eight people (NUAA, live).

    Attributes:
        width_px: width of the face's box.
        sharpness: variance of the Laplacian of the grey face, 100 px wide; higher is sharper. Usual: 45…675.
        brightness: mean grey level of the face, 0…255. Usual: 47…221.
        contrast: standard deviation of the face's grey level. Usual: 17…55.
        yaw: how far the nose lies beside the middle of the eyes, over the distance of the eyes; 0 is frontal,
            positive is towards the picture's right. Usual: −0.12…0.09.
        pitch: how far the nose lies below the eyes, over the distance of the eyes. Usual: 0.64…0.85.
        roll_degrees: the slope of the line through the eyes. Usual: −6…4.
    """

    width_px: float
    sharpness: float
    brightness: float
    contrast: float
    yaw: float
    pitch: float
    roll_degrees: float


@dataclass(frozen=True, slots=True, eq=False)
class FaceSample:
    """One aligned face: what recognition works on. ``chip_rgb`` is ``(side, side, 3)`` uint8."""

    face: DetectedFace
    quality: Quality
    chip_rgb: Rgb
    track: int
    captured_at_s: float

    def __post_init__(self) -> None:
        frozen_array(self.chip_rgb)


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """A face as a unit vector ``(D,)`` float32 of one model. Build it with :meth:`from_raw`."""

    vector: Vector
    model_key: str

    def __post_init__(self) -> None:
        length = float(np.linalg.norm(self.vector))
        if self.vector.ndim != 1 or not abs(length - 1.0) <= UNIT_TOLERANCE:
            raise ValueError(f"an embedding is a unit vector, got shape {self.vector.shape}, length {length}")
        frozen_array(self.vector)

    @classmethod
    def from_raw(cls, raw: NDArray[Any], model_key: str) -> "Embedding":
        """Return the normalised vector.

        Raises:
            ValueError: the vector is not finite or has no length, so it means nothing.
        """
        vector = np.array(raw, dtype=np.float64)
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length) or length < 1e-6:
            raise ValueError(f"the network gave a vector of length {length}, which stands for no face")
        return cls((vector / length).astype(np.float32), model_key)

    @classmethod
    def mean_of(cls, embeddings: "list[Embedding] | tuple[Embedding, ...]") -> "Embedding":
        """Return the normalised mean, the fused embedding of one person.

        Raises:
            ValueError: there are none, or they are of several models.
        """
        models = {embedding.model_key for embedding in embeddings}
        if len(models) != 1:
            raise ValueError(f"embeddings of exactly one model can be fused, got {sorted(models)}")
        return cls.from_raw(np.mean([e.vector for e in embeddings], axis=0), models.pop())

    def distance_to(self, other: "Embedding") -> float:
        """Return the Euclidean distance, 0 (same) … 2 (opposite).

        Raises:
            ValueError: the other is of another model; such a distance means nothing.
        """
        if other.model_key != self.model_key:
            raise ValueError(f"cannot compare an embedding of {self.model_key} with one of {other.model_key}")
        return float(np.linalg.norm(self.vector - other.vector))
