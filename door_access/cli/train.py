"""``train``: one of the networks learns the faces of a folder, and becomes a model of one's own.

One rule: everything that can be refused is refused before TensorFlow is loaded and hours go by.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from door_access import config
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say, words
from door_access.cli.training_chips import TrainingChips, training_chips
from door_access.cli.training_order import Order, order
from door_access.cli.training_record import Trained, document, lines
from door_access.errors import WeightsFault
from door_access.facenet.training import checkpoint
from door_access.facenet.training.chip_set import PAIR, Split, split
from door_access.facenet.training.settings import MARGIN, Miner, TrainingSettings
from door_access.facenet.training.surroundings import make_quiet
from door_access.vision.native_output import native_output_logged

FROM_RANDOM, FINE_TUNED = 1e-3, 1e-5
"""Learning rates where none is given: Adam's usual one, and one that leaves learnt weights almost alone."""


def train(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="One folder of photos per person.")],
    network: Annotated[str, typer.Option("--network", help="A network, or a model that has it.")],
    terms: Annotated[str, typer.Option("--terms", help="Under which terms the photos may be used.")],
    out_id: Annotated[str, typer.Option("--out-id", help="The new model's id.")] = "own",
    init: Annotated[
        str, typer.Option("--init", help="The installed model to begin with; else random weights.")
    ] = "",
    miner: Annotated[
        Miner | None, typer.Option("--miner", help="'all' from random weights, else 'semi-hard'.")
    ] = None,
    people: Annotated[int, typer.Option("--people", help="In a batch.")] = 16,
    photos: Annotated[int, typer.Option("--photos", help="Of each of them.")] = 4,
    epochs: Annotated[int, typer.Option("--epochs", help="At most.")] = 20,
    steps: Annotated[int, typer.Option("--steps", help="Batches in an epoch.")] = 50,
    learning_rate: Annotated[
        float | None, typer.Option("--learning-rate", help="1e-3 from random weights, else 1e-5.")
    ] = None,
    margin: Annotated[float, typer.Option("--margin", help="A squared distance.")] = MARGIN,
    patience: Annotated[int, typer.Option("--patience", help="Epochs without a better one.")] = 5,
    seed: Annotated[int, typer.Option("--seed", help="Another one is another training.")] = 0,
    last_layers: Annotated[int, typer.Option("--last-layers", help="Only so many learn; 0 lets all.")] = 0,
    no_augmentation: Annotated[
        bool, typer.Option("--no-augmentation", help="Take the photos as they are.")
    ] = False,
    every: Annotated[int, typer.Option("--checkpoint-every", min=1, help="Steps, and every epoch.")] = 50,
    aligned: Annotated[
        bool, typer.Option("--aligned", help="The photos are chips, as 'dataset capture' writes them.")
    ] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep chips.")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Forget a training that was ended.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Train a network on photos of people; a fifth of them is held out and says how good it is.

    A training that was ended goes on when the same command is given again.
    """
    wanted = order(data_dir, network=network, init=init, out_id=out_id, terms=terms)
    settings = TrainingSettings(
        wanted.base.network,
        init=wanted.base.model if init else "",
        miner=miner or (Miner.SEMI_HARD if init else Miner.ALL),
        people=people,
        photos=photos,
        epochs=epochs,
        steps=steps,
        learning_rate=(FINE_TUNED if init else FROM_RANDOM) if learning_rate is None else learning_rate,
        margin=margin,
        patience=patience,
        seed=seed,
        is_augmented=not no_augmentation,
        last_layers=last_layers,
    )
    found = _chips(directory, wanted, is_aligned=aligned, is_cached=not no_cache)
    sides = split(found.chips)
    settings.check_people(len(sides.training.names))
    _note(found, sides)
    with wanted.alone(is_restarted=restart):
        origin = f"a training on {directory.absolute()}"
        with _end_explained(wanted):
            result = _trained(wanted, settings, sides, every_steps=every, origin=origin)
        wanted.forget()
    say(document(result, found.refused), lines(result), as_json=as_json)
    return 0


def _chips(directory: Path, wanted: Order, *, is_aligned: bool, is_cached: bool) -> TrainingChips:
    settings = config.load(wanted.data_dir / config.FILE_NAME)
    return training_chips(directory, wanted.base, settings, is_aligned=is_aligned, is_cached=is_cached)


def _note(found: TrainingChips, sides: Split) -> None:
    """Say who trains, who is held out, and which photos were left out."""
    learnt, held_out = (
        f"{len(side.names)} people ({len(side.person)} photos)" for side in (sides.training, sides.validation)
    )
    note(f"{learnt} are learnt from, {held_out} are held out.")
    left = len(found.chips.names) - len(sides.training.names) - len(sides.validation.names)
    if left:
        note(f"{left} people have fewer than {PAIR} photos, so they are not learnt from.")
    if found.refused:
        reasons = Counter(words(reason) for _, reason in found.refused)
        note(f"Left out: {', '.join(f'{count} {reason}' for reason, count in sorted(reasons.items()))}.")


@contextmanager
def _end_explained(wanted: Order) -> Iterator[None]:
    """Say to whoever ends the training that nothing is lost."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        if (wanted.folder / checkpoint.FILE_NAME).exists():
            note(f"The training is kept in {wanted.folder}; the same command goes on from there.")
        raise


def _trained(
    wanted: Order, settings: TrainingSettings, sides: Split, *, every_steps: int, origin: str
) -> Trained:
    make_quiet(wanted.folder)
    try:
        with native_output_logged():
            from door_access.cli.training_run import trained  # noqa: PLC0415  TensorFlow takes seconds to load
    except ImportError as error:
        raise WeightsFault(f"TensorFlow, which trains networks, cannot be loaded: {error.msg}.") from error
    return trained(wanted, settings, sides, every_steps=every_steps, origin=origin)
