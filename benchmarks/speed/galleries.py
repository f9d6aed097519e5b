"""Galleries of any size: random unit vectors, which lie as far from each other as strangers do."""

import numpy as np

from door_access.domain.faces.faces import Embedding, frozen_array
from door_access.domain.matching.gallery import STRONG_TEMPLATES, Gallery, Reference

SEED = 2
UNUSED_VERSION = 1


def random_gallery(people: int, *, model_key: str, dimension: int) -> Gallery:
    """Return a gallery of so many people who do not exist."""
    vectors = np.random.default_rng(SEED).normal(size=(people, dimension))
    embeddings = (Embedding.from_raw(vector, model_key) for vector in vectors)
    references = (Reference(f"person-{n}", e, STRONG_TEMPLATES) for n, e in enumerate(embeddings))
    return Gallery.of(references, model_key=model_key, version=UNUSED_VERSION)


def probe_near(gallery: Gallery, person: int, *, noise: float) -> Embedding:
    """Return an embedding near this person's, moved by so much noise per component."""
    shift = np.random.default_rng(person).normal(scale=noise, size=gallery.matrix.shape[1])
    return Embedding.from_raw(frozen_array(gallery.matrix[person] + shift), gallery.model_key)
