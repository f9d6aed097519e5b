"""Retention beside a running door: at the start, and then every hour, on a thread of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from door_access import config
from door_access.bootstrap.background import in_background
from door_access.bootstrap.site import Site
from door_access.desk.retention import Retention
from door_access.domain.operators.acts import Actor
from door_access.errors import DoorAccessError
from door_access.runtime.worker import Worker

EVERY_S = 3600.0
STOPS_WITHIN_S = 2.0
"""Far longer than one batch."""

_log = logging.getLogger(__name__)


def make_retention(site: Site, actor: str, operator: str = "") -> Retention:
    """Return what forgets by date on this site, by the settings as they are at each run."""
    return Retention(
        site.log_retention,
        site.pictures,
        site.log,
        site.store,
        settings=lambda: config.load(site.config_path).privacy,
        door=site.settings.door.id,
        actor=actor,
        operator=operator,
    )


class HourlyRetention:
    """Runs again and again; what hinders it is tried again an hour later."""

    def __init__(self, retention: Retention, worker: Worker) -> None:
        self._retention = retention
        self._worker = worker

    def step(self) -> None:
        """Run once, and wait for an hour or the end."""
        try:
            done = self._retention.run(lambda: not self._worker.is_stopping, is_by_itself=True)
            if done.doubt:
                _log.warning("%s", done.doubt)
            if done.begins_utc:
                _log.warning(
                    "from %s on what is older than [privacy] allows is forgotten", done.begins_utc.date()
                )
        except DoorAccessError as error:
            _log.warning("what is too old could not be forgotten: %s", error)
        self._worker.pause(EVERY_S)

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def forgetting(site: Site) -> Iterator[None]:
    """Forget what is too old, until the block ends."""
    retention = make_retention(site, Actor.DOOR)
    with in_background(
        "retention", lambda worker: HourlyRetention(retention, worker), stops_within_s=STOPS_WITHIN_S
    ):
        yield
