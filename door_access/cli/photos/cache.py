"""``cache``: what ``evaluate`` and ``train`` keep of photos of faces, so as not to look at them again."""

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.papers.subject_record import cached_records
from door_access.ports import Cached, CacheKind

app = typer.Typer(pretty_exceptions_enable=False)

_KINDS = {CacheKind.ENCODINGS: "face vectors", CacheKind.CHIPS: "aligned faces"}
_BYTES_PER_MB = 1_000_000


@app.command("show")
def show(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Show how much is kept: vectors for 'evaluate', aligned faces for 'train', sealed."""
    with site_of(data_dir) as site:
        held = site.face_cache.held()
    say({"cached": cached_records(held)}, [_line(one) for one in held], as_json=as_json)
    return 0


@app.command("clear")
def clear(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Delete all of it; whoever is erased has it deleted as well, and so does a month without use."""
    with site_of(data_dir) as site:
        held = site.face_cache.clear()
    say(
        {"ok": True, "deleted": cached_records(held)},
        [f"Deleted: {_line(one)}" for one in held],
        as_json=as_json,
    )
    return 0


def _line(one: Cached) -> str:
    size = f"{one.size_bytes / _BYTES_PER_MB:.1f} MB"
    return f"{_KINDS[one.kind]} of {counted(one.photos, 'photo')}, {counted(one.files, 'file')}, {size}."
