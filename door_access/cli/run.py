"""Runs one command and turns its errors into sentences and exit statuses."""

import logging
import os
import sys
from typing import TYPE_CHECKING

import typer

from door_access.cli.application import application
from door_access.cli.arguments import arranged
from door_access.cli.printing import harmless
from door_access.cli.terminal import begin_logging, orderly_end, print_anything
from door_access.errors import BadInput, DoorAccessError, Refused
from door_access.homes import KEY_DIR_VARIABLE

if TYPE_CHECKING:
    from door_access.cli.door.kiosk import OpenKiosk

DONE, NEGATIVE, USAGE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130
PROGRAM = "python main.py"
NO_TEMPORARY_FOLDER = "No usable temporary directory"
"""How Python says that it found none."""

_log = logging.getLogger(__name__)


def run(arguments: list[str], *, open_kiosk: "OpenKiosk", program: str = PROGRAM) -> int:
    """Run the command and return the exit status; without arguments, the kiosk."""
    print_anything()
    key_dir = os.environ.get(KEY_DIR_VARIABLE)
    try:
        begin_logging()
        with orderly_end():
            return _run(arranged(arguments), open_kiosk, program)
    except typer.TyperException as error:
        return _fail(_usage_sentence(error, program), USAGE)
    except DoorAccessError as error:
        return _fail(str(error), exit_status(error))
    except OSError as error:
        return _fail(_os_sentence(error), ENVIRONMENT)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception:
        _log.exception("the command broke off")
        return _fail("This is a fault of the program; the lines above say where it lies.", ENVIRONMENT)
    finally:
        _restore(KEY_DIR_VARIABLE, key_dir)


def _restore(variable: str, value: str | None) -> None:
    """Let the next command of this process know nothing of this one's options."""
    if value is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = value


def exit_status(error: DoorAccessError) -> int:
    """Return the exit status that stands for this kind of error, as README.md promises it."""
    if isinstance(error, Refused):
        return NEGATIVE
    return USAGE if isinstance(error, BadInput) else ENVIRONMENT


def _run(arguments: list[str], open_kiosk: "OpenKiosk", program: str) -> int:
    status = application()(args=arguments, prog_name=program, standalone_mode=False, obj=open_kiosk)
    return status if isinstance(status, int) else DONE


def _fail(sentence: str, status: int) -> int:
    print(harmless(" ".join(sentence.split())), file=sys.stderr)
    return status


def _usage_sentence(error: typer.TyperException, program: str) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else program
    complaint = error.format_message().replace("Value error, ", "").rstrip(".")
    return f"{complaint}. Try '{command} --help'."


def _os_sentence(error: OSError) -> str:
    if error.filename is None and NO_TEMPORARY_FOLDER in str(error):
        return "No folder for temporary files can be written: name one in TMPDIR."
    place = f"{error.filename} cannot be used" if error.filename else "The system refuses"
    return f"{place}: {error.strerror or error}."
