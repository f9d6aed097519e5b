"""``door``: ask the running kiosk for its state, or to open once."""

import time
from typing import Annotated

import typer

from door_access.bootstrap import Site, is_door_running
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say, words
from door_access.cli.site import site_of
from door_access.domain.entry.door import DoorState
from door_access.errors import BadInput, EnvironmentFault
from door_access.runtime.door.release_requests import ReleaseRequests

app = typer.Typer(help="The door of the running kiosk.", pretty_exceptions_enable=False)

ANSWER_WITHIN_S = 3.0
ASK_EVERY_S = 0.1


@app.command("status")
def status(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Say what the door is doing; without a running kiosk it is locked."""
    with site_of(data_dir) as site:
        is_running = is_door_running(site)
        state = _requests(site).state() if is_running else DoorState.LOCKED
    line = words(state) + ("" if is_running else " (no kiosk is running)")
    say({"state": state, "running": is_running}, [line], as_json=as_json)
    return 0


@app.command("release")
def release(
    note: Annotated[str, typer.Option("--note", help="Why; written into the access log.")] = "command line",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Open the running kiosk's door once."""
    if not note.strip():
        raise BadInput("--note needs words that say why the door is opened.")
    with site_of(data_dir) as site:
        if not is_door_running(site):
            raise EnvironmentFault(f"No kiosk runs on {site.data_dir}; there is no door to release.")
        mail = _requests(site)
        if not _is_taken(mail, mail.ask_release(note)):
            raise EnvironmentFault(
                f"The kiosk on {site.data_dir} did not answer within {ANSWER_WITHIN_S:g} s."
            )
        state = _state_after(site)
    say({"state": state}, [f"The door was asked to open once; it is {words(state)}."], as_json=as_json)
    return 0


def _is_taken(mail: ReleaseRequests, request: str) -> bool:
    deadline_s = time.monotonic() + ANSWER_WITHIN_S
    while not mail.is_taken(request) and time.monotonic() < deadline_s:
        time.sleep(ASK_EVERY_S)
    return mail.is_taken(request)


def _state_after(site: Site) -> DoorState:
    time.sleep(ASK_EVERY_S)
    return _requests(site).state()


def _requests(site: Site) -> ReleaseRequests:
    return ReleaseRequests(site.store, door=site.settings.door.id)
