"""``watch``: the door without a window, one line per event."""

from door_access.bootstrap import Run, Site, make_encoder, make_run, make_source, owned_door, running_clock
from door_access.cli.events import as_words, record_of
from door_access.cli.options import DataDir, Json, Source
from door_access.cli.printing import as_line, note
from door_access.cli.site import site_of
from door_access.ports import SourceKind
from door_access.services.events import Event


def watch(source: Source, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Decide on every frame of a source; a file runs on its own time. The lock is simulated."""
    with site_of(data_dir, source=source) as site, owned_door(site):
        run = _run_of(site, source)
        _print_events(run, as_json=as_json)
        _run_to_the_end(run)
    if run.pipeline.failure is not None:
        raise run.pipeline.failure
    return 0


def _run_of(site: Site, spec: str) -> Run:
    source = make_source(spec, site.settings, is_running=False)
    encoder = make_encoder(site.card, note)
    clock = running_clock() if source.kind is SourceKind.LIVE else None
    return make_run(site, source, encoder, clock=clock)


def _print_events(run: Run, *, as_json: bool) -> None:
    def show(event: Event) -> None:
        record = record_of(event)
        if record:
            print(as_line(record) if as_json else as_words(record), flush=True)

    run.hub.subscribe(show)


def _run_to_the_end(run: Run) -> None:
    run.pipeline.start()
    try:
        run.pipeline.wait()
    finally:
        run.pipeline.stop()
