"""Pictures of the door's answers, beside a running door, where the settings want them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from door_access.bootstrap.background import in_background
from door_access.bootstrap.running import Run
from door_access.bootstrap.site import Site
from door_access.kept_settings import PrivacySettings
from door_access.runtime.event_pictures import EventPictures
from door_access.runtime.worker import Worker

STOPS_WITHIN_S = 2.0
"""Far longer than one picture takes."""


@contextmanager
def event_pictures(site: Site, run: Run) -> Iterator[Callable[[PrivacySettings], None]]:
    """Keep pictures until the block ends; give what is to be told of other settings."""
    from door_access.vision.event_picture import event_picture

    made: list[EventPictures] = []

    def make(worker: Worker) -> EventPictures:
        settings = site.settings.privacy
        made.append(EventPictures(site.pictures, event_picture, settings=settings, worker=worker))
        return made[0]

    with in_background("pictures", make, stops_within_s=STOPS_WITHIN_S), run.hub.heard_by(made[0].listen):
        yield made[0].follow
