"""Runs one command and turns its errors into sentences and exit statuses."""

import logging
import os
import sys

import typer

from door_access.cli.application import OpenKiosk, application
from door_access.errors import BadInput, DoorAccessError, Refused

DONE, NEGATIVE, USAGE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130

SPREAD_OPTIONS = ("--images",)
"""Options that take every value up to the next option, as in ``--images a.jpg b.jpg``."""


def run(arguments: list[str], *, open_kiosk: OpenKiosk) -> int:
    """Run the command and return the exit status; without arguments, the kiosk."""
    logging.basicConfig(level=os.environ.get("DOOR_ACCESS_LOG", "ERROR").upper(), stream=sys.stderr)
    try:
        return _run(_spread(arguments or ["kiosk"]), open_kiosk)
    except typer.TyperException as error:
        return _fail(f"{_usage_sentence(error)}. Try 'python main.py --help'.", USAGE)
    except DoorAccessError as error:
        return _fail(str(error), exit_status(error))
    except OSError as error:
        return _fail(_os_sentence(error), ENVIRONMENT)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED


def exit_status(error: DoorAccessError) -> int:
    """Return the exit status that stands for this kind of error (DESIGN §7)."""
    if isinstance(error, Refused):
        return NEGATIVE
    return USAGE if isinstance(error, BadInput) else ENVIRONMENT


def _run(arguments: list[str], open_kiosk: OpenKiosk) -> int:
    status = application(open_kiosk)(args=arguments, standalone_mode=False)
    return status if isinstance(status, int) else DONE


def _fail(sentence: str, status: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return status


def _usage_sentence(error: typer.TyperException) -> str:
    return str(error).removeprefix("Value error, ").rstrip(".")


def _os_sentence(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}."


def _spread(arguments: list[str]) -> list[str]:
    """Repeat a spread option before each of its values, which is what the parser understands."""
    spread: list[str] = []
    current = ""
    for argument in arguments:
        is_option = argument.startswith("--")
        if current and not is_option and spread[-1] != current:
            spread.append(current)
        current = (argument if argument in SPREAD_OPTIONS else "") if is_option else current
        spread.append(argument)
    return spread
