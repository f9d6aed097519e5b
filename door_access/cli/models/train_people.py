"""``train DIR``: a folder per person, whom the network learns to tell apart."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from door_access import config
from door_access.cli.models.training_chips import TrainingChips, training_chips
from door_access.cli.models.training_order import Order
from door_access.cli.models.training_task import PeopleTask, PhotoFindings
from door_access.cli.printing import words
from door_access.facenet.training.chip_set import PAIR, Split, split
from door_access.facenet.training.settings import TripletSettings


def people_task(
    folder: Path, wanted: Order, settings: TripletSettings, *, is_aligned: bool, is_cached: bool
) -> PeopleTask:
    """Return the training on the people of the folder.

    Raises:
        BadInput: there are no photos, or too few people.
    """
    site_settings = config.load(wanted.data_dir / config.FILE_NAME)
    found = training_chips(folder, wanted.base, site_settings, is_aligned=is_aligned, is_cached=is_cached)
    sides = split(found.chips)
    settings.check_people(len(sides.training.names))
    notes = (*_notes(found, sides), *notes_of_refused(found.refused))
    findings = PhotoFindings(found.refused, f"a training on {folder.absolute()}", notes)
    return PeopleTask(settings, sides, findings)


def _notes(found: TrainingChips, sides: Split) -> list[str]:
    """Say who trains and who is held out."""
    learnt, held_out = (
        f"{len(side.names)} people ({len(side.person)} photos)" for side in (sides.training, sides.validation)
    )
    notes = [f"{learnt} are learnt from, {held_out} are held out."]
    left = len(found.chips.names) - len(sides.training.names) - len(sides.validation.names)
    if left:
        notes.append(f"{left} people have fewer than {PAIR} photos, so they are not learnt from.")
    return notes


def notes_of_refused(refused: Sequence[tuple[str, str]]) -> list[str]:
    """Say which photos were left out."""
    reasons = Counter(words(reason) for _, reason in refused)
    told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    return [f"Left out: {told}."] if told else []
