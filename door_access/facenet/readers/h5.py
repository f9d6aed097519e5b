"""Read weights that Keras 1 or 2 (or Keras 3 in its legacy format) kept in one ``.h5`` file.

One rule: only arrays of numbers are read, found by the name of their layer. The configuration beside them,
which may hold the code of Lambda layers, is never looked at, nor is what the file merely points to: links,
numbers in other files. Numbers lie in it as Keras writes them: plain, and all of them.
"""

from pathlib import Path

import h5py
import numpy as np

from door_access.domain.faces.faces import frozen_array
from door_access.errors import WeightsFault
from door_access.facenet.tensors import Shapes, Tensor, check_outline, shown

SUFFIXES = (".h5", ".hdf5")
WEIGHTS_GROUP = "model_weights"
"""Where a whole model's file has them, beside the optimizer's; a file of weights alone has no such group."""
KERAS_3_GROUP = "vars"
VARIABLES = {
    "W": "kernel",
    "b": "bias",
    "running_mean": "moving_mean",
    "running_var": "moving_variance",
    "running_std": "moving_variance",
}
"""Keras 1's words; its ``running_std`` holds the variance too, whatever it is called."""
LAYERS = {"dense_layer": "dense"}
"""Keras-OpenFace's own name of a layer that the export from Torch, and so our network, calls otherwise."""
DEEPEST = 20
"""Groups in groups; Keras has one for each model in a model, and one for each layer and part of its name."""
DAMAGED = (OSError, RuntimeError, KeyError, ValueError, TypeError)
"""What h5py raises on a file that ends early or lies to itself."""


def read(path: Path, shapes: Shapes) -> dict[str, Tensor]:
    """Return the tensors of the file.

    Raises:
        WeightsFault: it is no such file, is damaged, or holds other tensors than the network's.
    """
    try:
        with h5py.File(path, "r") as file:
            found = _datasets(file, path, shapes)
            check_outline({name: dataset.shape for name, dataset in found.items()}, shapes)
            return {name: _tensor(dataset, name, path) for name, dataset in found.items()}
    except DAMAGED as error:
        raise WeightsFault(f"{path.name} is not a whole HDF5 file.") from error


def _datasets(file: h5py.File, path: Path, shapes: Shapes) -> dict[str, h5py.Dataset]:
    layers = {name.rpartition("/")[0] for name in shapes}
    found: dict[str, h5py.Dataset] = {}
    for place, dataset in _arrays(file):
        if KERAS_3_GROUP in place:
            raise WeightsFault(
                f"{path.name} names no layers: expected a model saved in Keras's legacy format."
            )
        name = _name(place, layers)
        if name in found:
            raise WeightsFault(f"{path.name} holds the tensor {shown(name)} twice.")
        found[name] = dataset
    return found


def _arrays(file: h5py.File) -> list[tuple[list[str], h5py.Dataset]]:
    """Return the weights' arrays, each with the groups on the way to it and its own name; follow no link."""
    found: list[tuple[list[str], h5py.Dataset]] = []

    def visit(place: str, item: h5py.Group | h5py.Dataset) -> bool | None:
        if isinstance(item, h5py.Dataset):
            found.append((place.split("/"), item))
        return place.count("/") > DEEPEST or None  # anything but None ends the visit

    if file.visititems(visit):
        raise ValueError(f"more than {DEEPEST} groups in each other")
    of_model = [(inside, dataset) for (root, *inside), dataset in found if root == WEIGHTS_GROUP and inside]
    return of_model or found


def _name(place: list[str], layers: set[str]) -> str:
    """Return ``layer/variable``. The layer is the outermost group that bears the name of one of ours.

    Further in lie names that Keras made unique (``conv1/conv1_1/kernel:0``), further out those of models.
    """
    *groups, last = place
    named = [LAYERS.get(group, group) for group in groups]
    layer = next((group for group in named if group in layers), named[-1] if named else "")
    variable = last.partition(":")[0].removeprefix(f"{groups[-1] if groups else ''}_")
    return f"{layer}/{VARIABLES.get(variable, variable)}"


def _tensor(dataset: h5py.Dataset, name: str, path: Path) -> Tensor:
    if dataset.dtype.kind != "f" or not _is_plain(dataset):
        raise WeightsFault(f"{path.name} does not hold the numbers of {name} plainly, expected float32.")
    with np.errstate(over="ignore"):  # it becomes infinite, and what is infinite is refused by name
        return frozen_array(np.asarray(dataset[()]).astype(np.float32))


def _is_plain(dataset: h5py.Dataset) -> bool:
    """Return whether the numbers lie in the file one after the other.

    Not so where they lie in another file, were never written, or are packed in chunks, a few bytes of which
    may unpack to gigabytes.
    """
    is_here = dataset.id.get_storage_size() == dataset.nbytes and not dataset.external
    return is_here and dataset.chunks is None
