"""Chips to embeddings, by LiteRT on one thread. TensorFlow is never imported here.

Measured (2 cores, AVX-512): LiteRT's default delegate, XNNPACK, is the fastest exact configuration. The
chip and its mirror image in one invocation of two take as long as two invocations of one, so there is one
network and one shape. ``Interpreter.invoke`` releases the interpreter lock: other threads go on while it
runs.
"""

from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from door_access.domain.faces.faces import Embedding, Rgb, Vector
from door_access.domain.models.golden import golden_chip
from door_access.domain.models.model import Model
from door_access.errors import BadImage, WeightsFault
from door_access.vision.native_output import native_output_logged

GOLDEN_TOLERANCE = 1e-4
"""Per component, in units of the largest where that is above 1. Kernels for other processors round
differently: by 3e-7 against dlib, by 3e-6 against Keras (measured on five networks)."""


class LiteRtEncoder:
    """One converted model, tested against its golden embedding before first use. One thread owns it."""

    def __init__(self, model_path: Path, model: Model) -> None:
        """Load the model and test it.

        Raises:
            WeightsFault: the file is no model, another one, or fails its self-test.
        """
        self._model = model
        self._interpreter = _loaded(model_path)
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._check_shapes(model_path)
        self._self_test(model_path)

    @property
    def model_key(self) -> str:
        """Id and hash of the model, as ``id@hash8``."""
        return self._model.key

    @property
    def side_px(self) -> int:
        """Side of the square chips that the model takes."""
        return self._model.chip_side_px

    @property
    def dimension(self) -> int:
        """Length of the model's vectors."""
        return self._model.dimension

    def raw(self, chip_rgb: Rgb) -> Vector:
        """Return the network's own vector ``(D,)`` float32: no mirror image, not normalised.

        Raises:
            BadImage: the chip is not ``(side, side, 3)`` uint8 of the model's side.
        """
        self._check(chip_rgb)
        self._interpreter.set_tensor(self._input, chip_rgb[np.newaxis].astype(np.float32))
        self._interpreter.invoke()
        vector: Vector = self._interpreter.get_tensor(self._output)[0]
        return vector

    def encode(self, chip_rgb: Rgb) -> Embedding:
        """Return the chip's vector, normalised; where the model adds its mirror image, the mean of both.

        The mirror image steadies it: ``resnet29``'s FNMR on LFW at FMR 1e-4 falls from 23.7 to 18.2 %. It
        takes as long again.

        Raises:
            BadImage: the chip is not ``(side, side, 3)`` uint8 of the model's side.
            ValueError: the network gave a vector that stands for no face (NaN, no length).
        """
        vector = self.raw(chip_rgb)
        if self._model.adds_mirror_image:
            vector = np.mean([vector, self.raw(chip_rgb[:, ::-1])], axis=0)
        return Embedding.from_raw(vector, self.model_key)

    def _check(self, chip_rgb: Rgb) -> None:
        wanted = (self._model.chip_side_px, self._model.chip_side_px, 3)
        if chip_rgb.shape != wanted or chip_rgb.dtype != np.uint8:
            raise BadImage(
                f"A chip for {self._model.id} is {wanted} uint8, got {chip_rgb.shape} {chip_rgb.dtype}."
            )

    def _check_shapes(self, model_path: Path) -> None:
        side = self._model.chip_side_px
        wanted = [1, side, side, 3], [1, self._model.dimension]
        details = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        got = tuple(detail["shape"].tolist() for detail in details)
        if got != wanted:
            raise WeightsFault(
                f"{model_path} maps {got[0]} to {got[1]}, expected {wanted[0]} to {wanted[1]}."
            )

    def _self_test(self, model_path: Path) -> None:
        golden = np.array(self._model.golden)
        got = self.raw(golden_chip(self._model.chip_side_px))[: len(golden)]
        away = np.abs(got - golden).max() / max(1.0, np.abs(golden).max())
        if not away <= GOLDEN_TOLERANCE:
            raise WeightsFault(
                f"The self-test of {self._model.id} failed: {model_path} is {away:.2g} away from the golden"
                f" embedding, at most {GOLDEN_TOLERANCE:.0e} expected."
            )


def _loaded(model_path: Path) -> Interpreter:
    try:
        with native_output_logged():
            interpreter = Interpreter(**_where(model_path), num_threads=1)
            interpreter.allocate_tensors()
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) and error.filename is None:  # of the system, and not of this file
            raise
        raise WeightsFault(f"{model_path} is not a model that LiteRT can load.") from error
    return interpreter


def _where(model_path: Path) -> dict[str, Any]:
    """Return the path for LiteRT; the file's content where the path is not UTF-8, which it cannot take."""
    try:
        str(model_path).encode()
    except UnicodeEncodeError:
        return {"model_content": model_path.read_bytes()}
    return {"model_path": str(model_path)}
