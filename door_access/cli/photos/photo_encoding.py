"""The embeddings of a folder of people under a progress bar."""

from collections.abc import Sequence

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.cli.printing import note
from door_access.cli.progress import counting
from door_access.domain.models.model import Model
from door_access.offline.encoded_photos import EncodedPhoto, cache_name, encoded_photos
from door_access.offline.encoding_cache import EncodingCache
from door_access.offline.photo_folder import Photo


def encode(site: Site, model: Model, photos: Sequence[Photo], *, is_cached: bool) -> tuple[EncodedPhoto, ...]:
    """Return every photo's embedding or failure, in the photos' order."""
    cache = EncodingCache(site.face_cache if is_cached else None, cache_name(model), model.dimension)
    with counting("finding and encoding faces", len(photos)) as count:
        return encoded_photos(
            photos,
            make_reader=lambda: make_photo_reader(site.settings, model),
            make_encoder=lambda: make_encoder(site.models, model, note),
            cache=cache,
            on_done=count,
        )
