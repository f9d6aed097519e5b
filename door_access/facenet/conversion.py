"""Turn weights into a LiteRT model: ``python -m door_access.facenet.conversion NETWORK WEIGHTS SHA256 OUT``.

One rule: it runs in a process of its own (``model_cache`` starts it), so that the kiosk never carries
TensorFlow.
"""

import hashlib
import sys
from pathlib import Path

from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.durable import write_whole

EXIT_FAULT = 3
"""The last line of standard error is then one sentence for a person."""


def convert(network: str, weights: Path, *, sha256: str, out: Path) -> None:
    """Write the converted model to ``out``, whole or not at all, readable by its owner only.

    Raises:
        WeightsFault: the weights are not those of the hash or of the network, or TensorFlow cannot be used.
        StorageFault: the model cannot be written.
    """
    check_hash(weights, sha256)
    write_whole(out, _model(network, weights))


def check_hash(weights: Path, sha256: str) -> None:
    """Raise WeightsFault unless the file is exactly the one of the card."""
    try:
        got = hashlib.sha256(weights.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsFault(f"{weights} cannot be read: {error.strerror}.") from error
    if got != sha256:
        raise WeightsFault(f"{weights} is not the file of the model card: SHA-256 {got}, expected {sha256}.")


def _model(network: str, weights: Path) -> bytes:
    if network != "resnet29":
        raise WeightsFault(f"There is no network named {network!r}, only 'resnet29'.")
    from door_access.facenet.dlib_weights import read_network  # noqa: PLC0415

    learnt = read_network(weights)
    try:
        from door_access.facenet.flatbuffer import flatbuffer  # noqa: PLC0415
        from door_access.facenet.networks.resnet29 import resnet29  # noqa: PLC0415
    except ImportError as error:
        raise WeightsFault(f"TensorFlow, which converts models once, cannot be loaded: {error}.") from error
    try:
        return flatbuffer(resnet29(learnt))
    except ValueError as error:
        raise WeightsFault(f"{weights} does not hold the weights of {network}.") from error


def main(arguments: list[str]) -> int:
    """Convert as the command line says; return the exit code."""
    try:
        network, weights, sha256, out = arguments
        convert(network, Path(weights), sha256=sha256, out=Path(out))
    except (WeightsFault, StorageFault) as error:
        sys.stderr.write(f"\n{error}\n")
        return EXIT_FAULT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
