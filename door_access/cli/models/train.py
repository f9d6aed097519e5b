"""``train``: one of the networks learns from the photos of folders, and becomes a model of one's own.

Two ways: people, whom it learns to tell apart by triplets; or, with ``--distil``, faces of nobody in
particular and what other models say of them. One rule: everything that can be refused is refused before
TensorFlow is loaded and hours go by.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.cli.models.train_faces import faces_task
from door_access.cli.models.train_people import people_task
from door_access.cli.models.training_order import Order, order
from door_access.cli.models.training_record import Trained, document, lines
from door_access.cli.models.training_task import FacesTask, TrainingTask
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.domain.models.model import Model
from door_access.errors import BadInput, WeightsFault
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.networks import registry
from door_access.facenet.training import checkpoint
from door_access.facenet.training.distil_settings import DistilSettings
from door_access.facenet.training.settings import Miner, TripletSettings
from door_access.facenet.training.surroundings import make_quiet
from door_access.offline.photo_folder import photos_of
from door_access.vision.cameras.native_output import native_output_logged

MakeTask = Callable[[], TrainingTask]
"""Looks at all photos, which can take hours."""
FROM_RANDOM, FINE_TUNED, DISTILLED = 1e-3, 1e-5, 3e-5
"""Learning rates where none is given: Adam's usual one; one that leaves learnt weights almost alone; and the
highest of a distillation, which falls to nothing."""
PATIENCE = 5


def train(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="One folder of photos per person (or group).")
    ] = None,
    network: Annotated[
        str,
        typer.Option("--network", help="A network, or a published model that has it; else that of --init."),
    ] = "",
    terms: Annotated[str, typer.Option("--terms", help="Under which terms the photos may be used.")] = "",
    out_id: Annotated[str, typer.Option("--out-id", help="The new model's id.")] = "own",
    init: Annotated[
        str, typer.Option("--init", help="The installed model to begin with; else random weights.")
    ] = "",
    distil: Annotated[
        str,
        typer.Option("--distil", metavar="MODEL[,MODEL…]", help="Learn what these installed models say."),
    ] = "",
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="DIR", help="To distil on: one folder of photos per group."),
    ] = None,
    miner: Annotated[
        Miner | None, typer.Option("--miner", help="'all' from random weights, else 'semi-hard'.")
    ] = None,
    people: Annotated[int | None, typer.Option("--people", help="In a batch; 16.")] = None,
    photos: Annotated[int | None, typer.Option("--photos", help="Of each of them; 4.")] = None,
    batch: Annotated[int | None, typer.Option("--batch", help="Faces to distil on at once; 64.")] = None,
    pairwise: Annotated[
        float | None, typer.Option("--pairwise", help="To distil: weight of likeness between faces; 0.")
    ] = None,
    triplet: Annotated[
        float | None, typer.Option("--triplet", help="To distil: weight of the triplets; 0.")
    ] = None,
    epochs: Annotated[
        int, typer.Option("--epochs", help="At most; to distil, 0 fits the last layer and stops.")
    ] = 20,
    steps: Annotated[int | None, typer.Option("--steps", help="Batches in an epoch; 50.")] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            "--learning-rate", help="1e-3 from random weights, else 1e-5; to distil 3e-5 at its highest."
        ),
    ] = None,
    margin: Annotated[float | None, typer.Option("--margin", help="A squared distance; 0.2.")] = None,
    patience: Annotated[
        int | None, typer.Option("--patience", help="Epochs without a better one; 5.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another one is another training.")] = 0,
    last_layers: Annotated[int, typer.Option("--last-layers", help="Only so many learn; 0 lets all.")] = 0,
    no_augmentation: Annotated[
        bool, typer.Option("--no-augmentation", help="Take the photos as they are.")
    ] = False,
    bfloat16: Annotated[
        bool, typer.Option("--bfloat16", help="Multiply 16-bit numbers: faster on newer processors.")
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
    """Train a network on photos; a part of them is held out and says how good it is.

    A training that was ended goes on when the same command is given again.
    """
    if distil and not init:
        raise BadInput("--distil needs --init: the installed model to begin with.")
    wanted = order(data_dir, network=network, init=init, out_id=out_id, terms=terms)
    common: dict[str, Any] = {
        "network": wanted.base.network,
        "init": wanted.base.key if init else "",
        "epochs": epochs,
        "patience": PATIENCE,
        "seed": seed,
        "is_augmented": not no_augmentation,
        "last_layers": last_layers,
        "adds_mirror_image": wanted.base.adds_mirror_image,
        "is_bfloat16": bfloat16,
    }
    of_steps = _given(learning_rate=learning_rate, steps=steps, margin=margin, patience=patience)
    of_people = _given(miner=miner, people=people, photos=photos)
    of_faces = _given(batch=batch, pairwise=pairwise, triplet=triplet)
    folders = [*([directory] if directory else []), *(data or [])]
    if distil:
        _refuse("--distil, which knows nobody", of_people)
        _refuse("--distil, whose teachers cut their own chips", _given(aligned=aligned or None))
        if epochs == 0:
            flags = {"last_layers": last_layers, "no_augmentation": no_augmentation, "bfloat16": bfloat16}
            asked = {name: flag for name, flag in flags.items() if flag}
            _refuse("--epochs 0, which takes no step", of_steps | of_faces | asked)
        teachers = [name.strip() for name in distil.split(",")]
        make_task: MakeTask = _distillation(
            wanted, teachers, folders, common | of_steps | of_faces, is_cached=not no_cache
        )
    else:
        _refuse("a training without --distil", of_faces | _given(data=data))
        if wanted.begins_with_trunk:
            raise BadInput(f"Only --distil fits the last layer of {network}, which {init} does not have.")
        given = common | of_steps | of_people
        make_task = _of_people(directory, wanted, given, is_aligned=aligned, is_cached=not no_cache)
    return _carried_out(make_task, wanted, every_steps=every, is_restarted=restart, as_json=as_json)


def _given(**options: Any) -> dict[str, Any]:
    """Return the options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def _refuse(what: str, options: dict[str, Any]) -> None:
    for name in options:
        raise BadInput(f"--{name.replace('_', '-')} does not belong to {what}.")


def _of_people(
    directory: Path | None, wanted: Order, given: dict[str, Any], *, is_aligned: bool, is_cached: bool
) -> MakeTask:
    settings = _settings_for_people(given, is_fine_tuned=bool(wanted.init))
    if directory is None:
        raise BadInput("DIR is missing: a folder with one folder of photos per person.")
    photos_of(directory)
    return partial(people_task, directory, wanted, settings, is_aligned=is_aligned, is_cached=is_cached)


def _settings_for_people(given: dict[str, Any], *, is_fine_tuned: bool) -> TripletSettings:
    usual = {
        "miner": Miner.SEMI_HARD if is_fine_tuned else Miner.ALL,
        "learning_rate": FINE_TUNED if is_fine_tuned else FROM_RANDOM,
    }
    return TripletSettings(**usual | given)


def _distillation(
    wanted: Order, teachers: list[str], folders: list[Path], given: dict[str, Any], *, is_cached: bool
) -> MakeTask:
    _check_folders(folders)
    if not registry.network(wanted.base.network).has_dense_head:
        raise BadInput(f"--distil begins with a last layer that is dense; {wanted.base.network} has none.")
    models = [_teacher(wanted.models, model_id) for model_id in teachers]
    usual = {"learning_rate": DISTILLED, "is_cooling": True}
    settings = DistilSettings(**usual | given, teachers=tuple(model.key for model in models))
    for folder in folders:
        photos_of(folder)

    def make_task() -> FacesTask:
        with site_of(wanted.data_dir) as site:
            return faces_task(folders, site, wanted, settings, models, is_cached=is_cached)

    return make_task


def _check_folders(folders: list[Path]) -> None:
    """Raise BadInput unless there is a folder, and none twice: its faces would be learnt and held out."""
    if not folders:
        raise BadInput("--distil needs --data: a folder with one folder of photos per group.")
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise BadInput("--data names a folder twice.")


def _teacher(models: InstalledModels, model_id: str) -> Model:
    try:
        return models.model(model_id)
    except WeightsFault as fault:
        raise BadInput(str(fault)) from fault


def _carried_out(
    make_task: MakeTask, wanted: Order, *, every_steps: int, is_restarted: bool, as_json: bool
) -> int:
    with wanted.alone():
        task = make_task()
        for line in task.findings.notes:
            note(line)
        if is_restarted:
            wanted.forget()
        with _end_explained(wanted):
            result = _trained(wanted, task, every_steps=every_steps)
        wanted.forget()
    say(document(result), lines(result), as_json=as_json)
    return 0


@contextmanager
def _end_explained(wanted: Order) -> Iterator[None]:
    """Say to whoever ends the training that nothing is lost."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        if (wanted.folder / checkpoint.FILE_NAME).exists():
            note(f"The training is kept in {wanted.folder}; the same command goes on from there.")
        raise


def _trained(wanted: Order, task: TrainingTask, *, every_steps: int) -> Trained:
    make_quiet(wanted.folder)
    try:
        with native_output_logged():
            from door_access.cli.models.training_run import trained  # noqa: PLC0415  TensorFlow takes seconds to load
    except ImportError as error:
        raise WeightsFault(f"TensorFlow, which trains networks, cannot be loaded: {error.msg}.") from error
    return trained(wanted, task, every_steps=every_steps)
