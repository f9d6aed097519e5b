"""``door``: ask the running kiosk for its state, to open once, or to work otherwise for a while."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from door_access.bootstrap.site import Site, door_mail, is_door_running
from door_access.cli.door.moments import moment_of
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say, words
from door_access.cli.site import site_of
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import OLDEST_REQUEST, AnswerKind, DoorAnswer, Wish
from door_access.domain.door.states import DoorState
from door_access.domain.door.status import DoorStatus
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
        status = door_mail(site).status() if is_running else DoorStatus()
    line = words(status.state) + ("" if is_running else " (no kiosk is running)")
    say({**asdict(status), "running": is_running}, [line, *_more(status)], as_json=as_json)
    return 0


def _more(status: DoorStatus) -> Iterator[str]:
    """Tell what is not as it usually is."""
    if status.mode is not OperatingMode.NORMAL:
        end = f" until {status.until_utc}" if status.until_utc else ""
        yield f"mode: {words(status.mode)}{' by a schedule' if status.is_by_schedule else end}"
    if status.is_clock_in_doubt:
        yield (
            "clock: behind the access log, so no schedule lets anybody in;"
            " set it, or run door confirm-clock if it is right"
        )
    if status.contact:
        yield f"door: {status.contact}"
    yield from (f"fault: {sentence}" for sentence in status.faults)
    yield from (f"alarm: {words(alarm)}" for alarm in status.alarms)


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
    answer = _ask(data_dir, lambda mail, who: mail.ask(note, operator=who), "The door did not open")
    document = {"state": DoorState.UNLOCKED, "answered": True, "seq": answer.seq}
    say(document, [f"The door opened once ({_row(answer)})."], as_json=as_json)
    return 0


@app.command("mode")
def mode(
    wanted: Annotated[OperatingMode, typer.Argument(help="How the whole door shall work.")],
    until: Annotated[
        str | None,
        typer.Option("--until", help="18:00, a date and time such as 2026-12-24T12:00, or +2h, +30m."),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Why; written into the access log.")] = "",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Hold the running kiosk's door unlocked until then, lock it down, or let it work normally again.

    Exits with 0 when it was done, 1 when the door refused (a lock that cannot be held, say) and 3 when nobody
    answered.
    """
    until_utc = None if until is None else moment_of(until, datetime.now().astimezone())
    if wanted is OperatingMode.UNLOCKED and until_utc is None:
        raise BadInput("A door that is held unlocked needs an end: --until 18:00, say.")
    if until_utc is not None and not wanted.can_end:
        raise BadInput(f"The mode {wanted} lasts until somebody ends it; it takes no --until.")
    answer = _ask(
        data_dir,
        lambda mail, who: mail.ask(note, Wish.MODE, mode=wanted, until_utc=until_utc, operator=who),
        f"The door does not become {wanted}",
    )
    end = "" if until_utc is None else f" until {until_utc.astimezone():%Y-%m-%d %H:%M}"
    ends_utc = None if until_utc is None else until_utc.astimezone(UTC).isoformat()
    document = {"mode": wanted, "until_utc": ends_utc, "answered": True, "seq": answer.seq}
    say(document, [f"The door's mode is {wanted}{end} ({_row(answer)})."], as_json=as_json)
    return 0


@app.command("acknowledge")
def acknowledge(
    note: Annotated[str, typer.Option("--note", help="What was found; written into the access log.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say that you have seen all alarms of the running kiosk's door."""
    if not note.strip():
        raise BadInput("--note needs words that say what was found.")
    answer = _ask(
        data_dir, lambda mail, who: mail.ask(note, Wish.ACKNOWLEDGE, operator=who), "The alarms still stand"
    )
    say(
        {"answered": True, "seq": answer.seq},
        [f"No alarm stands any more ({_row(answer)})."],
        as_json=as_json,
    )
    return 0


@app.command("confirm-clock")
def confirm_clock(
    note: Annotated[str, typer.Option("--note", help="How you know; written into the access log.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say that the clock of this computer is right, although it is behind the running kiosk's access log.

    Needed only where the clock was ahead once, and rows of the log are dated later than now. The rows before
    this one count no longer.
    """
    if not note.strip():
        raise BadInput("--note needs words that say how you know that the clock is right.")
    answer = _ask(
        data_dir, lambda mail, who: mail.ask(note, Wish.CONFIRM_CLOCK, operator=who), "It stays in doubt"
    )
    say(
        {"answered": True, "seq": answer.seq},
        [f"The clock is believed ({_row(answer)})."],
        as_json=as_json,
    )
    return 0


def _row(answer: DoorAnswer) -> str:
    is_owed = answer.seq is None
    return "its row could not be written yet" if is_owed else f"row {answer.seq} of the access log"


def _ask(data_dir: Path | None, ask: Callable[[DoorMail, str], str], refusal: str) -> DoorAnswer:
    """Ask the running door and return its answer; raise what it means unless it was done."""
    with site_of(data_dir) as site:
        if not is_door_running(site):
            raise EnvironmentFault(f"No kiosk runs on {site.data_dir}; there is no door to ask.")
        mail = door_mail(site)
        answer = _answered(mail, ask(mail, site.session.who()), site)
    if answer.kind is AnswerKind.REFUSED:
        raise Refused(f"{refusal}: {answer.why}")
    if answer.kind is AnswerKind.EXPIRED:
        raise EnvironmentFault(
            f"The kiosk on {site.data_dir} did not take the request within {TAKEN_WITHIN_S:g} s; it is void."
        )
    return answer


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
