"""``train``: one of the networks learns from the photos of folders, and becomes a model of one's own.

Two ways: people, whom it learns to tell apart by triplets; or, with ``--distil``, faces of nobody in
particular and what other models say of them. One rule: everything that can be refused is refused before
TensorFlow is loaded and hours go by.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access import config
from door_access.bootstrap.models import held_alone, make_models
from door_access.bootstrap.vision import make_photo_reader
from door_access.cli.models.training_record import document, lines, notes
from door_access.cli.options import DataDir, Json
from door_access.cli.photos.photo_encoding import encode
from door_access.cli.printing import note, say
from door_access.cli.progress import counting, training_bar
from door_access.cli.site import prepared, site_of
from door_access.config import Settings
from door_access.counts import counted
from door_access.errors import BadInput, WeightsFault
from door_access.facenet.training.settings import Miner
from door_access.facenet.training.surroundings import make_quiet
from door_access.offline.training.chips import aligned_chips, cut_chips
from door_access.offline.training.order import Order, order
from door_access.offline.training.process import (
    Trained,
    carried_out,
    distil_settings,
    people_settings,
    teachers_of,
)
from door_access.offline.training.tasks import FindChips, TrainingTask, faces_task, people_task
from door_access.ports import FaceCache
from door_access.vision.native_output import native_output_logged
from door_access.vision.stills import read_picture

MakeTask = Callable[[], TrainingTask]
"""Looks at all photos, which can take hours."""


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
    home = prepared(data_dir)
    wanted = order(home, make_models(home), network=network, init=init, out_id=out_id, terms=terms)
    common: dict[str, Any] = {
        "epochs": epochs,
        "seed": seed,
        "is_augmented": not no_augmentation,
        "last_layers": last_layers,
        "is_bfloat16": bfloat16,
    }
    of_steps = _given(learning_rate=learning_rate, steps=steps, margin=margin, patience=patience)
    of_people = _given(miner=miner, people=people, photos=photos)
    of_faces = _given(batch=batch, pairwise=pairwise, triplet=triplet)
    if distil:
        _refuse("--distil, which knows nobody", of_people)
        _refuse("--distil, whose teachers cut their own chips", _given(aligned=aligned or None))
        if epochs == 0:
            flags = {"last_layers": last_layers, "no_augmentation": no_augmentation, "bfloat16": bfloat16}
            asked = {name: flag for name, flag in flags.items() if flag}
            _refuse("--epochs 0, which takes no step", of_steps | of_faces | asked)
        folders = [*([directory] if directory else []), *(data or [])]
        names = [name.strip() for name in distil.split(",")]
        make_task = _distillation(
            wanted, folders, names, common | of_steps | of_faces, is_cached=not no_cache
        )
    else:
        _refuse("a training without --distil", of_faces | _given(data=data))
        if wanted.begins_with_trunk:
            raise BadInput(f"Only --distil fits the last layer of {network}, which {init} does not have.")
        make_task = _of_people(
            wanted, directory, common | of_steps | of_people, is_aligned=aligned, is_cached=not no_cache
        )
    trained = carried_out(
        wanted,
        held_alone,
        lambda: _noted(make_task()),
        lambda task: _trained(wanted, task, every_steps=every),
        is_restarted=restart,
        on_kept=lambda: note(
            f"The training is kept in {wanted.folder}; the same command goes on from there."
        ),
    )
    say(document(trained), lines(trained), as_json=as_json)
    return 0


def _given(**options: Any) -> dict[str, Any]:
    """Return the options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def _refuse(what: str, options: dict[str, Any]) -> None:
    for name in options:
        raise BadInput(f"--{name.replace('_', '-')} does not belong to {what}.")


def _of_people(
    wanted: Order, directory: Path | None, given: dict[str, Any], *, is_aligned: bool, is_cached: bool
) -> MakeTask:
    if directory is None:
        raise BadInput("DIR is missing: a folder with one folder of photos per person.")
    settings = people_settings(wanted, directory, given)

    def make_task() -> TrainingTask:
        if is_aligned:
            return people_task(
                directory, settings, partial(aligned_chips, model=wanted.base, read=read_picture)
            )
        if not is_cached:
            site_settings = config.load(wanted.data_dir / config.FILE_NAME)
            return people_task(directory, settings, _cutter(wanted, site_settings, None))
        with site_of(wanted.data_dir) as site:
            return people_task(directory, settings, _cutter(wanted, site.settings, site.face_cache))

    return make_task


def _distillation(
    wanted: Order, folders: list[Path], names: list[str], given: dict[str, Any], *, is_cached: bool
) -> MakeTask:
    teachers = teachers_of(wanted, folders, names)
    settings = distil_settings(wanted, folders, teachers, given)

    def make_task() -> TrainingTask:
        with site_of(wanted.data_dir) as site:
            return faces_task(
                folders,
                settings,
                teachers,
                _cutter(wanted, site.settings, site.face_cache if is_cached else None),
                lambda teacher, photos: encode(site, teacher, photos, is_cached=is_cached),
                dimension=wanted.base.dimension,
            )

    return make_task


def _cutter(wanted: Order, settings: Settings, cache: FaceCache | None) -> FindChips:
    return partial(
        cut_chips,
        model=wanted.base,
        make_reader=lambda: make_photo_reader(settings, wanted.base),
        counting=counting,
        cache=cache,
    )


def _noted(task: TrainingTask) -> TrainingTask:
    for line in notes(task):
        note(line)
    return task


def _trained(wanted: Order, task: TrainingTask, *, every_steps: int) -> Trained:
    make_quiet(wanted.folder)
    try:
        with native_output_logged():
            from door_access.offline.training.run import trained  # noqa: PLC0415  TensorFlow takes seconds to load
    except ImportError as error:
        raise WeightsFault(f"TensorFlow, which trains networks, cannot be loaded: {error.msg}.") from error
    return trained(
        wanted,
        task,
        every_steps=every_steps,
        watched=training_bar,
        on_fit=lambda faces: note(f"The last layer is fitted to {counted(faces, 'face')} …"),
    )
