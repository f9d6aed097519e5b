"""The model cards that the product ships. One rule: they are read-only; what is installed has its own."""

from pathlib import Path

from pydantic import Field

from door_access.domain.model_card import ModelCard
from door_access.facenet.card_table import CardTable, Table, read_table

MANIFEST = Path(__file__).resolve().parents[2] / "weights" / "manifest.toml"
BUILT_IN = "resnet29"
"""Its weights come with a Python package: it is always installed."""


class _Manifest(Table):
    model: tuple[CardTable, ...] = Field(min_length=1)


def shipped_cards(manifest: Path = MANIFEST) -> dict[str, ModelCard]:
    """Return the cards of the manifest by id.

    Raises:
        WeightsFault: it cannot be read, or a key or value is wrong; the message names it.
    """
    return {model.id: model.card() for model in read_table(manifest, _Manifest).model}
