"""The embeddings of a folder of people: from the cache, else computed under a progress bar."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from door_access.bootstrap import Site, make_encoder, make_photo_reader
from door_access.cli.printing import note
from door_access.cli.progress_bar import progress_bar
from door_access.domain.models.model_card import ModelCard
from door_access.facenet.installation.model_cache import cache_dir
from door_access.offline.encoded_photos import EncodedPhoto, encoded_photos
from door_access.offline.encoding_cache import EncodingCache
from door_access.offline.photo_folder import Photo

LOOKS = "v2"
"""Raise it whenever faces are found or cut in another way: older answers are then no longer found."""
FOLDER = "encodings"
PLAIN = "no mirror image"
"""Said where a chip is encoded alone; the files of all others keep the names that they have always had."""


def encode(
    site: Site, card: ModelCard, photos: Sequence[Photo], *, is_cached: bool
) -> tuple[EncodedPhoto, ...]:
    """Return every photo's embedding or failure, in the photos' order."""
    cache = EncodingCache(cache_path(card) if is_cached else None, card.dimension)
    with progress_bar() as bar:
        task = bar.add_task("finding and encoding faces", total=len(photos))
        return encoded_photos(
            photos,
            make_reader=lambda: make_photo_reader(site.settings, card),
            make_encoder=lambda: make_encoder(site.models, card, note),
            cache=cache,
            on_done=lambda done: bar.advance(task, done),
        )


def cache_path(card: ModelCard) -> Path:
    """Return the cache's file, whose name says with what the faces were cut and encoded."""
    cut = (LOOKS, card.weights_sha256, card.alignment, card.chip_side_px, card.chip_padding)
    way = cut if card.adds_mirror_image else (*cut, PLAIN)
    key = hashlib.sha256(repr(way).encode()).hexdigest()[:16]
    return cache_dir() / FOLDER / f"{card.id}-{key}.npz"
