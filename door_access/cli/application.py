"""All commands under one roof. One rule: a command's module is imported only when the command is called."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from door_access.cli.arguments import HELP_OPTIONS, KEY_DIR_OPTION
from door_access.homes import KEY_DIR_VARIABLE

COMMANDS = {
    "kiosk": ("door.kiosk:app", "Start the kiosk; or make the machine start it by itself."),
    "watch": (
        "door.watch:watch",
        "Decide on every frame of a source; files run on their own time.",
    ),
    "enroll": (
        "people.enroll:enroll",
        "Enrol a person with their consent; a look-alike who is enrolled already is a refusal.",
    ),
    "identify": (
        "photos.images:identify",
        "Say who is on a photo; everybody in it is searched among the enrolled people.",
    ),
    "verify": (
        "photos.images:verify",
        "Say whether a photo shows the person it is claimed to show: the one named, or the card's holder.",
    ),
    "embed": ("photos.embed:embed", "Write the embedding of the largest face of every photo."),
    "evaluate": (
        "photos.evaluate:evaluate",
        "Measure error rates on photos of people: verification, identification, and at the card's threshold.",
    ),
    "train": (
        "models.train:train",
        "Train a network on photos; a part of them is held out and says how good it is.",
    ),
    "doctor": (
        "door.doctor:doctor",
        "Check settings, data, model, camera and display; exit 3 when anything is wrong.",
    ),
    "dataset": ("photos.dataset:app", "Pictures for training."),
    "people": ("people.people:app", "Who is enrolled."),
    "cards": ("people.cards:app", "Cards, and whose they are."),
    "access": ("rules.access:app", "Who may enter when, and why."),
    "groups": ("rules.groups:app", "People who may enter alike."),
    "schedules": ("rules.schedules:app", "Hours of the week, and what holds on holidays."),
    "rights": ("rules.rights:app", "Who may open which doors, when, and by showing what."),
    "holidays": ("rules.holidays:app", "Calendars of days on which something else holds."),
    "door-groups": ("rules.door_groups:app", "Doors that are opened alike."),
    "plans": ("rules.plans:app", "What schedules make of doors: unlocked, or asking for more."),
    "log": ("door.log:app", "What the door did."),
    "report": ("door.report:app", "What that amounts to in a month."),
    "door": ("door.door:app", "The door of the running kiosk."),
    "passes": ("people.passes:app", "Passes: QR codes that let somebody in for a while."),
    "visitors": ("people.visitors:app", "Who is expected."),
    "desk": ("door.desk:app", "The desk of the window."),
    "operators": ("operators.operators:app", "Who may sign in at the desk, and what for."),
    "setup": (
        "operators.setup:setup",
        "Set a door up: an administrator, its camera, where people stand, its lock, and a first person.",
    ),
    "cache": ("photos.cache:app", "What is kept of photos of faces."),
    "privacy": ("privacy.privacy:app", "What people agree to, and the data protection officer's report."),
    "weights": ("models.weights:app", "The face models: installed, in use, in order."),
    "backup": ("door.backup:app", "Encrypted copies of everything, in another place, and back again."),
    "key": ("door.keys:app", "The keys of names, faces, cards, PINs and log."),
}
"""Where each command lies in ``door_access.cli``, and the line that ``--help`` shows without going there."""


class Roof(TyperGroup):
    """Puts the command that is called in the place of its line."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the called command and its words, as the parser wants them."""
        name = args[0]
        if name in COMMANDS:
            self.add_command(_called(name), name)
        return super().resolve_command(ctx, args)


def application() -> typer.Typer:
    """Return the command line; it is called with the function that opens the window as its ``obj``."""
    app = typer.Typer(
        name="door-access",
        cls=Roof,
        help="A kiosk that opens a door for people whose faces it knows.",
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": list(HELP_OPTIONS)},
    )
    app.callback()(shared_options)
    for name, (_, line) in COMMANDS.items():
        app.command(name, help=line)(_stand_in)
    return app


def shared_options(
    key_dir: Annotated[
        Path | None,
        typer.Option(
            KEY_DIR_OPTION,
            envvar=KEY_DIR_VARIABLE,
            show_default=False,
            help="Where the keys lie, before config.toml says so; may stand anywhere.",
        ),
    ] = None,
) -> None:
    """Take what goes for every command."""
    if key_dir is not None:
        os.environ[KEY_DIR_VARIABLE] = str(key_dir.absolute())


def _stand_in() -> None:
    """Stand for a command until it is called."""


def _called(name: str) -> Any:
    """Return a command, imported, as the parser wants it."""
    place, line = COMMANDS[name]
    module, _, attribute = place.partition(":")
    with _without_collecting():
        found = getattr(import_module(f"door_access.cli.{module}"), attribute)
    roof = typer.Typer()
    if isinstance(found, typer.Typer):
        roof.add_typer(found, name=name, help=line)
    else:
        roof.command(name)(found)
    return typer.main.get_group(roof).commands[name]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage meanwhile: imports leave none, and looking is a tenth of a short command's time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
