"""``door``: ask the running kiosk for its state, or to open once."""

import time
from typing import Annotated

import typer

from door_access.bootstrap.site import Site, door_mail, is_door_running
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say, words
from door_access.cli.site import site_of
from door_access.domain.door.requests import OLDEST_REQUEST, AnswerKind, DoorAnswer
from door_access.domain.door.states import DoorState
from door_access.errors import BadInput, EnvironmentFault, Refused
from door_access.runtime.door.mail import DoorMail

app = typer.Typer(pretty_exceptions_enable=False)

TAKEN_WITHIN_S = OLDEST_REQUEST.total_seconds()
ANSWER_WITHIN_S = 15.0
"""How long a door that took the request may need: its row and its answer wait 5 s each for other writers."""
LOOK_EVERY_S = 0.1


@app.command("status")
def status(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Say what the door is doing; without a running kiosk it is locked."""
    with site_of(data_dir) as site:
        is_running = is_door_running(site)
        state = door_mail(site).state() if is_running else DoorState.LOCKED
    line = words(state) + ("" if is_running else " (no kiosk is running)")
    say({"state": state, "running": is_running}, [line], as_json=as_json)
    return 0


@app.command("release")
def release(
    note: Annotated[str, typer.Option("--note", help="Why; written into the access log.")] = "command line",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Open the running kiosk's door once and wait for its answer.

    Exits with 0 when it opened, 1 when it did not (the lock did not obey) and 3 when nobody answered. A
    request that no door took within 5 seconds is void.
    """
    if not note.strip():
        raise BadInput("--note needs words that say why the door is opened.")
    with site_of(data_dir) as site:
        if not is_door_running(site):
            raise EnvironmentFault(f"No kiosk runs on {site.data_dir}; there is no door to release.")
        requests = door_mail(site)
        answer = _answered(requests, requests.ask(note), site)
    _check(answer, site)
    row = "its row could not be written yet" if answer.seq is None else f"row {answer.seq} of the access log"
    document = {"state": DoorState.UNLOCKED, "answered": True, "seq": answer.seq}
    say(document, [f"The door opened once ({row})."], as_json=as_json)
    return 0


def _answered(requests: DoorMail, request: str, site: Site) -> DoorAnswer:
    """Wait for the answer; a request that nobody took is taken back, so that it opens nothing later."""
    try:
        answer = _awaited(requests, request, TAKEN_WITHIN_S)
    except BaseException:
        requests.take_back(request)
        raise
    if answer is None and requests.take_back(request):
        return DoorAnswer(AnswerKind.EXPIRED)
    answer = answer or _awaited(requests, request, ANSWER_WITHIN_S)
    if answer is None:
        raise EnvironmentFault(
            f"The kiosk on {site.data_dir} took the request and did not say what became of it; see the log."
        )
    return answer


def _awaited(requests: DoorMail, request: str, within_s: float) -> DoorAnswer | None:
    deadline_s = time.monotonic() + within_s
    while (answer := requests.answer_to(request)) is None and time.monotonic() < deadline_s:
        time.sleep(LOOK_EVERY_S)
    return answer


def _check(answer: DoorAnswer, site: Site) -> None:
    """Raise what the answer means unless the door opened."""
    if answer.kind is AnswerKind.REFUSED:
        raise Refused(f"The door did not open: {answer.why}")
    if answer.kind is AnswerKind.EXPIRED:
        raise EnvironmentFault(
            f"The kiosk on {site.data_dir} did not take the request within {TAKEN_WITHIN_S:g} s; it is void."
        )
