"""A model as TOML says it. One rule: a wrong key or value is named."""

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.domain.models.model import Alignment, Download, Figure, Model
from door_access.errors import WeightsFault

MODEL_ID = r"^[a-z0-9][a-z0-9-]{0,39}$"
"""It becomes a part of file names."""
NETWORK_NAME = r"^[a-z0-9][a-z0-9_-]{0,39}$"
LEAST_GOLDEN = 8
"""So many numbers of a vector cannot agree by accident."""

ModelId = Annotated[str, StringConstraints(pattern=MODEL_ID)]
NetworkName = Annotated[str, StringConstraints(pattern=NETWORK_NAME)]
Sha256OrNone = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
AnyTable = TypeVar("AnyTable", bound="Table")


class Table(BaseModel):
    """A TOML table: what it does not know, it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CurveTable(Table):
    """One impostor curve: ``[FMR, distance]`` for so many templates and frames."""

    templates: int = Field(ge=1)
    frames: int = Field(ge=1)
    points: tuple[tuple[float, float], ...]

    @model_validator(mode="after")
    def _is_a_curve(self) -> Self:
        ImpostorCurve(self.points)
        return self


class FigureTable(Table):
    """One measured rate."""

    measure: Words
    protocol: Words
    rate: float = Field(ge=0, le=1)


class DownloadTable(Table):
    """Where the weights are."""

    url: Words
    sha256: Sha256OrNone = ""


class ModelTable(Table):
    """One model; its keys are the attributes of :class:`Model`, and ``curves``."""

    id: ModelId
    network: NetworkName
    chip_side_px: int = Field(ge=32, le=512)
    alignment: Alignment = Alignment.DLIB
    adds_mirror_image: bool = True
    chip_padding: float = Field(ge=0, le=1)
    dimension: int = Field(ge=1, le=4096)
    weights_licence: Words
    training_data_terms: Words
    source: Words
    weights_sha256: Sha256OrNone
    golden: tuple[float, ...]
    accuracy_rank: int = Field(ge=0)
    terms_to_accept: str = ""
    download: DownloadTable | None = None
    figures: tuple[FigureTable, ...] = ()
    misses: tuple[tuple[float, float], ...] = ()
    curves_forced_on: date | None = None
    curves: tuple[CurveTable, ...] = ()

    @model_validator(mode="after")
    def _pads_only_dlib_chips(self) -> Self:
        if self.alignment is not Alignment.DLIB and self.chip_padding:
            raise ValueError(f"a chip cut as {self.alignment} has the padding 0, got {self.chip_padding}")
        return self

    @model_validator(mode="after")
    def _misses_more_at_stricter_rates(self) -> Self:
        is_rising = all(a[0] > b[0] > 0 and 0 <= a[1] <= b[1] <= 1 for a, b in pairwise(self.misses))
        if not is_rising:
            raise ValueError(f"misses are (FMR, FNMR) with a falling FMR, got {self.misses}")
        return self

    @model_validator(mode="after")
    def _knows_weights_and_golden_or_neither(self) -> Self:
        if self.weights_sha256 and len(self.golden) < LEAST_GOLDEN:
            raise ValueError(f"golden needs {LEAST_GOLDEN} numbers or more, got {len(self.golden)}")
        if self.golden and not self.weights_sha256:
            raise ValueError("golden is known, so weights_sha256 must be, too")
        if len(self.golden) > self.dimension:
            raise ValueError(f"golden has {len(self.golden)} numbers, more than a vector's {self.dimension}")
        return self

    def model(self) -> Model:
        """Return what the product works with."""
        plain = {name: value for name, value in self if name in ModelTable.model_fields and name != "curves"}
        measured = {Configuration(c.templates, c.frames): ImpostorCurve(c.points) for c in self.curves}
        return Model(
            **plain
            | {
                "figures": tuple(Figure(**dict(figure)) for figure in self.figures),
                "download": Download(**dict(self.download)) if self.download else None,
                "measured_curves": ImpostorCurves(measured) if measured else None,
            }
        )


def rows_of(model: Model) -> dict[str, Any]:
    """Return the keys and values that TOML says a model with; :meth:`ModelTable.model` reads them back."""
    names = [name for name in ModelTable.model_fields if name not in {"curves", "figures", "download"}]
    rows: dict[str, Any] = {name: getattr(model, name) for name in names}
    rows |= {"alignment": str(model.alignment), "golden": list(model.golden)}
    if model.download:
        rows["download"] = {"url": model.download.url, "sha256": model.download.sha256}
    rows["misses"] = [list(point) for point in model.misses]
    rows["figures"] = [{"measure": f.measure, "protocol": f.protocol, "rate": f.rate} for f in model.figures]
    rows["curves"] = _curve_rows(model.measured_curves)
    return {name: value for name, value in rows.items() if value not in ("", [], None)}


def _curve_rows(curves: ImpostorCurves | None) -> list[dict[str, Any]]:
    measured = curves.curves if curves else {}
    return [
        {"templates": at.templates, "frames": at.frames, "points": [list(point) for point in curve.points]}
        for at, curve in measured.items()
    ]


def read_table(path: Path, kind: type[AnyTable]) -> AnyTable:
    """Return the file's table.

    Raises:
        WeightsFault: it cannot be read, or a key or value is wrong; the message names it.
    """
    try:
        return kind.model_validate(_toml(path))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise WeightsFault(f"{path.name}, {key}: {_sentence(first['type'], first['msg'])}.") from error


def _sentence(kind: str, message: str) -> str:
    return "there is no such key" if kind == "extra_forbidden" else message[0].lower() + message[1:]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsFault(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:  # also of numbers too long and lists too deep
        raise WeightsFault(f"{path} is not a TOML file: {error}.") from error
