"""The models that the product ships. One rule: they are read-only; what is installed has a ``card.toml``.

So only the manifest says which models are built in; nothing in a data directory can claim to be.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from door_access.domain.models.model import Model
from door_access.facenet.installation.model_table import ModelTable, Table, read_table

MANIFEST = Path(__file__).resolve().parents[3] / "weights" / "manifest.toml"


class _ShippedTable(ModelTable):
    is_built_in: bool = False

    @model_validator(mode="after")
    def _knows_what_comes_with_the_product(self) -> Self:
        if self.is_built_in and not self.weights_sha256:
            raise ValueError("a built-in model knows its weights_sha256")
        return self

    def model(self) -> Model:
        return replace(super().model(), is_built_in=self.is_built_in)


class _Manifest(Table):
    model: tuple[_ShippedTable, ...] = Field(min_length=1)


def shipped_models(manifest: Path | None = None) -> dict[str, Model]:
    """Return the models by id, in the order of the manifest; None takes ours.

    Raises:
        WeightsFault: it cannot be read, or a key or value is wrong; the message names it.
    """
    return {model.id: model for model in _read(manifest or MANIFEST)}


def built_in_models(manifest: Path | None = None) -> dict[str, Model]:
    """Return those of them whose weights come with the product, so that they are always installed.

    Raises:
        WeightsFault: as :func:`shipped_models`.
    """
    return {model_id: model for model_id, model in shipped_models(manifest).items() if model.is_built_in}


@cache
def _read(manifest: Path) -> tuple[Model, ...]:
    return tuple(table.model() for table in read_table(manifest, _Manifest).model)
