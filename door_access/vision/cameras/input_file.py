"""What a file named on the command line must be before a decoder sees it: a file, readable, not empty."""

import os
from pathlib import Path
from typing import TypeVar

from door_access.errors import BadInput

Refusal = TypeVar("Refusal", bound=BadInput)


def check_file(path: Path, expected: str, refusal: type[Refusal]) -> None:
    """Raise ``refusal`` with one sentence naming the path when it cannot be ``expected`` ("a picture")."""
    try:
        size = path.stat().st_size
        is_file = path.is_file()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refusal(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise refusal(f"The file {str(path)!r} cannot be reached: {error.strerror}.") from error
    if not is_file:
        raise refusal(f"{path} is not a file; {expected} was expected.")
    if not os.access(path, os.R_OK):
        raise refusal(f"The file {path} may not be read by this user.")
    if size == 0:
        raise refusal(f"The file {path} is empty; {expected} was expected.")
