"""``key``: where the keys of a data directory lie, and how they are changed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from database.keys.rotation import is_unfinished
from door_access.bootstrap.keys import change_keys, move_keys
from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.offline import doctor as looks

app = typer.Typer(pretty_exceptions_enable=False)


@app.command("show")
def show(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Say where the keys lie, and what is still hidden in the way of older versions."""
    with site_of(data_dir) as site:
        document = _record(site)
    lines = [f"The keys lie in {document['file']}, generation {document['generation']}."]
    if document["unfinished"]:
        lines.append("A change of keys was interrupted: 'key rotate' finishes it.")
    lines.append(looks.outdated_sentence(document["old_cards"], document["old_pins"]))
    say(document, [line for line in lines if line], as_json=as_json)
    return 0


@app.command("rotate")
def rotate(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Change all keys, also while the door runs; backups made before need the key of their time."""
    with site_of(data_dir) as site:
        done = change_keys(site)
        document = _record(site) | {"sealed": done.sealed, "finished_earlier": done.was_unfinished}
    what = "An interrupted change of keys is finished" if done.was_unfinished else "All keys are changed"
    lines = [
        f"{what}: {counted(done.sealed, 'entry is', 'entries are')} sealed anew."
        f" Keep {document['file']} as carefully as before."
    ]
    lines.append(looks.outdated_sentence(document["old_cards"], document["old_pins"]))
    say(document, [line for line in lines if line], as_json=as_json)
    return 0


@app.command("move")
def move(
    folder: Annotated[Path, typer.Argument(help="The folder for the keys; made when it is missing.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Move the keys to a folder of their own, best on another disk, and say so in config.toml."""
    with site_of(data_dir) as site:
        moved = move_keys(site, folder)
    say(
        {"key_dir": str(moved)},
        [f"The keys lie in {moved} from now on; config.toml says so."],
        as_json=as_json,
    )
    return 0


def _record(site: Site) -> dict[str, Any]:
    old_cards, old_pins = site.stored_credentials.outdated()
    return {
        "file": str(site.keyring.file.path),
        "generation": site.key_generation(),
        "unfinished": is_unfinished(site.keyring),
        "old_cards": old_cards,
        "old_pins": old_pins,
    }
