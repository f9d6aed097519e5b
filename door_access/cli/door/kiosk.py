"""``kiosk``: opens the window, or shows the demo off-screen where there is no display.

A command that can be called alone and has one below it: ``kiosk install-autostart``.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from door_access.bootstrap.kiosk import Kiosk, build_kiosk
from door_access.cli.door.autostart import install_autostart
from door_access.cli.door.events import as_words, record_of
from door_access.cli.options import DataDir
from door_access.cli.printing import note
from door_access.cli.site import directory_for
from door_access.demo import DEMO
from door_access.errors import DisplayFault
from door_access.runtime.events import DecisionMade, DoorChanged, Event, EventHub

app = typer.Typer(pretty_exceptions_enable=False, invoke_without_command=True)
app.command("install-autostart")(install_autostart)

OFFSCREEN_DEMO_S = 21.0
"""The demo's story up to the visitor whom the door knows; the picture shows the welcome."""


@dataclass(frozen=True, slots=True)
class KioskOptions:
    """What the window is asked for; see ``ui.app``."""

    build: Callable[[], Kiosk]
    is_fullscreen: bool = False
    screenshot: Path | None = None
    exit_after_s: float | None = None
    is_display_needed: bool = True


OpenKiosk = Callable[[KioskOptions], int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the window."""

    is_fullscreen: bool
    screenshot: Path | None
    exit_after_s: float | None

    def options(self, build: Callable[[], Kiosk], *, is_display_needed: bool = True) -> KioskOptions:
        """Return the options for a window over this kiosk."""
        return KioskOptions(
            build, self.is_fullscreen, self.screenshot, self.exit_after_s, is_display_needed=is_display_needed
        )


@app.callback()
def kiosk(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Instead of the camera in config.toml.")] = None,
    fullscreen: Annotated[bool, typer.Option("--fullscreen", help="Begin in full screen.")] = False,
    screenshot: Annotated[Path | None, typer.Option(help="Save a picture of the window at the end.")] = None,
    exit_after: Annotated[float | None, typer.Option(min=0.1, help="Close after so many seconds.")] = None,
    demo_without_display: Annotated[
        bool, typer.Option("--demo-without-display", help="Without a display, show the demo off-screen.")
    ] = False,
    data_dir: DataDir = None,
) -> int:
    """Start the kiosk."""
    if context.invoked_subcommand is not None:
        return 0
    open_kiosk: OpenKiosk = context.obj
    asked = Asked(fullscreen, screenshot, exit_after)
    try:
        with directory_for(source or "", data_dir) as directory:
            return open_kiosk(asked.options(lambda: build_kiosk(directory, source, note)))
    except DisplayFault as fault:
        if not demo_without_display:
            raise
        lasting = replace(asked, exit_after_s=exit_after or OFFSCREEN_DEMO_S)
        note(f"{fault} The demo runs off-screen for about {lasting.exit_after_s:.0f} seconds instead.")
    return _demo_off_screen(open_kiosk, lasting, data_dir)


def _demo_off_screen(open_kiosk: OpenKiosk, asked: Asked, data_dir: Path | None) -> int:
    screenshot = asked.screenshot or Path(tempfile.gettempdir()) / f"door-access-demo-{os.getpid()}.png"
    with directory_for(DEMO, data_dir) as directory:

        def build() -> Kiosk:
            kiosk = build_kiosk(directory, DEMO, note)
            _print_decisions(kiosk.hub)
            return kiosk

        wanted = replace(asked, screenshot=screenshot).options(build, is_display_needed=False)
        status = open_kiosk(wanted)
    if screenshot.exists():
        print(screenshot.absolute())
    return status


def _print_decisions(hub: EventHub) -> None:
    def show(event: Event) -> None:
        record = record_of(event) if isinstance(event, DecisionMade | DoorChanged) else None
        try:
            if record:
                print(as_words(record), flush=True)
        except OSError:
            hub.unsubscribe(show)  # nobody reads any more; the demo goes on without

    hub.subscribe(show)
