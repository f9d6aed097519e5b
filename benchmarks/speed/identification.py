"""How long a search among 100,000 people takes, beside the two plain ways of writing it.

``python -m benchmarks.speed --only identification``
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.report import Row, at_most
from benchmarks.timing import Timing, alternating
from door_access.bootstrap.decision import make_point
from door_access.config import Settings
from door_access.domain.faces.faces import Embedding, frozen_array
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.gallery import STRONG_TEMPLATES, Gallery, Reference
from door_access.domain.matching.identification import Probe, nearest
from door_access.facenet.installation.shipped import shipped_models

PEOPLE = 100_000
DOOR_PEOPLE = 1_000
"""Whom a large door knows: there the threshold of the people who are here may add 5 ms to a decision."""
DOOR_TIMES = (200, 200)
WANTED_MS = 5.0
ROUNDS = 5
TIMES = (40, 40, 40, 10, 1)
"""Calls per round of each way; the loop over people takes a good part of a second."""
NOISE = 0.01
"""Per component: the probe lies about 0.11 from its person."""
FRAMES = 3
"""Of a full probe."""
SEED = 2
UNUSED_VERSION = 1


def measure() -> list[Row]:
    """Return the rows of the search; takes about 10 seconds."""
    model = shipped_models()["resnet29"]
    gallery = random_gallery(PEOPLE, model_key=model.key, dimension=model.dimension)
    probe = probe_near(gallery, PEOPLE // 2, noise=NOISE)
    policy = AccessPolicy(make_point(Settings(), model, looks=1))
    calls: list[Callable[[], object]] = [
        partial(policy.decide, gallery, Probe(probe, FRAMES, spread=0.0)),
        partial(nearest, gallery, probe),
        partial(_with_product, gallery, probe),
        partial(_with_norm, gallery, probe),
        partial(_with_loop, gallery, probe),
    ]
    return [*_rows(alternating(calls, rounds=ROUNDS, times=TIMES)), _door_row(policy)]


def _door_row(policy: AccessPolicy) -> Row:
    """Return what a decision takes among as many people as a large door knows."""
    model = shipped_models()["resnet29"]
    gallery = random_gallery(DOOR_PEOPLE, model_key=model.key, dimension=model.dimension)
    probe = probe_near(gallery, DOOR_PEOPLE // 2, noise=NOISE)
    calls: list[Callable[[], object]] = [
        partial(policy.decide, gallery, Probe(probe, FRAMES, spread=0.0)),
        partial(nearest, gallery, probe),
    ]
    decide, search = alternating(calls, rounds=ROUNDS, times=DOOR_TIMES)
    what = f"of this, the search alone {search.median_ms:.2f} ms ({search})"
    name = f"decision among {DOOR_PEOPLE:,}, with its own threshold"
    return Row(name, decide.median_ms, "ms", what, str(decide), at_most(WANTED_MS))


def _with_product(gallery: Gallery, probe: Embedding) -> int:
    """Search with a matrix product, which NumPy's library splits over all cores."""
    return int(np.argmax(gallery.matrix @ probe.vector))


def _with_norm(gallery: Gallery, probe: Embedding) -> int:
    """Search as tutorials do: one large difference, its norms, the smallest."""
    return int(np.argmin(np.linalg.norm(gallery.matrix - probe.vector, axis=1)))


def _with_loop(gallery: Gallery, probe: Embedding) -> int:
    """Search person by person."""
    references = gallery.references
    return min(range(len(references)), key=lambda n: probe.distance_to(references[n].embedding))


def random_gallery(people: int, *, model_key: str, dimension: int) -> Gallery:
    """Return a gallery of so many people who do not exist: random, so as far apart as strangers are."""
    vectors = np.random.default_rng(SEED).normal(size=(people, dimension))
    embeddings = (Embedding.from_raw(vector, model_key) for vector in vectors)
    references = (Reference(f"person-{n}", e, STRONG_TEMPLATES) for n, e in enumerate(embeddings))
    return Gallery.of(references, model_key=model_key, version=UNUSED_VERSION)


def probe_near(gallery: Gallery, person: int, *, noise: float) -> Embedding:
    """Return an embedding near this person's, moved by so much noise per component."""
    shift = np.random.default_rng(person).normal(scale=noise, size=gallery.matrix.shape[1])
    return Embedding.from_raw(frozen_array(gallery.matrix[person] + shift), gallery.model_key)


def _rows(timings: list[Timing]) -> list[Row]:
    decide, search, product, norm, loop = timings
    plain = "; ".join(
        [
            _faster(decide, norm, "norm(matrix − probe)"),
            _faster(decide, loop, "a loop over the people"),
        ]
    )
    many_threads = _faster(search, product, "matrix @ probe on all cores") + "; slow when a core is busy"
    return [
        Row("search and decision", decide.median_ms, "ms", plain, str(decide), at_most(WANTED_MS)),
        Row("of this, nearest and second nearest", search.median_ms, "ms", many_threads, str(search)),
    ]


def _faster(ours: Timing, other: Timing, name: str) -> str:
    return f"{other.median_ms / ours.median_ms:.1f}× faster than {name}, {other.median_ms:.1f} ms ({other})"
