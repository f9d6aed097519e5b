"""A published network small enough to be trained in tests, and folders of chips for it."""

import dataclasses
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from door_access.domain.models.model import Model
from door_access.facenet.installation.shipped import shipped_models
from door_access.facenet.networks import registry
from door_access.offline.training import order
from tests.facenet.training.tiny import faces

NAME = "tiny_net"
SIDE_PX, DIMENSION = 32, 8


def build() -> keras.Model:
    """Return the untrained network, as a network's module does."""
    pixels = keras.Input((SIDE_PX, SIDE_PX, 3), name="chip_rgb")
    x = layers.Rescaling(1 / 128, offset=-1, name="scale")(pixels)
    x = layers.Conv2D(4, 5, strides=4, name="stem")(x)
    x = layers.Flatten(name="flat")(layers.BatchNormalization(name="stem_bn")(x))
    return keras.Model(pixels, layers.Dense(DIMENSION, name="head")(x), name=NAME)


def tiny_model() -> Model:
    nothing = {"measured_curves": None, "weights_sha256": "", "golden": (), "figures": ()}
    size = {"chip_side_px": SIDE_PX, "chip_padding": 0.0, "dimension": DIMENSION}
    return dataclasses.replace(shipped_models()["resnet29"], id="tiny", network=NAME, **size, **nothing)


def ship(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the product know the network as if it were one of its own."""
    monkeypatch.setattr(
        registry, "NETWORKS", (*registry.NETWORKS, registry.Network(NAME, SIDE_PX, DIMENSION, NAME))
    )
    monkeypatch.setitem(sys.modules, f"{registry.PACKAGE}.{NAME}", sys.modules[__name__])
    shipped = {**shipped_models(), "tiny": tiny_model()}
    monkeypatch.setattr(order, "shipped_models", lambda: shipped)


def chips_of(folder: Path, *photos: int, side_px: int = SIDE_PX) -> Path:
    """Write chips as ``dataset capture`` does: person ``n`` has ``photos[n]``."""
    chips = faces(*photos)
    for number, (chip, person) in enumerate(zip(chips.chips_rgb, chips.person, strict=True)):
        own = folder / chips.names[person]
        own.mkdir(parents=True, exist_ok=True)
        large = Image.fromarray(np.array(chip)).resize((side_px, side_px), Image.Resampling.NEAREST)
        large.save(own / f"{number:04d}.png")
    return folder
