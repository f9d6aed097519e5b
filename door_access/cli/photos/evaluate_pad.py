"""``evaluate --pad``: how well the passive watch tells filmed attacks from filmed people."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_passive_watch, make_scene_finder, make_source
from door_access.cli.printing import say
from door_access.cli.progress import progress_bar
from door_access.cli.site import site_of
from door_access.config import ZoneSettings
from door_access.domain.faces.tracking import Tracker
from door_access.domain.liveness.liveness import LivenessEvidence
from door_access.evaluation.pad import Presented, document_of, figures_of, table_of
from door_access.evaluation.recordings import Recording, recordings_of
from door_access.evaluation.report.summary import table_lines
from door_access.offline.evaluation import SMALLEST_FILMED_FACE, judged
from door_access.offline.presentations import WINDOW_S, presentations

LEGEND = (
    "A presentation is three seconds of a face; the first decision counts. APCER: attacks taken for people, "
    "BPCER: people taken for attacks. In brackets the 95 % interval, which is too narrow where several "
    "presentations are of one film."
)


def evaluate_pad(directory: Path, *, data_dir: Path | None, as_json: bool) -> int:
    """Judge every film below ``bona_fide`` and ``attack`` and print the rates."""
    recordings = recordings_of(directory)
    with site_of(data_dir) as site:
        presented = _presented(site, recordings)
    figures = figures_of(recordings, presented)
    found = {"pad": document_of(figures, window_s=WINDOW_S)}
    say(found, [*table_lines(table_of(figures)), "", LEGEND], as_json=as_json)
    return 0


def _presented(site: Site, recordings: Sequence[Recording]) -> list[Presented]:
    zone = ZoneSettings(least_face=SMALLEST_FILMED_FACE)
    settings = site.settings.model_copy(update={"zone": zone})

    def watch(film: Path) -> Iterator[LivenessEvidence]:
        source = make_source(str(film), settings, is_running=False)
        return presentations(source, make_scene_finder(settings, site.model, Tracker()), make_passive_watch)

    with progress_bar() as bar:
        return list(judged(bar.track(recordings, description="watching"), watch))
