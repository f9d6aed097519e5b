"""The models that are installed: ``data directory/models/ID/{model.tflite, weights.npz, card.toml}``.

One rule: a folder under a model's name is whole. It is filled beside, tested there, put on the disk, and then
renamed; what a killed installation left has a name that begins with a dot, counts for nothing, and is swept
by the next one. A built-in model has no folder until the site's own impostor curves are written into one.
"""

import hashlib
import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from door_access.atomic_file import private_folder, settle, sync_folder, written_whole
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.domain.models.model import Figure, Model
from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.converted import MODEL_FILE, WEIGHTS_FILE
from door_access.facenet.installation.installed_toml import (
    Installation,
    installed_text,
    read_installed,
)
from door_access.facenet.installation.model_table import MODEL_ID
from door_access.facenet.installation.shipped import built_in_models
from door_access.facenet.tensor_file import read_tensor_file, write_tensor_file
from door_access.facenet.tensors import Tensors, digest

FOLDER = "models"
CARD_FILE = "card.toml"
UNFINISHED, REPLACED = ".installing-", ".replaced-"

Lock = Callable[[], AbstractContextManager[object]]
SelfTest = Callable[[Path, Model], object]
"""Raises WeightsFault unless the file gives the model's golden embedding."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One installed model."""

    model: Model
    installation: Installation
    folder: Path

    @property
    def model_path(self) -> Path:
        return self.folder / MODEL_FILE

    @property
    def weights_path(self) -> Path:
        return self.folder / WEIGHTS_FILE

    def check(self) -> None:
        """Raise WeightsFault unless ``model.tflite`` is, byte for byte, what was installed."""
        try:
            got = hashlib.sha256(self.model_path.read_bytes()).hexdigest()
        except OSError as error:
            raise WeightsFault(f"{self.model_path} cannot be read: {error.strerror}.") from error
        if got != self.installation.model_sha256:
            raise WeightsFault(
                f"{self.model_path} is not the model that was installed: SHA-256 {got[:8]}…,"
                f" expected {self.installation.model_sha256[:8]}…."
            )

    def tensors(self) -> Tensors:
        """Return the learnt numbers, by which a training can begin.

        Raises:
            WeightsFault: the file cannot be read, or its numbers are not the model's.
        """
        tensors = read_tensor_file(self.weights_path)
        if digest(tensors) != self.model.weights_sha256:
            raise WeightsFault(f"{self.weights_path} does not hold the numbers that card.toml names.")
        return tensors


class InstalledModels:
    """The models of one data directory.

    Args:
        self_test: run on every model before it counts.
        lock: one process at a time changes the folder.
    """

    def __init__(self, data_dir: Path, *, self_test: SelfTest, lock: Lock = nullcontext) -> None:
        self.folder = data_dir / FOLDER
        self._self_test = self_test
        self._lock = lock

    def ids(self) -> tuple[str, ...]:
        """Return what is installed beside the built-in models, in alphabetical order."""
        found = self.folder.glob(f"*/{CARD_FILE}")
        names = {path.parent.name for path in found} - built_in_models().keys()
        return tuple(sorted(name for name in names if re.match(MODEL_ID, name)))

    def all_ids(self) -> tuple[str, ...]:
        """Return what is installed, the built-in models first, in the manifest's order."""
        return *built_in_models(), *self.ids()

    def installed(self, model_id: str) -> InstalledModel:
        """Return the installed model of this id, which is not built in.

        Raises:
            WeightsFault: there is none, or its ``card.toml`` cannot be read.
        """
        if model_id not in self.ids():
            there = ", ".join(self.all_ids())
            raise WeightsFault(f"The model {model_id!r} is not installed; there is {there}.")
        folder = self.folder / model_id
        model, installation = read_installed(folder / CARD_FILE)
        if model.id != model_id:
            raise WeightsFault(f"{folder / CARD_FILE} describes {model.id}, expected {model_id}.")
        return InstalledModel(model, installation, folder)

    def model(self, model_id: str) -> Model:
        """Return an installed model, built in or not; raises WeightsFault."""
        shipped = built_in_models().get(model_id)
        return self._with_own_curves(shipped) if shipped else self.installed(model_id).model

    def readable(self) -> dict[str, Model]:
        """Return all models that can be read, in the order of :meth:`all_ids`; a broken one is logged."""
        models = {}
        for model_id in self.all_ids():
            try:
                models[model_id] = self.model(model_id)
            except WeightsFault as fault:
                _log.warning("left out: %s", fault)
        return models

    def install(self, model: Model, litert: bytes, tensors: Tensors, *, origin: str) -> InstalledModel:
        """Install a converted network and the numbers it was made from, whole or not at all.

        Raises:
            WeightsFault: the file does not give the model's golden embedding.
            StorageFault: the data directory cannot be written, or the disk is full.
        """
        with self.workshop() as folder:
            (folder / MODEL_FILE).write_bytes(litert)
            write_tensor_file(folder / WEIGHTS_FILE, tensors)
            return self.place(folder, model, origin=origin)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Give an empty folder in which a model is made ready for :meth:`place`, one process at a time.

        Raises:
            StorageFault: the data directory cannot be written, or the disk is full.
        """
        try:
            private_folder(self.folder)
            with self._lock():
                self._sweep()
                with self._unfinished() as folder:
                    yield folder
        except OSError as error:
            raise StorageFault(f"{self.folder} cannot be written: {error.strerror or error}.") from error

    def place(
        self,
        folder: Path,
        model: Model,
        *,
        origin: str,
        terms_accepted: bool = False,
        trusted_once: bool = False,
    ) -> InstalledModel:
        """Give what lies in the workshop its ``card.toml`` and its name.

        The last three are what :class:`Installation` keeps.

        Raises:
            WeightsFault: the file does not give the model's golden embedding.
        """
        self._self_test(folder / MODEL_FILE, model)
        sha256 = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
        installation = Installation(_plain(origin), sha256, datetime.now(UTC), terms_accepted, trusted_once)
        with written_whole(folder / CARD_FILE) as file:
            file.write(installed_text(model, installation))
        settle(folder)
        self._rename(folder, self.folder / model.id)
        return self.installed(model.id)

    def save_curves(
        self,
        measured: Model,
        curves: ImpostorCurves,
        figures: tuple[Figure, ...] | None = None,
        *,
        forced_on: date | None = None,
    ) -> None:
        """Write measured impostor curves into an installed model, in the place of those it has.

        Args:
            measured: the model as it was when they were measured.
            figures: how good it is; None leaves those of the model.
            forced_on: today, where they are laxer than they should be; the model keeps it.

        Raises:
            WeightsFault: the model is not installed, or has other weights or another encoding by now.
            StorageFault: ``card.toml`` cannot be written.
        """
        with self.workshop():
            model = self._unchanged(measured)
            new = replace(model, measured_curves=curves, curves_forced_on=forced_on, misses=())
            new = new if figures is None else replace(new, figures=figures)
            folder = private_folder(self.folder / model.id)
            with written_whole(folder / CARD_FILE) as file:
                file.write(installed_text(new, self._installation(model.id)))

    def _unchanged(self, measured: Model) -> Model:
        model = self.model(measured.id)
        if (model.weights_sha256, model.encoding) != (measured.weights_sha256, measured.encoding):
            raise WeightsFault(
                f"{model.id} was installed anew meanwhile, with other weights or another encoding:"
                f" measure again."
            )
        return model

    def _with_own_curves(self, shipped: Model) -> Model:
        """Return a built-in model with what was measured here; the rest is only the shipped one's."""
        path = self.folder / shipped.id / CARD_FILE
        return shipped.with_measured(read_installed(path)[0]) if path.exists() else shipped

    def _installation(self, model_id: str) -> Installation:
        if model_id in built_in_models():
            return Installation("built in", "", datetime.now(UTC))
        return self.installed(model_id).installation

    @contextmanager
    def _unfinished(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(dir=self.folder, prefix=UNFINISHED))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Put back what a killed installation was about to replace, and remove the rest of what it left."""
        for replaced in self.folder.glob(f"{REPLACED}*"):
            name = self.folder / replaced.name.removeprefix(REPLACED)
            if not name.exists():
                replaced.rename(name)
        for left in (*self.folder.glob(f"{UNFINISHED}*"), *self.folder.glob(f"{REPLACED}*")):
            shutil.rmtree(left, ignore_errors=True)

    def _rename(self, folder: Path, name: Path) -> None:
        if name.exists():
            name.rename(self.folder / f"{REPLACED}{name.name}")
        folder.rename(name)
        sync_folder(self.folder)
        self._sweep()


def _plain(text: str) -> str:
    """Return the text in characters that every file can hold; a path may have others."""
    return text.encode(errors="backslashreplace").decode()
