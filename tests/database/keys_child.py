"""A process that changes keys until it is killed, for the tests that kill it."""

import sys
from pathlib import Path

from database.engine import open_database
from database.keys.opening import open_keyring
from database.keys.rotation import rotate

if __name__ == "__main__":
    with open_database(Path(sys.argv[1])) as opened:
        while True:
            rotate(opened, open_keyring(opened))
            print("changed", flush=True)
