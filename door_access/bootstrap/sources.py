"""Frame sources by their words on the command line."""

from door_access.config import Settings
from door_access.demo.feed import DemoSource
from door_access.ports import FrameSource, SourceKind
from door_access.vision.cameras.pacing import Paced
from door_access.vision.cameras.sources import open_source

DEMO = "demo"


def make_source(spec: str, settings: Settings, *, is_running: bool) -> FrameSource:
    """Return the source of these words; ``is_running``: a kiosk shows it in its own time, again and again."""
    source = _source_of(spec, settings, is_looped=is_running)
    return Paced(source) if is_running and source.kind is not SourceKind.LIVE else source


def _source_of(spec: str, settings: Settings, *, is_looped: bool) -> FrameSource:
    if spec == DEMO:
        return DemoSource(looped=is_looped)
    return open_source(spec, width_px=settings.camera.width_px, height_px=settings.camera.height_px)
