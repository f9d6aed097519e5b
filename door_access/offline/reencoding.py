"""Measures everybody anew with another model, from the pictures that are kept of their faces."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.enrolment.people import Person, Template
from door_access.ports import (
    ConsentStore,
    FaceAligner,
    FaceEncoder,
    FacePictures,
    PeopleStore,
    QualityMeter,
)


@dataclass(frozen=True, slots=True)
class Reencoded:
    """What became of one person; without templates they must come again, if their face is asked for.

    Attributes:
        pictures: how many are kept of them.
    """

    person_id: str
    name: str
    pictures: int
    templates: int


class Reencoder:
    """Makes templates of one model out of kept pictures. One thread owns it."""

    def __init__(
        self, *, pictures: FacePictures, aligner: FaceAligner, meter: QualityMeter, encoder: FaceEncoder
    ) -> None:
        """``aligner`` and ``meter`` are the encoder's model's."""
        self._pictures = pictures
        self._aligner = aligner
        self._meter = meter
        self._encoder = encoder

    @property
    def model_key(self) -> str:
        """Return the model, as ``id@hash8``."""
        return self._encoder.model_key

    def template(self, chip: EnrolmentChip) -> Template | None:
        """Return what the model makes of a kept picture; None where that stands for no face."""
        face = chip.picture.face
        try:
            chip_rgb = self._aligner.chip(self._pictures.open(chip.picture), face)
            embedding = self._encoder.encode(chip_rgb)
        except ValueError:
            return None
        return Template(embedding, self._meter.measure(face, chip_rgb), chip.pose, chip.has_glasses)


def reencode(
    people: PeopleStore, consents: ConsentStore, reencoder: Reencoder, tell: Callable[[int, int], object]
) -> Iterator[Reencoded]:
    """Yield everybody whose face was enrolled with other models alone, each one done or not at all.

    Args:
        tell: hears how many are done, and of how many.
    """
    with_chips = frozenset(consents.with_chips())
    everybody = [one for one in people.people(reencoder.model_key) if _is_meant(one, with_chips)]
    for place, person in enumerate(everybody):
        tell(place, len(everybody))
        chips = consents.chips_of(person.id) if person.id in with_chips else ()
        made = [template for template in map(reencoder.template, chips) if template is not None]
        is_done = bool(made) and people.reencode(person.id, made)
        yield Reencoded(person.id, person.name, len(chips), len(made) if is_done else 0)
    tell(len(everybody), len(everybody))


def _is_meant(person: Person, with_chips: frozenset[str]) -> bool:
    return person.templates == 0 and (person.entry.takes_face or person.id in with_chips)
