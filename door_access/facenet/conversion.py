"""Turn weights into a LiteRT model: ``python -m door_access.facenet.conversion NETWORK PLACE SHA256 FOLDER``.

It writes three files into the folder: the model, the numbers that it was made from, and what became known of
them. One rule: it runs in a process of its own (``conversion_process`` starts it), so that the kiosk never
carries TensorFlow.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from door_access.domain.models.golden import golden_chip
from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.converted import EXIT_FAULT, MODEL_FILE, WEIGHTS_FILE, Findings, write_findings
from door_access.facenet.networks.registry import network
from door_access.facenet.tensor_file import write_tensor_file
from door_access.facenet.weights_reading import read_weights

GOLDEN_NUMBERS = 16
"""So many components of the golden embedding are kept: enough that no other network has them by accident."""


def convert(name: str, place: Path, *, sha256: str, folder: Path) -> None:
    """Convert the weights of the network; an empty ``sha256`` takes any.

    Raises:
        WeightsFault: the weights are not those of the hash or of the network, or TensorFlow cannot be used.
        OSError: the folder cannot be written, or the disk is full.
    """
    known = network(name)
    read = read_weights(known, place, sha256=sha256)
    if read.tensors is not None:
        write_tensor_file(folder / WEIGHTS_FILE, read.tensors)
    (folder / MODEL_FILE).write_bytes(_flatbuffer(read.keras_network))
    write_findings(folder, Findings(read.sha256, golden_of(read.keras_network, known.side_px)))


def _flatbuffer(model: Any) -> bytes:
    from door_access.facenet.flatbuffer import flatbuffer  # noqa: PLC0415

    return flatbuffer(model)


def golden_of(model: Any, side_px: int) -> tuple[float, ...]:
    """Return the first components of the golden chip's raw vector, as Keras computes it."""
    chip = golden_chip(side_px)[np.newaxis].astype(np.float32)
    vector = np.asarray(model(chip, training=False))[0]
    return tuple(round(float(number), 7) for number in vector[:GOLDEN_NUMBERS])


def main(arguments: list[str]) -> int:
    """Convert as the command line says; return the exit code."""
    try:
        name, place, sha256, folder = arguments
        convert(name, Path(place), sha256=sha256, folder=Path(folder))
    except (WeightsFault, StorageFault) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{arguments[-1]} cannot be written: {error.strerror or error}.")
    return 0


def _fail(sentence: str) -> int:
    sys.stderr.write(f"\n{' '.join(sentence.split())}\n")
    return EXIT_FAULT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
