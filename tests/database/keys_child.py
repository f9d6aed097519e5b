"""A process that changes keys until it is killed, for the tests that kill it."""

from multiprocessing.connection import Connection
from pathlib import Path

from database.engine import open_database
from database.keys.opening import open_keyring
from database.keys.rotation import rotate


def change(data_dir: Path, told: Connection) -> None:
    """Change the keys again and again, and tell of each time."""
    with open_database(data_dir) as opened:
        while True:
            rotate(opened, open_keyring(opened))
            told.send("changed")
