"""Comparisons as the door makes them: references of g templates, probes of p frames.

One rule: a reference is the normalised mean of g templates, a probe that of p frames; no photo is in both.
Whoever has too few photos to be both enrolled and searched for is only searched for, as a stranger.
"""

import math

import numpy as np
from numpy.typing import NDArray

from door_access.domain.matching.calibration import Configuration
from door_access.evaluation.comparer import Comparer, Faces
from door_access.evaluation.comparisons import Comparisons, Genuine
from door_access.evaluation.face_set import FaceSet, Places

ONE_TO_ONE = Configuration(1, 1)
ROUNDS = 20
"""Random draws of templates and frames; more show no new people."""
MOST_COMPARISONS = 100_000_000
"""Of all rounds together, about ten seconds; a large collection gets fewer rounds."""


def compared(
    faces: FaceSet, configuration: Configuration, *, always_below: float, dice: np.random.Generator
) -> Comparisons:
    """Compare everybody with everybody: single photos in all pairs, fused ones in random draws.

    Args:
        always_below: every impostor comparison within this distance is kept.
        dice: draws the templates and frames.
    """
    return (
        _all_pairs(faces, always_below)
        if configuration == ONE_TO_ONE
        else _rounds(faces, configuration, always_below, dice)
    )


def one_pair_per_person(faces: FaceSet) -> Genuine:
    """Return one genuine comparison of everybody with two photos: the first to enrol, the next to probe."""
    distance, person = [], []
    for who in range(len(faces.names)):
        own = np.flatnonzero(faces.person == who)
        template = own[faces.enrols[own]][:1]
        probe = [place for place in own[faces.probes[own]] if place not in template][:1]
        if len(template) and probe:
            apart = faces.vectors[template[0]] - faces.vectors[probe[0]]
            distance.append(np.linalg.norm(apart))
            person.append(who)
    return Genuine.of(np.array(distance, np.float32), np.array(person, np.intp))


def draw(faces: FaceSet, configuration: Configuration, dice: np.random.Generator) -> tuple[Faces, Faces]:
    """Return one random reference of everybody with enough photos, and probes of all remaining photos."""
    able = np.flatnonzero(faces.enrols & _has_enough(faces, configuration)[faces.person])
    references = _groups(able, faces.person, configuration.templates, dice, most=1)
    is_free = faces.probes.copy()
    is_free[references.ravel()] = False
    probes = _groups(np.flatnonzero(is_free), faces.person, configuration.frames, dice, most=None)
    return _fused(faces, references), _fused(faces, probes)


def _has_enough(faces: FaceSet, configuration: Configuration) -> NDArray[np.bool_]:
    """Say of each person whether their photos make a reference; where photos serve both ways, and a probe."""
    wanted = configuration.templates + (configuration.frames if faces.is_symmetric else 0)
    return faces.count(faces.enrols) >= wanted


def _all_pairs(faces: FaceSet, always_below: float) -> Comparisons:
    sides = [Faces(faces.vectors[side], faces.person[side]) for side in (faces.enrols, faces.probes)]
    expected = len(sides[0]) * len(sides[1])
    comparer = Comparer(len(faces.names), expected=expected, always_below=always_below)
    if faces.is_symmetric:
        comparer.add_pairs(sides[0])
    else:
        comparer.add(*sides)
    return comparer.comparisons()


def _rounds(
    faces: FaceSet, configuration: Configuration, always_below: float, dice: np.random.Generator
) -> Comparisons:
    first = draw(faces, configuration, dice)
    per_round = max(1, len(first[0]) * len(first[1]))
    rounds = max(1, min(ROUNDS, MOST_COMPARISONS // per_round))
    comparer = Comparer(len(faces.names), expected=rounds * per_round, always_below=always_below)
    comparer.add(*first)
    for _ in range(rounds - 1):
        comparer.add(*draw(faces, configuration, dice))
    return comparer.comparisons()


def _groups(
    places: Places, person: Places, size: int, dice: np.random.Generator, *, most: int | None
) -> NDArray[np.intp]:
    """Return everybody's photos in random full groups ``(G, size)``, at most ``most`` of a person."""
    order = places[np.lexsort((dice.random(len(places)), person[places]))]
    owner = person[order]
    _, first, count = np.unique(owner, return_index=True, return_counts=True)
    rank = np.arange(len(order)) - np.repeat(first, count)
    full = np.minimum(count // size, math.inf if most is None else most)
    return order[rank < np.repeat(full * size, count)].reshape(-1, size)


def _fused(faces: FaceSet, groups: NDArray[np.intp]) -> Faces:
    mean = faces.vectors[groups].mean(axis=1)
    unit = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return Faces(unit.astype(np.float32), faces.person[groups[:, 0]])
