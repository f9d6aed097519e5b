"""``desk``: the PIN that opens it, for whoever has forgotten it or sets the machine up without a window."""

import time
from typing import Annotated

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.cli.typed_pin import typed_pin
from door_access.complaints import ENGLISH, Complaint
from door_access.desk.operator_pin import OperatorPin
from door_access.domain.operators.desk_pin import checked_desk_pin
from door_access.errors import Refused

app = typer.Typer(pretty_exceptions_enable=False)


@app.callback()
def desk() -> None:
    """The desk of the window."""


@app.command("pin")
def pin(
    stdin: Annotated[bool, typer.Option("--stdin", help="Read the PIN from standard input, once.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Choose or change the operator PIN, six digits or more; it is asked for twice and not shown."""
    with site_of(data_dir) as site:
        if site.operators_desk.who_may_sign_in():
            raise Refused(f"{ENGLISH[Complaint.NO_DESK_PIN]} See `operators reset`.")
        operator_pin = OperatorPin(site.store, site.acts, clock=time.monotonic)
        was_set = operator_pin.is_set()
        operator_pin.set(typed_pin(checked_desk_pin, is_piped=stdin))
    line = "The operator PIN was changed." if was_set else "The desk asks for this PIN from now on."
    say({"was_set": was_set}, [line], as_json=as_json)
    return 0
