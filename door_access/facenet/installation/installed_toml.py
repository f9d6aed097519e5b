"""``card.toml`` of an installed model: what it is and how it came here. One rule: hashes name every byte."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import tomlkit
from pydantic import AwareDatetime, model_validator

from door_access.domain.models.model import Model
from door_access.facenet.installation.model_table import (
    ModelTable,
    Sha256OrNone,
    Table,
    Words,
    read_table,
    rows_of,
)

COMMENT = "Written by 'weights install', 'train' and 'evaluate --calibrate'; the hashes must fit the files."


@dataclass(frozen=True, slots=True)
class Installation:
    """How a model came here.

    Attributes:
        origin: the folder, file or address it was read from, or the training that made it.
        model_sha256: of ``model.tflite``; empty for a built-in model, which has none here.
        terms_accepted: the operator agreed to the model's ``terms_to_accept``.
        trusted_once: no model that we ship had the hash of these weights; it was taken from what was given.
    """

    origin: str
    model_sha256: str
    at_utc: datetime
    terms_accepted: bool = False
    trusted_once: bool = False


class _InstallationTable(Table):
    origin: Words
    model_sha256: Sha256OrNone
    at_utc: AwareDatetime
    terms_accepted: bool = False
    trusted_once: bool = False


class _InstalledTable(ModelTable):
    installation: _InstallationTable

    @model_validator(mode="after")
    def _knows_its_weights(self) -> Self:
        if not self.weights_sha256:
            raise ValueError("an installed model knows its weights_sha256 and its golden embedding")
        return self


def read_installed(path: Path) -> tuple[Model, Installation]:
    """Return the model and how it came here.

    Raises:
        WeightsFault: the file cannot be read, or a key or value is wrong; the message names it.
    """
    table = read_table(path, _InstalledTable)
    values = dict(table.installation) | {"at_utc": table.installation.at_utc.astimezone(UTC)}
    return table.model(), Installation(**values)


def installed_text(model: Model, installation: Installation) -> str:
    """Return the text of ``card.toml``."""
    file = tomlkit.document()
    file.add(tomlkit.comment(COMMENT))
    rows = rows_of(model)
    rows["installation"] = {
        "origin": installation.origin,
        "model_sha256": installation.model_sha256,
        "at_utc": installation.at_utc,
        "terms_accepted": installation.terms_accepted,
        "trusted_once": installation.trusted_once,
    }
    file.update(rows)
    return tomlkit.dumps(file)
