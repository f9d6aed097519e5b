"""What a training leaves behind: the numbers, the LiteRT model made of them, and what proves them right."""

from dataclasses import dataclass
from typing import Any

from door_access.facenet.conversion import golden_of
from door_access.facenet.flatbuffer import flatbuffer
from door_access.facenet.tensors import Tensors, digest, tensors_of


@dataclass(frozen=True, slots=True, eq=False)
class TrainedModel:
    """A trained network, ready to be installed.

    Attributes:
        tensors: its numbers by ``layer/variable``.
        litert: the bytes of the LiteRT model.
        golden: first components of the golden chip's raw vector.
    """

    tensors: Tensors
    litert: bytes
    golden: tuple[float, ...]

    @property
    def sha256(self) -> str:
        """Return the digest of the numbers, as a model says it."""
        return digest(self.tensors)


def finished(network: Any) -> TrainedModel:
    """Convert a trained Keras network ``(B, side, side, 3)`` → ``(B, D)``."""
    golden = golden_of(network, network.input_shape[1])
    return TrainedModel(tensors_of(network), flatbuffer(network), golden)
