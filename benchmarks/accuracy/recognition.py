"""``python -m benchmarks.accuracy.recognition``: does the decision name the right person, and nobody else?

Protocol, on LFW: people with at least six photos, two by two in a seeded order. Each pair is a gallery of
its own, three photos a person enrolled; the further photos up to the sixth are searched, and so is one photo
of each of 200 people who are in no gallery. One frame a probe, the decision's own thresholds. Photos without
a face are counted, not dropped.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.footage import evaluation_data
from benchmarks.report import Row, Skipped, print_table
from door_access.bootstrap.decision import make_point
from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import data_directory
from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.config import Settings
from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.access import AccessPolicy, Reason
from door_access.domain.matching.gallery import Gallery, Reference
from door_access.domain.matching.identification import Probe
from door_access.domain.matching.metrics import wilson
from door_access.domain.matching.templates import USUAL_DISTANCE, count_differing
from door_access.facenet.installation.shipped import shipped_models

SEED = 1
ENROLLED, PHOTOS = 3, 6
STRANGERS = 200
PAIRS = 78
"""All that the evaluation data hold: 156 people have six photos or more."""
ENOUGH = 5
"""Of the six further photos of a gallery; the others may be missed."""


@dataclass
class Recogniser:
    """Everything that turns a photo into a decision, and a memory of what it has encoded."""

    settings: Settings = field(default_factory=Settings)
    known: dict[Path, Embedding | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model = shipped_models()["resnet29"]
        models = make_models(data_directory(None))
        self.encoder = make_encoder(models, model, lambda sentence: print(sentence, file=sys.stderr))
        self.reader = make_photo_reader(self.settings, model)
        self.policy = AccessPolicy(make_point(self.settings, model, looks=1))

    def probe(self, photo: Path) -> Embedding | None:
        """Return the embedding of the largest face; None where none is found."""
        if photo not in self.known:
            samples = self.reader.upright(photo, print)
            self.known[photo] = self.encoder.encode(samples[0].chip_rgb) if samples else None
        return self.known[photo]

    def template(self, photo: Path) -> Embedding | None:
        """Return the embedding of a photo that enrolment would take; None for one it refuses."""
        sample = self.reader.only_sample(photo, print)
        return None if isinstance(sample, Reason) else self.encoder.encode(sample.chip_rgb)


@dataclass
class Tally:
    """What was counted."""

    genuine: int = 0
    right: int = 0
    searches: int = 0
    false_names: int = 0
    no_face: int = 0
    refused_templates: int = 0
    galleries: int = 0
    good_galleries: int = 0


def photos_of(person: Path) -> list[Path]:
    """Return a person's photos in order."""
    return sorted(person.glob("*.jpg"))


def galleries(
    recogniser: Recogniser, people: list[Path], tally: Tally
) -> Iterator[tuple[Gallery, list[Path]]]:
    """Yield each pair's gallery with its two people."""
    for first in range(0, len(people) - 1, 2):
        pair = people[first : first + 2]
        references = []
        for person in pair:
            found = [recogniser.template(photo) for photo in photos_of(person)[:ENROLLED]]
            templates = [template for template in found if template is not None]
            tally.refused_templates += len(found) - len(templates)
            if templates:
                vectors = np.stack([template.vector for template in templates])
                differing = count_differing(vectors, apart=USUAL_DISTANCE)
                references.append(Reference(person.name, Embedding.mean_of(templates), differing))
        yield Gallery.of(references, model_key=recogniser.encoder.model_key, version=1), pair


def named(recogniser: Recogniser, gallery: Gallery, photo: Path, tally: Tally) -> str | None:
    """Return whom the decision names on a photo."""
    embedding = recogniser.probe(photo)
    if embedding is None:
        tally.no_face += 1
        return None
    return recogniser.policy.decide(gallery, Probe(embedding, frames=1)).person_id


def tallied(lfw: Path, pairs: int) -> Tally:
    """Run the protocol over so many pairs."""
    everybody = sorted(folder for folder in lfw.iterdir() if folder.is_dir())
    random.Random(SEED).shuffle(everybody)
    people = [person for person in everybody if len(photos_of(person)) >= PHOTOS][: 2 * pairs]
    strangers = [photos_of(person)[0] for person in everybody if person not in people][:STRANGERS]
    recogniser, tally = Recogniser(), Tally()
    for gallery, pair in galleries(recogniser, people, tally):
        before = tally.right
        for person in pair:
            names = [named(recogniser, gallery, p, tally) for p in photos_of(person)[ENROLLED:PHOTOS]]
            tally.genuine += len(names)
            tally.right += names.count(person.name)
        tally.galleries += 1
        tally.good_galleries += tally.right - before >= ENOUGH
        answers = [named(recogniser, gallery, stranger, tally) for stranger in strangers]
        tally.searches += len(answers)
        tally.false_names += sum(answer is not None for answer in answers)
    return tally


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.recognition", description="Galleries of two people of LFW."
    )
    parser.add_argument("--pairs", type=int, default=PAIRS, metavar="N", help="So many galleries.")
    wanted = parser.parse_args(arguments)
    try:
        print_table(measure(wanted.pairs), "Galleries of two, three photos each, single look, LFW")
    except Skipped as reason:
        print(f"Skipped: {reason}")
    return 0


def measure(pairs: int) -> list[Row]:
    """Return the rates with their intervals."""
    tally = tallied(evaluation_data() / "lfw_dev", pairs)
    misses = tally.genuine - tally.right
    return [
        _rate("right person not named", misses, tally.genuine),
        _rate("stranger given a name (FPIR)", tally.false_names, tally.searches),
        Row("galleries with 5 of 6 named", tally.good_galleries, "", f"of {tally.galleries}", "or all 6"),
        Row("photos without a face", tally.no_face, "searches", "", "counted above as not named"),
        Row("enrolment photos refused", tally.refused_templates, "photos", "", "several faces, turned, …"),
    ]


def _rate(name: str, errors: int, trials: int) -> Row:
    low, high = wilson(errors, trials)
    interval = f"95 % {100 * low:.3f} to {100 * high:.3f} %"
    return Row(name, 100 * errors / trials, "%", f"{errors} of {trials}", interval)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
