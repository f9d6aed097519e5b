"""How much memory the kiosk keeps resident, on the demo feed and on real video with somebody enrolled.

``python -m benchmarks.speed --only memory``
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.door_site import enrolled_site
from benchmarks.footage import Visits, frames, video, write_visits
from benchmarks.report import Row, Skipped, at_most
from benchmarks.speed.kiosk_process import KioskProcess, kiosk_process

WANTED_MB = 500.0
WARM_UP_S, WATCHED_S, EVERY_S = 20.0, 10.0, 0.5
END_S = 2.0
PERSON = "apfol_real2.webm"
VISITS, FRAMES = 8, 60
NEEDLESS = {"tensorflow", "keras", "matplotlib", "pandas", "scipy", "sklearn", "torch", "IPython"}
"""Large libraries that a kiosk has no use for."""


def measure() -> list[Row]:
    """Return the rows of the memory; takes about 75 seconds."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        rows = _rows("demo feed", Path(folder) / "data", "demo")
    try:
        return rows + _video_rows()
    except Skipped as reason:
        return [*rows, Row("resident memory, video", float("nan"), "MB", "", f"skipped: {reason}")]


def _video_rows() -> list[Row]:
    person = video(PERSON)
    with enrolled_site(person) as data_dir:
        film = write_visits(data_dir.parent / "visits.avi", [Visits(frames(person), VISITS, FRAMES)])
        return _rows("real video, one person enrolled", data_dir, str(film))[:1]


def _rows(name: str, data_dir: Path, source: str) -> list[Row]:
    with kiosk_process(data_dir, source, exit_after_s=WARM_UP_S + WATCHED_S + END_S) as kiosk:
        kiosk.first_picture_s()
        early_mb = kiosk.resident_mb()
        time.sleep(WARM_UP_S)
        samples = _samples(kiosk)
        needless = sorted(NEEDLESS & kiosk.loaded())
    against = f"at the first picture: {early_mb:.0f} MB"
    note = f"largest of {len(samples)} samples after {WARM_UP_S:.0f} s, window and all threads included"
    found = ", ".join(needless) or f"none of {', '.join(sorted(NEEDLESS))}"
    return [
        Row(f"resident memory, {name}", max(samples), "MB", against, note, at_most(WANTED_MB)),
        Row("libraries loaded in vain", len(needless), "", "", found, at_most(0)),
    ]


def _samples(kiosk: KioskProcess) -> list[float]:
    samples = []
    for _ in range(round(WATCHED_S / EVERY_S)):
        samples.append(kiosk.resident_mb())
        time.sleep(EVERY_S)
    return samples
