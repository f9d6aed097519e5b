"""Searches as a door makes them: a gallery, people of it and strangers, whole attempts of up to three looks.

No photo is both a template and a part of a probe, and a stranger is in no way in the gallery.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.threshold_faces import Person, Vectors
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.fusion import AgreeingFrames
from door_access.domain.matching.gallery import STRONG_TEMPLATES, Gallery, Reference
from door_access.domain.matching.identification import Probe
from door_access.domain.matching.templates import count_differing

FRAMES, LOOKS = 3, 3
"""Of a probe, and of an attempt (``domain/attempt.AttemptRules``)."""
ANY_DISTANCE = 2.0
UNUSED_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """One attempt: who it is, whether they are enrolled, what is looked at."""

    person: str
    is_enrolled: bool
    probes: tuple[Probe, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One gallery and all attempts at it."""

    gallery: Gallery
    visits: tuple[Visit, ...]


def lfw_trial(people: Sequence[Person], size: int, dice: np.random.Generator, *, model_key: str) -> Trial:
    """Enrol so many people at random, with as many templates as they can spare, up to five.

    People of one photo are enrolled only where the others do not suffice. Whoever has four photos or more
    keeps three for a probe, others keep one. Everybody else is a stranger.
    """
    order = [people[place] for place in dice.permutation(len(people))]
    order.sort(key=lambda person: len(person.visits[0]) < 2)
    references: list[Reference] = []
    visits: list[Visit] = []
    for place, person in enumerate(order):
        photos = person.visits[0][dice.permutation(len(person.visits[0]))]
        spared = _templates_of(len(photos)) if place < size else 0
        if spared:
            references.append(_reference(person.name, photos[:spared], model_key))
        visits += _visits(person.name, photos[spared:], model_key, is_enrolled=place < size)
    return Trial(Gallery.of(references, model_key=model_key, version=UNUSED_VERSION), tuple(visits))


def nuaa_trial(
    stranger: Person,
    people: Sequence[Person],
    size: int,
    dice: np.random.Generator,
    *,
    model_key: str,
    apart: float,
) -> Trial:
    """Enrol everybody's first visit, and others up to the size; later visits, and the stranger's all, probe.

    Args:
        people: those who come to the door, without the stranger, and after them who fills the gallery.
        apart: how far two templates of the model lie from each other to count as two.
    """
    references: list[Reference] = []
    visits: list[Visit] = []
    for person in people[:size]:
        first, *later = person.visits
        chosen = first[dice.permutation(len(first))]
        references.append(_reference(person.name, chosen[_differing(chosen, apart)], model_key))
        for photos in later:
            visits += _visits(person.name, photos, model_key, is_enrolled=True)
    for photos in stranger.visits:
        visits += _visits(stranger.name, photos, model_key, is_enrolled=False)
    return Trial(Gallery.of(references, model_key=model_key, version=UNUSED_VERSION), tuple(visits))


def _templates_of(photos: int) -> int:
    kept = FRAMES if photos > FRAMES else 1
    return max(1, min(STRONG_TEMPLATES, photos - kept))


def _differing(vectors: Vectors, apart: float) -> list[int]:
    """Return the places of up to five vectors each of which differs from those before."""
    chosen: list[int] = []
    for place in range(len(vectors)):
        if count_differing(vectors[[*chosen, place]], apart=apart) > len(chosen):
            chosen.append(place)
    return chosen[:STRONG_TEMPLATES]


def _reference(person: str, vectors: Vectors, model_key: str) -> Reference:
    templates = tuple(Embedding.from_raw(vector, model_key) for vector in vectors)
    return Reference(person, Embedding.mean_of(templates), len(templates))


def _visits(person: str, photos: Vectors, model_key: str, *, is_enrolled: bool) -> Iterator[Visit]:
    probes = [_probe(photos[begin : begin + FRAMES], model_key) for begin in _begins(len(photos))]
    for begin in range(0, len(probes), LOOKS):
        yield Visit(person, is_enrolled, tuple(probes[begin : begin + LOOKS]))


def _begins(photos: int) -> range:
    """Say where full probes begin; fewer photos than a probe wants make one of what there is."""
    return range(0, photos - FRAMES + 1, FRAMES) if photos >= FRAMES else range(0, photos, FRAMES)


def _probe(vectors: Vectors, model_key: str) -> Probe:
    frames = AgreeingFrames(limit=FRAMES, agreement=ANY_DISTANCE)
    for vector in vectors:
        frames.add(Embedding.from_raw(vector, model_key), at_s=0.0)
    return frames.take(track=1)
