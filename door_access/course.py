"""The FaceNet lessons' functions under the lessons' own names, over the parts that run the door.

One rule: the names, arguments and return values are the lessons'; what is inside is the product's. The door
itself uses none of this: it finds and aligns faces, fuses several looks, and has no fixed threshold.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from door_access.bootstrap.site import data_directory
from door_access.bootstrap.vision import encoder_of
from door_access.domain.faces.faces import Rgb, Vector
from door_access.domain.matching.identification import is_match
from door_access.errors import BadInput
from door_access.facenet.channels import as_chips
from door_access.vision.stills import read_picture, squeezed

THRESHOLD = 0.7
"""The lessons' distance. At the door it follows from the wanted error rate and the number of people."""

Database = Mapping[str, Vector]
"""Encodings ``(1, D)`` by name."""


class Model(Protocol):
    """What :func:`load_model` returns."""

    @property
    def side_px(self) -> int: ...

    @property
    def dimension(self) -> int: ...

    def raw(self, chip_rgb: Rgb) -> Vector: ...


def load_model(model_id: str = "facenet", data_dir: Path | str | None = None) -> Model:
    """Return an installed model; ``python main.py weights list`` names them.

    Raises:
        WeightsFault: it is not installed, or its files are damaged.
    """
    return encoder_of(model_id, data_directory(Path(data_dir) if data_dir else None))


def img_to_encoding(path: Path | str, model: Model) -> Vector:
    """Return the photo's encoding ``(1, D)`` float32 of length 1; the photo is resized, no face is searched.

    Raises:
        BadImage: the file is no picture.
    """
    return _unit(model.raw(squeezed(read_picture(Path(path)), model.side_px)))[np.newaxis]


def predict_on_batch(pictures: NDArray[np.generic], model: Model) -> Vector:
    """Return the encodings ``(m, D)`` of pictures in memory, each of length 1; they are resized if need be.

    Args:
        pictures: RGB, ``(m, 3, 96, 96)`` with the colours first as in the lessons, or ``(m, side, side, 3)``;
            floats of 0…1, or uint8.

    Raises:
        BadImage: the shape or a value is another.
    """
    chips = np.rint(as_chips(pictures)).astype(np.uint8)
    encodings = [_unit(model.raw(squeezed(chip_rgb, model.side_px))) for chip_rgb in chips]
    return np.stack(encodings) if encodings else np.empty((0, model.dimension), np.float32)


def triplet_loss(y_true: Any, y_pred: Sequence[Any], alpha: float = 0.2) -> Any:
    """Return Σ max(‖a − p‖² − ‖a − n‖² + alpha, 0) over the batch of ``y_pred = (a, p, n)``, each ``(B, D)``.

    ``y_true`` is there because Keras hands one over; it is not looked at. TensorFlow is loaded when called.
    """
    from door_access.facenet.triplet import triplet_loss as loss  # noqa: PLC0415

    return loss(y_true, y_pred, alpha)


def verify(
    path: Path | str, identity: str, database: Database, model: Model, threshold: float = THRESHOLD
) -> tuple[float, bool]:
    """Return ``(distance, door_open)``: is the person on the photo who the card says?

    Raises:
        BadInput: nobody of this name is in the database, or the encoding is none of this model.
        BadImage: the file is no picture.
    """
    if identity not in database:
        raise BadInput(f"Nobody in the database is called {identity!r}.")
    distance = _distance(img_to_encoding(path, model), identity, database)
    return distance, is_match(distance, threshold)


def who_is_it(path: Path | str, database: Database, model: Model) -> tuple[float, str | None]:
    """Return ``(distance, identity)`` of the nearest person; ``(inf, None)`` from an empty database.

    The nearest is not yet the right one: above a threshold the answer stands for nobody, as the lessons say.

    Raises:
        BadImage: the file is no picture.
        BadInput: an encoding in the database is none of this model.
    """
    encoding = img_to_encoding(path, model)
    distances = {name: _distance(encoding, name, database) for name in database}
    identity = min(distances, key=distances.__getitem__, default=None)
    return (distances[identity], identity) if identity is not None else (float("inf"), None)


def _unit(vector: Vector) -> Vector:
    unit: Vector = vector / np.linalg.norm(vector)
    return unit


def _distance(encoding: Vector, name: str, database: Database) -> float:
    known = np.atleast_2d(database[name])
    if known.shape != encoding.shape or not np.isfinite(known).all():
        raise BadInput(
            f"The encoding of {name!r} has the shape {known.shape} or a value that is no number;"
            f" this model's were expected, {encoding.shape} and finite."
        )
    return float(np.linalg.norm(encoding - known))
