"""``python -m benchmarks.speed.crashes NUMBER SEED FOLDER``: so many kills of the small kiosk of the tests.

Nothing is imported here that the killed processes would have to import first, or the kills would
all fall into their start.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Do the rounds and print what was there to be broken; an AssertionError says what was."""
    from tests.database.crashes import crash_rounds  # noqa: PLC0415 - see above

    rounds, seed, folder = arguments
    print(json.dumps(asdict(crash_rounds(int(rounds), Path(folder), seed=int(seed)))))


if __name__ == "__main__":
    main(sys.argv[1:])
