"""``log forget``: what is too old goes now, or is counted."""

from typing import Annotated, Any

import typer

from door_access.bootstrap.retention import make_retention
from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.retention import Forgotten
from door_access.desk.session import system_user
from door_access.domain.operators.acts import Act, Actor
from door_access.errors import BadInput


def forget(
    only_count: Annotated[
        bool, typer.Option("--only-count", help="Say how much is too old, and forget nothing.")
    ] = False,
    clock_is_right: Annotated[
        str | None,
        typer.Option("--clock-is-right", help="How you know that it is; written into the access log."),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Forget what is older than the settings let it be kept, as a running kiosk does by itself every hour.

    Time, door and answer of each row stay. What is forgotten does not come back.
    """
    with site_of(data_dir) as site:
        _confirm_clock(site, clock_is_right)
        retention = make_retention(site, Actor.COMMAND_LINE, system_user())
        done = retention.due() if only_count else retention.run()
    say(_document(done), _lines(done, is_done=not only_count), as_json=as_json)
    return 1 if done.doubt else 0


def _confirm_clock(site: Site, words: str | None) -> None:
    if words is None:
        return
    if not words.strip():
        raise BadInput("--clock-is-right needs words that say how you know that the clock is right.")
    site.acts.record(Act.CONFIRM_CLOCK, note=words)


def _document(done: Forgotten) -> dict[str, Any]:
    return {
        "rows": {str(kind): rows for kind, rows in done.rows.items()},
        "cut": done.cut,
        "pictures": done.pictures,
        "plain": done.plain,
        "doubt": done.doubt or None,
        "is_overwritten": done.is_overwritten,
    }


def _lines(done: Forgotten, *, is_done: bool) -> list[str]:
    told = [f"{'Forgotten' if is_done else 'Too old'}: {done.sentence()}."] if done.is_anything else []
    if not told and not done.doubt:
        told = ["Nothing is older than it may be."]
    if done.plain:
        rows = counted(done.plain, "older row is", "older rows are")
        told.append(f"{rows} of the first version: their hashes cover all that they tell, so it stays.")
    if not done.is_overwritten:
        told.append("The last traces are overwritten once no other process reads the database.")
    return [*told, *([done.doubt] if done.doubt else [])]
