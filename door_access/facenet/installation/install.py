"""Weights from somewhere to an installed model. One rule: hash, shapes and golden fit before it counts."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from door_access.atomic_file import OWNER_ONLY
from door_access.domain.models.model import Download, Model
from door_access.errors import BadInput, WeightsFault
from door_access.facenet.conversion_process import convert_apart
from door_access.facenet.converted import Findings
from door_access.facenet.installation.download import Tell, fetched, is_address, plain_address
from door_access.facenet.installation.installed import InstalledModel, InstalledModels

DOWNLOADS = ".downloads"
NEW = "new"
SHOWN = 200
"""Letters of a path in a sentence."""

Convert = Callable[[Model, Path, Path], Findings]
"""Called with model, source and an empty folder, in which it leaves two files. Raises WeightsFault."""


Source = Path | Download
"""What is there already, or what must be fetched."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Who hears how it goes on: a sentence at each step, the bytes of a download."""

    step: Callable[[str], None]
    bytes: Tell


def source_of(words: str | None, model: Model) -> Source:
    """Return what ``--from`` names; without it, what the model names.

    Raises:
        BadInput: there is nothing under the path, or the model names no address.
    """
    own = model.download
    if own and words in {None, own.url}:
        return own
    if words is None:
        raise BadInput(f"{model.id} has no address of its own: --from must say where its weights are.")
    if not words.strip():
        raise BadInput("--from is empty: a folder, a weights file, a .zip or an address expected.")
    if is_address(words):
        return Download(words)
    place = Path(os.path.expanduser(words)).absolute()  # noqa: PTH111  # unlike Path's, it never raises
    if not os.path.exists(place):  # noqa: PTH110  # unlike Path's, it never raises
        raise BadInput(
            f"{words[:SHOWN]} is not there: a folder, a weights file, a .zip or an address expected."
        )
    return place


def origin_of(source: Source) -> str:
    """Return the source in words that may be kept."""
    return plain_address(source.url) if isinstance(source, Download) else str(source)


def install_weights(
    models: InstalledModels,
    model: Model,
    source: Source,
    telling: Telling,
    *,
    terms_accepted: bool,
    convert: Convert = convert_apart,
) -> InstalledModel:
    """Fetch, check, convert, test and install a model, whole or not at all.

    Weights whose hash no model tells are trusted once; from then on they must be the same.

    Raises:
        BadInput: the address cannot be used.
        WeightsFault: these are not the wanted weights, or they cannot be fetched, read or converted.
        StorageFault: the data directory cannot be written, or the disk is full.
    """
    wanted = _as_known_here(models, model)
    with models.workshop() as workshop, _at_hand(source, models.folder / DOWNLOADS, telling) as place:
        telling.step(f"Reading and converting {model.id}: once, up to a minute …")
        new = workshop / NEW
        new.mkdir(mode=OWNER_ONLY)
        with _address_named(source, place):
            found = convert(wanted, place, new)
        known = replace(wanted, weights_sha256=found.weights_sha256, golden=wanted.golden or found.golden)
        return models.place(
            new,
            known,
            origin=origin_of(source),
            terms_accepted=terms_accepted,
            trusted_once=not model.weights_sha256,
        )


def _at_hand(source: Source, downloads: Path, telling: Telling) -> AbstractContextManager[Path]:
    if isinstance(source, Path):
        return nullcontext(source)
    telling.step(f"Fetching {origin_of(source)} …")
    return fetched(source, downloads, telling.bytes)


@contextmanager
def _address_named(source: Source, place: Path) -> Iterator[None]:
    """Name the address in a fault of what was fetched: nobody knows the file that it was put in."""
    try:
        yield
    except WeightsFault as fault:
        if isinstance(source, Path):
            raise
        sentence = str(fault).replace(str(place), place.name)
        raise WeightsFault(f"{origin_of(source)}: {sentence}") from fault


def _as_known_here(models: InstalledModels, model: Model) -> Model:
    """Return the model with what this site has added: hash and golden at first trust, measured curves."""
    try:
        here = models.model(model.id)
    except WeightsFault:
        return model
    known = (
        model
        if model.weights_sha256
        else replace(model, weights_sha256=here.weights_sha256, golden=here.golden)
    )
    return known.with_measured(here)
