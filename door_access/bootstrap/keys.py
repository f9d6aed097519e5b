"""What is done with a site's keys, each with its rows."""

from pathlib import Path

from database.keys.moving import move_key_files
from database.keys.rotation import Rotated, rotate
from door_access import config
from door_access.bootstrap.site import Site, opened_site, owned_door
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act
from door_access.errors import BadInput
from door_access.homes import whole_path
from door_access.ports import Change

KEY_DIR = "site.key_dir"
"""The setting, as rows of the log call it."""


def change_keys(site: Site) -> Rotated:
    """Change all keys of a site, with a row before and after; raises StorageFault."""
    begun = f"from generation {site.key_generation()}"
    site.acts.record(Act.CHANGE_KEYS, outcome=Outcome.NOT_COMPLETED, note=begun)
    done = rotate(site.database, site.keyring)
    site.acts.record(Act.CHANGE_KEYS, note=f"to generation {done.generation}")
    return done


def move_keys(site: Site, folder: Path) -> Path:
    """Move the site's keys to a folder and say so in config.toml; return the folder.

    Raises:
        DoorInUse: a kiosk runs on this data directory.
        BadInput: the keys are a service manager's, or the folder is theirs already or holds others.
        StorageFault: a file cannot be read or written.
    """
    new = whole_path(folder)
    if site.keyring.file.is_handed:
        raise BadInput("The key is handed over by the service manager; there is no file to move.")
    if new.resolve() == site.database.key_dir.resolve():
        raise BadInput(f"The keys lie in {new} already.")

    def remember() -> None:
        named = site.settings.site.model_copy(update={"key_dir": str(new)})
        config.write(site.settings.model_copy(update={"site": named}), site.config_path)

    with owned_door(site):
        change = Change(KEY_DIR, str(site.database.key_dir), str(new))
        site.acts.record(Act.MOVE_KEYS, outcome=Outcome.NOT_COMPLETED, changes=(change,))
        move_key_files(site.database, new, remember)
    with opened_site(site.data_dir, site.actor) as moved:
        moved.acts.record(Act.MOVE_KEYS, changes=(change,))
    return new
