"""The embeddings of a folder of people: from the cache, else computed under a progress bar."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from door_access.bootstrap import Site, make_encoder, make_photo_eyes
from door_access.cli.printing import note
from door_access.cli.progress_bar import progress_bar
from door_access.domain.models.model import Model
from door_access.facenet.installation.model_cache import cache_dir
from door_access.offline.encoded_photos import EncodedPhoto, EncodingParts, encoded_photos
from door_access.offline.encoding_cache import EncodingCache
from door_access.offline.photo_folder import Photo

LOOKS = "v2"
"""Raise it whenever faces are found or cut in another way: older answers are then no longer found."""
FOLDER = "encodings"
PLAIN = "no mirror image"
"""Said where a chip is encoded alone; the files of all others keep the names that they have always had."""


def encode(site: Site, model: Model, photos: Sequence[Photo], *, is_cached: bool) -> tuple[EncodedPhoto, ...]:
    """Return every photo's embedding or failure, in the photos' order."""
    cache = EncodingCache(cache_path(model) if is_cached else None, model.dimension)
    parts = EncodingParts(
        make_eyes=lambda: make_photo_eyes(site.settings, model),
        make_encoder=lambda: make_encoder(site.models, model, note),
    )
    with progress_bar() as bar:
        task = bar.add_task("finding and encoding faces", total=len(photos))
        return encoded_photos(photos, parts, cache, lambda done: bar.advance(task, done))


def cache_path(model: Model) -> Path:
    """Return the cache's file, whose name says with what the faces were cut and encoded."""
    cut = (LOOKS, model.weights_sha256, model.alignment, model.chip_side_px, model.chip_padding)
    way = cut if model.adds_mirror_image else (*cut, PLAIN)
    key = hashlib.sha256(repr(way).encode()).hexdigest()[:16]
    return cache_dir() / FOLDER / f"{model.id}-{key}.npz"
