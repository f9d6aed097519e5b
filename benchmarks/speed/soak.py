"""``python -m benchmarks.speed.soak [--minutes 30] [--kills 1000] [--sites 1]``: the long runs.

Kills at any moment, memory over time, and ten years of who may enter when, minute by minute.

Ctrl-C ends a run early and still tells what was measured so far.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import machine, markdown
from benchmarks.door_site import ROOT, enrolled_site
from benchmarks.footage import Visits, frames, video, write_visits
from benchmarks.report import Row, Skipped, at_most, print_table
from benchmarks.speed.kiosk_process import KioskProcess, kiosk_process

BLOCKS = KILLS_BLOCK, GROWTH_BLOCK, YEARS_BLOCK = "kills", "growth", "ten years"
MINUTES, KILLS, SITES = 30.0, 1000, 1
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
"""An hour, an hour with other dates, half an hour, and an hour back for Ramadan."""
KILLS_AT_ONCE = 50
"""After so many the progress is told; every part has directories and a seed of its own."""
FIRST_SEED = 1
KNOWN, STRANGER = "apfol_real2.webm", "liveportrait_d9.mp4"
EVERY_S = 10.0
WANTED_GROWTH_MB = 10.0
KNOWN_VISITS, STRANGER_VISITS = (10, 60), (4, 100)
"""How often each comes before the film begins anew, and for how many frames they stay."""
TO_SPARE_S = 60.0
"""The kiosk would end by itself so much later, if nobody ended it."""
S_PER_MINUTE, S_PER_H = 60.0, 3600.0
WARM_UP_SHARE, LONGEST_WARM_UP_S = 0.2, 180.0
"""Caches and allocators fill up at first: so much of the beginning does not count."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Whether memory grows: samples of resident memory, seconds since the first picture, and MB."""

    samples: tuple[tuple[float, float], ...]

    @property
    def settled(self) -> tuple[tuple[float, float], ...]:
        """Return the samples after the warm-up."""
        begin_s = min(LONGEST_WARM_UP_S, WARM_UP_SHARE * self.samples[-1][0])
        return tuple(sample for sample in self.samples if sample[0] >= begin_s)

    @property
    def slope_mb_per_h(self) -> float:
        """Return the slope of the least-squares line; 0 with fewer than two samples."""
        if len(self.settled) < 2:
            return 0.0
        at_s, mb = np.array(self.settled).T
        return float(np.polyfit(at_s, mb, 1)[0]) * S_PER_H

    @property
    def grown_mb(self) -> float:
        """Return by how much the line rises from the end of the warm-up to the last sample."""
        return self.slope_mb_per_h * (self.settled[-1][0] - self.settled[0][0]) / S_PER_H


@dataclass(frozen=True, slots=True)
class LongRun:
    """One of the long runs, and where its table belongs."""

    name: str
    title: str
    measure: Callable[[], list[Row]]


def main(arguments: list[str]) -> int:
    """Run all and print; 1 when something broke."""
    wanted = _parsed(arguments)
    print(machine.description())
    runs = []
    if wanted.kills:
        runs.append(LongRun(KILLS_BLOCK, "Killed at any moment", lambda: kills(wanted.kills)))
    if wanted.sites:
        title = "Ten years of who may enter when, minute by minute"
        runs.append(LongRun(YEARS_BLOCK, title, lambda: ten_years(wanted.sites)))
    if wanted.minutes:
        runs.append(LongRun(GROWTH_BLOCK, "Memory over time", lambda: memory(wanted.minutes)))
    rows = [row for run in runs for row in _rows_of(run, wanted.markdown)]
    return 0 if all(row.target is None or row.target.is_met(row.figure) for row in rows) else 1


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.soak", description="The long runs.")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="Of video; 0 leaves it out.")
    parser.add_argument("--sites", type=int, default=SITES, help="Random sites per zone; 0: no ten years.")
    parser.add_argument("--kills", type=int, default=KILLS, help="SIGKILLs; 0 leaves them out.")
    markdown.add_option(parser)
    return parser.parse_args(arguments)


def _rows_of(run: LongRun, document: Path | None) -> list[Row]:
    """Return the rows and tell them; none, saying why, where they cannot be measured."""
    try:
        rows = run.measure()
    except Skipped as reason:
        print(f"{run.name} is skipped: {reason}")
        return []
    print_table(rows, run.title)
    if document:
        markdown.write_block(document, name=run.name, text=markdown.table(rows, run.title))
    return rows


def kills(wanted: int) -> list[Row]:
    """Kill the small kiosk so many times at random moments and look at what is left."""
    done: Counter[str] = Counter()
    broken = ""
    try:
        while done["rounds"] < wanted and not broken:
            broken = _some_kills(min(KILLS_AT_ONCE, wanted - done["rounds"]), done)
            print(f"{done['rounds']} of {wanted} kills", flush=True)
    except KeyboardInterrupt:
        print(f"stopped after {done['rounds']} kills")
    left = f"left whole: {done['people']} people, {done['entries']} log rows, {done['unlockings']} unlockings"
    note = broken or f"{done['rounds']} SIGKILLs at random moments of enrolment and entry, each looked at"
    return [Row("kills that broke something", bool(broken), "", left, note, at_most(0))]


def _some_kills(rounds: int, done: Counter[str]) -> str:
    """Add what was killed to the tally; return what was broken, or nothing."""
    seed = str(FIRST_SEED + done["rounds"])
    with TemporaryDirectory(prefix="door-access-soak-") as folder:
        command = [sys.executable, "-m", "benchmarks.speed.crashes", str(rounds), seed, folder]
        child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if child.returncode:
        return f"seed {seed}: {child.stderr.strip().splitlines()[-1]}"
    done.update(json.loads(child.stdout))
    return ""


def ten_years(sites: int) -> list[Row]:
    """Answer every minute of ten years twice, by the rules and by the slow model; all zones at once."""
    seen: Counter[str] = Counter()
    broken = ""
    for seed in range(FIRST_SEED, FIRST_SEED + sites):
        children = {zone: _ten_years_of(zone, seed) for zone in ZONES}
        for zone, child in children.items():
            told, complaint = child.communicate()
            if child.returncode:
                broken = broken or f"{zone}, seed {seed}: {complaint.strip().splitlines()[-1]}"
            else:
                seen.update(json.loads(told))
        print(
            f"{sites * len(ZONES)} sites wanted, {(seed - FIRST_SEED + 1) * len(ZONES)} followed", flush=True
        )
    against = f"{seen['minutes']:,} minutes, {seen['granted']:,} of them granted, {seen['answers']:,} answers"
    note = broken or f"{sites} random site(s) in each of {', '.join(ZONES)}"
    return [Row("answers that the slow model gives otherwise", bool(broken), "", against, note, at_most(0))]


def _ten_years_of(zone: str, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.speed.ten_years", zone, str(seed)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def memory(minutes: float) -> list[Row]:
    """Let people come and go for so long and watch the kiosk's memory."""
    known = video(KNOWN)
    visits = [Visits(frames(known), *KNOWN_VISITS), Visits(frames(video(STRANGER)), *STRANGER_VISITS)]
    with enrolled_site(known) as data_dir:
        film = write_visits(data_dir.parent / "visits.avi", visits)
        length_s = minutes * S_PER_MINUTE
        with kiosk_process(data_dir, str(film), exit_after_s=length_s + TO_SPARE_S) as kiosk:
            return _memory_rows(_watched(kiosk, length_s))


def _watched(kiosk: KioskProcess, length_s: float) -> Growth:
    kiosk.first_picture_s()
    began_s = time.monotonic()
    samples: list[tuple[float, float]] = []
    try:
        while time.monotonic() - began_s < length_s:
            samples.append((time.monotonic() - began_s, kiosk.resident_mb()))
            time.sleep(EVERY_S)
    except KeyboardInterrupt:
        print("stopped")
    return Growth((*samples, (time.monotonic() - began_s, kiosk.resident_mb())))


def _memory_rows(growth: Growth) -> list[Row]:
    first, last = growth.samples[0], growth.samples[-1]
    settled = growth.settled
    minutes = (last[0] - settled[0][0]) / S_PER_MINUTE
    note = (
        f"{len(settled)} samples over {minutes:.1f} minutes after the warm-up; "
        f"{growth.slope_mb_per_h:+.1f} MB/h by least squares"
    )
    against = (
        f"{first[1]:.0f} MB at the first picture, {settled[0][1]:.0f} warmed up, {last[1]:.0f} at the end"
    )
    return [Row("growth of resident memory", growth.grown_mb, "MB", against, note, at_most(WANTED_GROWTH_MB))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
