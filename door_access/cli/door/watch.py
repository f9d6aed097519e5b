"""``watch``: the door without a window, one line per event."""

from contextlib import nullcontext
from queue import SimpleQueue
from typing import Annotated

import typer

from door_access.bootstrap.interfaces import interfaces_of
from door_access.bootstrap.running import Run, make_run, running_clock
from door_access.bootstrap.site import Site, owned_door
from door_access.bootstrap.vision import make_encoder, make_source
from door_access.cli.door.events import Record, as_words, record_of
from door_access.cli.options import DataDir, Json, Source
from door_access.cli.printing import as_line, note
from door_access.cli.site import site_of
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.errors import BadInput
from door_access.hardware.relay_ownership import owned_relay
from door_access.lock_settings import SimulatedLockSettings
from door_access.ports import SourceKind
from door_access.runtime.events import CameraChanged, Event
from door_access.runtime.messages import CameraState

PRINT_EVERY_S = 0.05
"""How late a line may come; nobody reads faster."""


Level = Annotated[
    LivenessLevel | None,
    typer.Option("--liveness", help="Ask whether faces are alive, in a file, too.", show_default=False),
]
Mode = Annotated[
    DoorMode | None, typer.Option("--mode", help="What the door asks of everybody.", show_default=False)
]
CardNumber = Annotated[
    str | None, typer.Option("--card", help="Show this card when the door begins.", show_default=False)
]

DrivesLock = Annotated[
    bool, typer.Option("--lock", help="Drive the lock in config.toml; the source must be a camera.")
]


def watch(
    source: Source,
    liveness: Level = None,
    mode: Mode = None,
    card: CardNumber = None,
    lock: DrivesLock = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Decide on every frame of a source; files run on their own time.

    The lock is simulated without --lock, and no broker hears of it.
    """
    with (
        site_of(data_dir, source=source) as site,
        owned_door(site),
        owned_relay(site.settings.lock if lock else SimulatedLockSettings()),
    ):
        run = _run_of(site, source, liveness, mode, drives_lock=lock)
        if card is not None:
            run.pipeline.recognition.show_card(card)
        with interfaces_of(site.settings, run) if lock else nullcontext():
            _run_to_the_end(run, Printer(run, as_json=as_json))
    if run.pipeline.failure is not None:
        raise run.pipeline.failure
    return 0


def _run_of(
    site: Site, spec: str, liveness: LivenessLevel | None, mode: DoorMode | None, *, drives_lock: bool
) -> Run:
    source = make_source(spec, site.settings, is_running=False)
    if drives_lock and source.kind is not SourceKind.LIVE:
        raise BadInput(f"--lock needs a camera: {spec} is no live source, and only those drive a lock.")
    encoder = make_encoder(site.models, site.model, note)
    clock = running_clock() if source.kind is SourceKind.LIVE else None
    return make_run(site, source, encoder, clock=clock, liveness=liveness, mode=mode, drives_lock=drives_lock)


class Printer:
    """Prints events on the command's own thread, so that a terminal that is stuck or gone holds no door."""

    def __init__(self, run: Run, *, as_json: bool) -> None:
        self._as_text = as_line if as_json else as_words
        self._waiting: SimpleQueue[Record] = SimpleQueue()
        self.has_seen_pictures = False
        run.hub.subscribe(self._keep)

    def print_waiting(self) -> None:
        """Print what has happened since the last time; raises OSError when nobody reads any more."""
        while not self._waiting.empty():
            print(self._as_text(self._waiting.get()), flush=True)

    def _keep(self, event: Event) -> None:
        if isinstance(event, CameraChanged) and event.state is CameraState.STREAMING:
            self.has_seen_pictures = True
        record = record_of(event)
        if record:
            self._waiting.put(record)


def _run_to_the_end(run: Run, printer: Printer) -> None:
    """Run until the source has no more; one that never gave a picture is not waited for."""
    pipeline = run.pipeline
    pipeline.start()
    try:
        while not pipeline.wait(PRINT_EVERY_S) and (printer.has_seen_pictures or pipeline.failure is None):
            printer.print_waiting()
    finally:
        pipeline.stop()
    printer.print_waiting()
