"""``python -m research.template_places``: where dlib's five points lie in ArcFace's chip, on LFW.

The eyes alone lay each face on the template, so that no other model has a say in the places.
``vision/chips/arcface_templates.py`` keeps the medians as ``FIVE_PLACES``.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.footage import evaluation_data
from benchmarks.report import Skipped
from door_access.bootstrap.vision import make_photo_reader
from door_access.config import Settings
from door_access.domain.faces.faces import DetectedFace
from door_access.facenet.installation.shipped import shipped_models
from door_access.offline.aligned_photos import most_central
from door_access.offline.photo_folder import photos_of
from door_access.vision.chips.arcface_templates import eyes
from door_access.vision.chips.template_cutter import Points, similarity

POINTS = (
    "outer corner, eye at right",
    "inner corner, eye at right",
    "outer corner, eye at left",
    "inner corner, eye at left",
    "base of the nose",
)


def main(arguments: list[str]) -> int:
    """Print a table of the five places; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m research.template_places", description="Where five points lie in ArcFace's chip."
    )
    parser.parse_args(arguments)
    try:
        faces = list(_faces(evaluation_data() / "lfw_dev"))
    except Skipped as reason:
        print(f"Skipped: {reason}")
        return 0
    print(table(np.array([in_place for in_place in map(laid_by_the_eyes, faces) if in_place is not None])))
    return 0


def _faces(folder: Path) -> Iterator[DetectedFace]:
    reader = make_photo_reader(Settings(), shipped_models()["resnet29"])
    for photo in photos_of(folder):
        rgb = reader.read(photo.file)
        found = reader.faces(rgb)
        if found:
            yield most_central(found, rgb)


def laid_by_the_eyes(face: DetectedFace) -> Points | None:
    """Return the face's five points in ArcFace's chip, ``(5, 2)``; None where the eyes lie in one place."""
    template = eyes()
    move = similarity(template.find(np.zeros((1, 1, 3), np.uint8), face), template.places)
    if move is None:
        return None
    homogeneous = np.column_stack([face.landmarks.astype(np.float64), np.ones(len(face.landmarks))])
    return np.asarray(homogeneous @ move.matrix().T)


def table(places: Points) -> str:
    """Return median and spread of ``(N, 5, 2)`` places as a Markdown table."""
    lines = [
        f"{len(places)} faces, pixels of the 112×112 chip.",
        "",
        "| point | x | y | spread of x, y (σ) |",
    ]
    medians, spreads = np.median(places, axis=0), places.std(axis=0)
    rows = [
        f"| {name} | {x:.2f} | {y:.2f} | {wide:.1f}, {high:.1f} |"
        for name, (x, y), (wide, high) in zip(POINTS, medians, spreads, strict=True)
    ]
    return "\n".join([*lines, "|---|---|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
