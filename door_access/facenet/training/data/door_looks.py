"""Chips as a door sees faces: with glasses, slightly turned, lit by a webcam, small, compressed.

``augmentation`` says what light, place, blur and noise do; here is what it leaves out. One rule: the key
alone decides, so a step that is repeated after a kill sees the same pictures. The shares and sizes are
guesses, tried as they are: no face may become somebody else's.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf

from door_access.domain.models.model import Alignment, Model
from door_access.facenet.training.data.augmentation import (
    SCALE_SHARE,
    SHIFT_SHARE,
    TURN_RADIANS,
    blurred,
    draw,
    lit,
    noisy,
    numbers,
    projected,
)
from door_access.facenet.training.data.batches import Vary, shuffled
from door_access.facenet.training.data.chip_set import ChipSet

GLASSES_SHARE = 0.3
LENS_ACROSS, LENS_DOWN = 0.71, 0.54
"""Half a lens, of half the distance between the eyes."""
RIM_SHARE = 0.16
"""Thickest rim, of half a lens."""
DARKEST_TINT = 0.6
"""How much a lens may hide; sunglasses are refused at the door."""
SLANT = 0.12
"""Of perspective: how much larger one edge of the chip gets than the middle, at most, about 10° of yaw."""
SMALLER = ((0.12, 0.33), (0.15, 0.5), (0.2, 0.7))
"""``(share of the chips, size)``: made so small, and large again, as a face far from the camera is."""
COMPRESSED_SHARE = 0.5
WORST_QUALITY, BEST_QUALITY = 25, 90
"""JPEG's; a webcam's MJPEG lies between."""
LOOK_KEY = (20_261_122, 0)
"""Any: it decides the second look at every face held out."""


@dataclass(frozen=True, slots=True)
class EyePlaces:
    """Where a chip shows the eyes' centres: so far down, so far to either side of the middle, in sides."""

    down: float
    aside: float


def eye_places(model: Model) -> EyePlaces:
    """Return where the model's chips show the eyes.

    dlib's mean face has them 0.2213 face sizes below its top and 0.5255 apart; ArcFace's template at
    (38.29, 51.70) and (73.53, 51.50) of 112.
    """
    if model.alignment is Alignment.DLIB:
        whole = 1.0 + 2.0 * model.chip_padding
        return EyePlaces((model.chip_padding + 0.2213) / whole, 0.5255 / 2 / whole)
    return EyePlaces(51.6 / 112, (73.53 - 38.29) / 2 / 112)


def door_looks(model: Model) -> Vary:
    """Return what varies the model's chips ``(B, side, side, 3)`` by a key ``(2,)``, as float32 0…255."""
    return partial(as_a_door_sees, eyes=eye_places(model))


def as_a_door_sees(chips_rgb: Any, key: Any, *, eyes: EyePlaces) -> Any:
    """Return varied chips ``(B, side, side, 3)`` float32 0…255; ``key`` is ``(2,)`` integers.

    Which places of a batch become small or noisy is fixed, as it is chance who stands there.
    """
    keys = tf.random.split(key, 6)
    rgb = _with_glasses(tf.cast(chips_rgb, tf.float32), keys[0], eyes)
    rgb = lit(_moved(rgb, keys[1]), tf.random.split(keys[2], 3))
    rgb = _some_noisy(_some_small(blurred(rgb, keys[3])), keys[4])
    return _compressed(tf.clip_by_value(rgb, 0.0, 255.0), keys[5])


def two_looks(chips: ChipSet, vary: Vary) -> ChipSet:
    """Return every face as it is and, after all of them, once more as a door may see it; each is a person.

    Faces lie group by group, and a look may depend on the place: shuffled, all groups get the looks alike.
    """
    key = tf.constant(LOOK_KEY)
    order = shuffled(len(chips.chips_rgb), key).numpy()
    again = np.empty_like(chips.chips_rgb)
    again[order] = vary(chips.chips_rgb[order], key).numpy().round()
    both = np.concatenate([chips.chips_rgb, again])
    who = np.arange(len(chips.chips_rgb), dtype=np.int32)
    return ChipSet(both, np.concatenate([who, who]), tuple(map(str, who.tolist())))


def _with_glasses(rgb: Any, key: Any, eyes: EyePlaces) -> Any:
    """Draw rims, a bridge and tinted lenses over the eyes of some."""
    keys = tf.random.split(key, 5)
    side = tf.cast(tf.shape(rgb)[1], tf.float32)
    line = tf.range(side) / side
    size = eyes.aside * (1.0 + 0.2 * draw(rgb, keys[0]))
    down = line[None, :, None, None] - eyes.down - 0.02 * draw(rgb, keys[1])
    aside = tf.abs(line[None, None, :, None] - 0.5) - eyes.aside
    away = tf.sqrt(tf.square(aside / (LENS_ACROSS * size)) + tf.square(down / (LENS_DOWN * size)))
    rim = RIM_SHARE * (0.3 + 0.7 * draw(rgb, keys[2], low=0.0))
    is_rim = tf.abs(away - 1.0) < rim
    is_bridge = (tf.abs(down) < rim * LENS_DOWN * eyes.aside) & (aside < -LENS_ACROSS * size)
    tint = DARKEST_TINT * tf.square(draw(rgb, keys[3], low=0.0))
    hidden = tf.where(is_rim | is_bridge, 1.0, tf.where(away < 1.0, tint, 0.0))
    worn, colour = tf.split(tf.random.stateless_uniform((tf.shape(rgb)[0], 1, 1, 4), keys[4]), [1, 3], axis=3)
    hidden = tf.where(worn < GLASSES_SHARE, hidden, 0.0)
    return rgb + hidden * (120.0 * tf.square(colour) - rgb)


def _moved(rgb: Any, key: Any) -> Any:
    """Mirror, turn, scale, shift and slant, in one step, about the middle."""
    half = (tf.cast(tf.shape(rgb)[1], tf.float32) - 1.0) / 2.0
    one = tf.ones(tf.shape(rgb)[:1])
    nothing = tf.zeros_like(one)
    there = _matrix((half * one, nothing, half * one, nothing, half * one, half * one, nothing, nothing), one)
    back = tf.linalg.inv(there)
    rows = tf.reshape(there @ _move(rgb, key) @ back, (-1, 9))
    return projected(rgb, rows[:, :8] / rows[:, 8:])


def _move(rgb: Any, key: Any) -> Any:
    """Draw a move ``(B, 3, 3)`` for each chip, whose places run from −1 to 1."""
    keys = tf.random.split(key, 5)
    turn = TURN_RADIANS * numbers(rgb, keys[0], 1)[:, 0]
    scale = 1.0 + SCALE_SHARE * numbers(rgb, keys[1], 1)[:, 0]
    across, down = tf.unstack(2.0 * SHIFT_SHARE * numbers(rgb, keys[2], 2), axis=1)
    slant = SLANT * numbers(rgb, keys[3], 2)
    mirrored = tf.sign(numbers(rgb, keys[4], 1)[:, 0])
    cosine, sine = scale * tf.cos(turn), scale * tf.sin(turn)
    first_rows = (mirrored * cosine, -mirrored * sine, across, sine, cosine, down)
    return _matrix((*first_rows, *tf.unstack(slant, axis=1)), tf.ones_like(turn))


def _matrix(first_eight: tuple[Any, ...], last: Any) -> Any:
    """Return ``(B, 3, 3)`` of nine times ``(B,)``, row by row."""
    return tf.reshape(tf.stack([*first_eight, last], axis=1), (-1, 3, 3))


def _some_small(rgb: Any) -> Any:
    """Make the first chips smaller, and large again."""
    side, done, parts = rgb.shape[1], 0.0, []
    count = tf.cast(tf.shape(rgb)[0], tf.float32)
    for share, size in SMALLER:
        part = rgb[tf.cast(done * count, tf.int32) : tf.cast((done + share) * count, tf.int32)]
        few = round(side * size)
        coarse = tf.image.resize(part, (few, few), antialias=True)
        parts.append(tf.image.resize(coarse, (side, side)))
        done += share
    return tf.concat([*parts, rgb[tf.cast(done * count, tf.int32) :]], axis=0)


def _some_noisy(rgb: Any, key: Any) -> Any:
    """Make the last half noisy."""
    half = tf.shape(rgb)[0] // 2
    return tf.concat([rgb[:half], noisy(rgb[half:], key)], axis=0)


def _compressed(rgb: Any, key: Any) -> Any:
    """Write some chips as JPEG and read them again."""
    count = tf.shape(rgb)[0]
    keys = tf.random.split(key, 2)
    quality = tf.random.stateless_uniform((count,), keys[0], WORST_QUALITY, BEST_QUALITY, tf.int32)
    chosen = tf.random.stateless_uniform((count,), keys[1]) < COMPRESSED_SHARE

    def once(chip: Any) -> Any:
        pixels = tf.cast(tf.round(tf.clip_by_value(chip[0], 0.0, 255.0)), tf.uint8)
        return tf.cond(chip[2], lambda: tf.image.adjust_jpeg_quality(pixels, chip[1]), lambda: pixels)

    return tf.cast(tf.map_fn(once, (rgb, quality, chosen), fn_output_signature=tf.uint8), tf.float32)
