"""A network of two layers, and its tensors as each file format keeps them."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np

SHAPES = {
    "conv1/kernel": (3, 2, 4, 5),
    "conv1/bias": (5,),
    "bn1/gamma": (5,),
    "bn1/beta": (5,),
    "bn1/moving_mean": (5,),
    "bn1/moving_variance": (5,),
    "dense/kernel": (6, 7),
}
CSV_LETTERS = {"kernel": "w", "gamma": "w", "bias": "b", "beta": "b", "moving_mean": "m"}


class TinyNetwork:
    """All that a reader asks of a network."""

    def published_shapes(self) -> dict[str, tuple[int, ...]]:
        return SHAPES


def tensors() -> dict[str, np.ndarray]:
    """Return different numbers for every tensor, so that none can stand for another."""
    random = np.random.default_rng(1)
    drawn = {name: random.normal(size=shape).astype(np.float32) for name, shape in SHAPES.items()}
    return drawn | {"bn1/moving_variance": np.abs(drawn["bn1/moving_variance"])}


def write_npy(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, tensor in tensors().items():
        np.save(folder / f"{name.replace('/', '_')}.npy", tensor)
    return folder


def write_csv(folder: Path, *, packed: bool = False) -> Path:
    """Write them as Torch would have: output channels first, one line of numbers a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, tensor in tensors().items():
        layer, variable = name.split("/")
        turned = tensor.transpose({4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}[tensor.ndim])
        line = ",".join(repr(float(number)) for number in turned.ravel())
        file = folder / f"{layer}_{CSV_LETTERS.get(variable, 'v')}.csv"
        if packed:
            file.with_suffix(".csv.gz").write_bytes(gzip.compress(line.encode()))
        else:
            file.write_text(line + "\n")
    return folder


def write_h5(path: Path, places: Mapping[str, str], written: Mapping[str, np.ndarray] | None = None) -> Path:
    """Write the tensors at these places in the file."""
    with h5py.File(path, "w") as file:
        for name, tensor in (written or tensors()).items():
            file[places[name]] = tensor
    return path


def keras_2(*, root: str = "") -> dict[str, str]:
    return {name: f"{root}{name.split('/')[0]}/{name}:0" for name in SHAPES}
