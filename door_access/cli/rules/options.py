"""Options and arguments that several of these commands share."""

from typing import Annotated

import typer

Door = Annotated[str | None, typer.Option("--door", help="Name or id of one door.", show_default=False)]
Doors = Annotated[
    str | None, typer.Option("--doors", help="Name or id of a group of doors.", show_default=False)
]
AllDoorsWanted = Annotated[bool, typer.Option("--all-doors", help="Every door, and those yet to come.")]
NewName = Annotated[str | None, typer.Option("--name", help="Another name.", show_default=False)]
From = Annotated[
    str | None,
    typer.Option("--from", help="First day, or date and time: 2026-12-01T08:00.", show_default=False),
]
Until = Annotated[
    str | None,
    typer.Option("--until", help="Last day, which is part of it, or date and time.", show_default=False),
]
