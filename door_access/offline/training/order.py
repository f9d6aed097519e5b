"""What a training is to make, checked against the models there are. One rule: no TensorFlow in here."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from door_access.atomic_file import private_folder
from door_access.domain.models.model import Model
from door_access.errors import BadInput, StorageFault, WeightsFault
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.model_table import MODEL_ID
from door_access.facenet.installation.shipped import shipped_models
from door_access.facenet.networks import registry
from door_access.facenet.training import checkpoint

FOLDER = "training"
"""In the data directory; a folder per training, which is gone when its model is installed."""

Alone = Callable[[Path, str], AbstractContextManager[None]]
"""Holds the file locked; where another process does, raises StorageFault with the sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """One model to be trained.

    Attributes:
        out_id: its name.
        base: the model to begin with, else the one that says how the network's chips are cut.
        init: the model whose weights are the start; empty for random ones.
        terms: under which the photos may be used.
    """

    data_dir: Path
    models: InstalledModels
    out_id: str
    base: Model
    init: str
    terms: str

    @property
    def folder(self) -> Path:
        """Return the folder in which the checkpoint lies until the model is installed."""
        return self.data_dir / FOLDER / self.out_id

    @property
    def checkpoint(self) -> Path:
        """Return the file by which an ended training goes on."""
        return self.folder / checkpoint.FILE_NAME

    @property
    def begins_with_trunk(self) -> bool:
        """Say whether the model to begin with has another last layer, so that the new one's stays random."""
        return bool(self.init) and self.models.model(self.init).network != self.base.network

    @contextmanager
    def alone(self, hold: Alone) -> Iterator[None]:
        """Have the name and the folder for this process; a folder that stays empty is removed again.

        Raises:
            BadInput: another process has installed a model of this name meanwhile.
            StorageFault: the folder cannot be made, or another process trains this model.
        """
        self._make(self.data_dir, self.folder.parent)
        lock_file = self.folder.parent / f".{self.out_id}.lock"
        with hold(lock_file, f"Another process trains {self.out_id} already."):
            try:
                _check_name(self.out_id, self.models)
                self._make(self.folder)
                yield
            finally:
                with suppress(OSError):
                    self.folder.rmdir()

    def forget(self) -> None:
        """Empty the folder, as far as that can be done."""
        for path in self.folder.iterdir():
            with suppress(OSError):
                path.unlink()

    def _make(self, *folders: Path) -> None:
        try:
            for folder in folders:
                private_folder(folder)
        except OSError as error:
            raise StorageFault(f"{self.folder} cannot be written: {error.strerror}.") from error


def order(
    data_dir: Path,
    models: InstalledModels,
    *,
    network: str,
    init: str,
    out_id: str,
    terms: str,
) -> Order:
    """Return the order.

    Args:
        network: a network, or a published model that has it; empty for that of ``init``.

    Raises:
        BadInput: network or model is unknown, they do not belong together, or the new name cannot be used.
    """
    if not terms.strip():
        raise BadInput("--terms needs words: under which terms the photos may be used.")
    _check_name(out_id, models)
    base = _base(network, init, models)
    return Order(data_dir, models, out_id, base, init, terms.strip())


def _check_name(out_id: str, models: InstalledModels) -> None:
    if not re.fullmatch(MODEL_ID, out_id):
        raise BadInput(f"--out-id takes up to 40 small letters, digits and hyphens, got {out_id!r}.")
    if out_id in shipped_models():
        raise BadInput(f"--out-id is {out_id!r}, the name of a published model; take another.")
    if out_id in models.ids():
        raise BadInput(f"There is a model {out_id!r} already; take another --out-id.")


def _base(network: str, init: str, models: InstalledModels) -> Model:
    if not network:
        return _init_model(init, models)
    named = shipped_models().get(network)
    name = named.network if named else network.replace("-", "_")
    try:
        known = registry.network(name)
        base = models.model(init) if init else None
    except WeightsFault as fault:
        raise BadInput(str(fault)) from fault
    if base is None:
        return named or _model_of(name)
    if base.network == known.trunk:
        return replace(base, network=name, dimension=known.dimension)
    if base.network != name:
        raise BadInput(f"--init {init} has the network {base.network}, but --network says {network}.")
    return base


def _init_model(init: str, models: InstalledModels) -> Model:
    if not init:
        raise BadInput("--network is missing: a network, or with --init a model that has it.")
    try:
        return models.model(init)
    except WeightsFault as fault:
        raise BadInput(str(fault)) from fault


def _model_of(network: str) -> Model:
    """Return the first shipped model of a network, which says how its chips are cut; raises BadInput."""
    found = next((model for model in shipped_models().values() if model.network == network), None)
    if found is None:
        raise BadInput(f"No published model says how chips for {network} are cut; name one with --init.")
    return found
