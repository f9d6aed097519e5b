"""Model cards, read from TOML. One rule: a wrong key or value is named."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from door_access.domain.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.domain.model_card import Alignment, ModelCard
from door_access.errors import WeightsFault

MANIFEST = Path(__file__).resolve().parents[2] / "weights" / "manifest.toml"

ModelId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""It becomes a part of file names."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Curve(_Table):
    templates: int = Field(ge=1)
    frames: int = Field(ge=1)
    points: tuple[tuple[float, float], ...]

    @model_validator(mode="after")
    def _is_a_curve(self) -> "_Curve":
        ImpostorCurve(self.points)
        return self


class _Model(_Table):
    id: ModelId
    network: ModelId
    chip_side_px: int = Field(ge=32, le=512)
    alignment: Alignment = Alignment.DLIB
    chip_padding: float = Field(ge=0, le=1)
    dimension: int = Field(ge=1, le=4096)
    weights_licence: Words
    training_data_terms: Words
    source: Words
    weights_sha256: Sha256
    golden: tuple[float, ...] = Field(min_length=8)
    accuracy_rank: int = Field(ge=0)
    curves: tuple[_Curve, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _pads_only_dlib_chips(self) -> "_Model":
        if self.alignment is not Alignment.DLIB and self.chip_padding:
            raise ValueError(f"a chip cut as {self.alignment} has the padding 0, got {self.chip_padding}")
        return self

    def card(self) -> ModelCard:
        measured = {Configuration(c.templates, c.frames): ImpostorCurve(c.points) for c in self.curves}
        return ModelCard(**dict(self) | {"curves": ImpostorCurves(measured)})


class _Manifest(_Table):
    model: tuple[_Model, ...] = Field(min_length=1)


def shipped_cards(manifest: Path = MANIFEST) -> dict[str, ModelCard]:
    """Return the cards of the manifest by id.

    Raises:
        WeightsFault: it cannot be read, or a key or value is wrong; the message names it.
    """
    try:
        models = _Manifest.model_validate(_toml(manifest)).model
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise WeightsFault(f"{manifest.name}, {key}: {_sentence(first['type'], first['msg'])}.") from error
    return {model.id: model.card() for model in models}


def _sentence(kind: str, message: str) -> str:
    return "there is no such key" if kind == "extra_forbidden" else message[0].lower() + message[1:]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsFault(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WeightsFault(f"{path} is not a TOML file: {error}.") from error
