"""The options that every command shares."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Where people, log and settings live.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document (events: one per line).")]
Source = Annotated[
    str, typer.Option("--source", help="Camera index, /dev/v4l/by-id/… path, file, rtsp://… or demo.")
]
Consent = Annotated[
    str, typer.Option("--consent", help="What the person agreed to, in words.", show_default=False)
]
AllowLookalike = Annotated[
    bool, typer.Option("--allow-lookalike", help="A look-alike who is enrolled is somebody else.")
]
Agreed = Annotated[
    bool, typer.Option("--agreed", help="They agreed to the site's own words, instead of --consent.")
]
KeepPicture = Annotated[
    bool,
    typer.Option("--keep-picture", help="They agreed as well that pictures of their face are kept."),
]
