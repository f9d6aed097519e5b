"""All commands under one roof."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from door_access.cli.arguments import HELP_OPTIONS, KEY_DIR_OPTION
from door_access.cli.door import desk, doctor, door, keys, log, watch
from door_access.cli.door.kiosk import KioskOptions, kiosk_command
from door_access.cli.models import train, weights
from door_access.cli.people import cards, enroll, people
from door_access.cli.photos import cache, dataset, embed, evaluate, images
from door_access.homes import KEY_DIR_VARIABLE

OpenKiosk = Callable[[KioskOptions], int]


def application(open_kiosk: OpenKiosk) -> typer.Typer:
    """Return the command line; ``open_kiosk`` is called only by the command ``kiosk``."""
    app = typer.Typer(
        name="door-access",
        help="A kiosk that opens a door for people whose faces it knows.",
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": list(HELP_OPTIONS)},
    )
    app.callback()(shared_options)
    app.command("kiosk")(kiosk_command(open_kiosk))
    app.command("watch")(watch.watch)
    app.command("enroll")(enroll.enroll)
    app.command("identify")(images.identify)
    app.command("verify")(images.verify)
    app.command("embed")(embed.embed)
    app.command("evaluate")(evaluate.evaluate)
    app.command("train")(train.train)
    app.command("doctor")(doctor.doctor)
    app.add_typer(dataset.app, name="dataset")
    app.add_typer(people.app, name="people")
    app.add_typer(cards.app, name="cards")
    app.add_typer(log.app, name="log")
    app.add_typer(door.app, name="door")
    app.add_typer(desk.app, name="desk")
    app.add_typer(cache.app, name="cache")
    app.add_typer(weights.app, name="weights")
    app.add_typer(keys.app, name="key")
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
