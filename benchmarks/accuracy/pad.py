"""``python -m benchmarks.accuracy.pad [--markdown FILE]``: the passive watch on filmed people and attacks.

It lays films out in folders, runs ``evaluate --pad`` as anybody could, and says which films the
limits were set with.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.accuracy.moved_photos import film_writer, write_moved, write_still
from benchmarks.door_site import ROOT, command
from benchmarks.footage import evaluation_data, frames, video
from benchmarks.machine import description
from benchmarks.markdown import add_option, publish
from benchmarks.timing import Timing
from door_access.bootstrap.vision import make_passive_watch
from door_access.domain.faces.faces import Frame
from door_access.domain.faces.scene import TrackedFace
from door_access.vision.detector import HogDetector
from door_access.vision.stills import read_picture

BLOCK = "liveness"
FILMS = {
    "bona_fide/live_webcam": ("apfol_real2.webm",),
    "bona_fide/generated": ("liveportrait_s18.mp4",),
    "bona_fide/generated,_limits_set_with": ("liveportrait_d9.mp4", "liveportrait_d14.mp4"),
    "attack/phone_replay": ("apfol_fake2.webm",),
}
"""Folders and the films of the evaluation data in them. LivePortrait's are of nobody: a network made them."""
TUNED_PEOPLE = ("0001", "0002", "0003", "0004")
"""Of NUAA: moved photos of these, two each, helped to set the limits. They are not measured."""
EVERY_PHOTO = 5
"""Every so-manieth of the other people's frames; neighbours are of one session."""
LOOPED_S = 1.2
LOOPS = 4
RATE_HZ = 30.0
TIMED_FILM = "apfol_real2.webm"
SMALLEST_FACE_PX = 120.0
HEADINGS = ("presented", "films", "presentations", "APCER", "BPCER", "undecided", "found out by")


def main(arguments: list[str]) -> int:
    """Build the folder, evaluate it, and print or write the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.pad", description="Attacks told from people."
    )
    add_option(parser)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="pad-") as folder:
        found = evaluated(build(Path(folder) / "films"), Path(folder) / "site")
    text = "\n".join([*table(found), "", cost(), "", description()])
    publish(text, wanted.markdown, name=BLOCK)
    return 0


def build(folder: Path) -> Path:
    """Return the folder with links to the real films and with the films made from photos."""
    for kind, names in FILMS.items():
        (folder / kind).mkdir(parents=True)
        for name in names:
            (folder / kind / name).symlink_to(video(name))
    for kind in ("printed_photo_still", "printed_photo_moved", "looped_film"):
        (folder / "attack" / kind).mkdir(parents=True)
    for seed, photo in enumerate(_photos()):
        rgb = read_picture(photo)
        write_still(rgb, folder / "attack/printed_photo_still" / f"{photo.stem}.avi", seed=seed)
        write_moved(rgb, folder / "attack/printed_photo_moved" / f"{photo.stem}.avi", seed=seed)
    for name in (*FILMS["bona_fide/live_webcam"], *FILMS["bona_fide/generated"]):
        _write_loop(video(name), folder / "attack/looped_film" / f"{Path(name).stem}.avi")
    return folder


def _photos() -> Iterator[Path]:
    prints = evaluation_data() / "nuaa_dev" / "printed_photo"
    for person in sorted(prints.iterdir()):
        if person.name not in TUNED_PEOPLE:
            yield from sorted(person.glob("*.jpg"))[::EVERY_PHOTO]


def _write_loop(film: Path, path: Path) -> None:
    """Write the beginning of a film several times over, as an injected recording would come."""
    pictures = frames(film)[: round(LOOPED_S * RATE_HZ)]
    height, width = pictures[0].shape[:2]
    writer = film_writer(path, width_px=width, height_px=height)
    for picture in pictures * LOOPS:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    writer.release()


def evaluated(folder: Path, data_dir: Path) -> dict[str, Any]:
    """Return what the product's command says of the folder."""
    line = command("evaluate", str(folder), "--pad", "--json", "--data-dir", str(data_dir))
    told = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(told)["pad"]
    return found


def table(found: dict[str, Any]) -> list[str]:
    """Return the figures as Markdown."""
    rows = [_row(one, "bona fide", "bpcer") for one in found["bona_fide"]]
    rows += [_row(one, "attack", "apcer") for one in found["attack"]]
    return [f"| {' | '.join(cells)} |" for cells in (HEADINGS, ["---"] * len(HEADINGS), *rows)]


def _row(one: dict[str, Any], what: str, measure: str) -> list[str]:
    rates = {name: _rate(one[measure]) if name == measure else "–" for name in ("apcer", "bpcer")}
    signs = ", ".join(f"{sign.replace('_', ' ')} {count}" for sign, count in one["signs"].items())
    missing = one["films_without_presentation"]
    films = f"{one['films']} ({missing} without a face for 3 s)" if missing else str(one["films"])
    name = f"{what}: {one['kind'].replace('_', ' ')}"
    counted = str(one["presentations"])
    return [name, films, counted, rates["apcer"], rates["bpcer"], _rate(one["undecided"]), signs or "–"]


def _rate(rate: dict[str, float] | None) -> str:
    if rate is None:
        return "–"
    return f"{rate['value']:.1%} ({rate['low']:.1%}–{rate['high']:.1%})"


def cost() -> str:
    """Return what the watch takes of a frame, beside finding the face in the same run."""
    detector, watch = HogDetector(SMALLEST_FACE_PX), make_passive_watch()
    detecting, watching = [], []
    for index, rgb in enumerate(frames(video(TIMED_FILM))):
        began = time.perf_counter()
        faces = [TrackedFace(face, 1, is_present=True) for face in detector.detect(rgb)[:1]]
        found = time.perf_counter()
        watch.watch(Frame(rgb, index / RATE_HZ, index), faces, faces[0] if faces else None)
        detecting.append((found - began) * 1e3)
        watching.append((time.perf_counter() - found) * 1e3)
    found_ms, watched_ms = Timing(tuple(detecting)), Timing(tuple(watching))
    slow_ms = float(np.percentile(watching, 95))
    return (
        f"One frame of `{TIMED_FILM}`, 640×480: finding the face {found_ms.median_ms:.1f} ms (median), the "
        f"passive watch {watched_ms.median_ms:.1f} ms, {np.mean(watching):.1f} ms (mean), {slow_ms:.1f} ms "
        f"at the 95th percentile; {len(watching)} frames, the same run."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
