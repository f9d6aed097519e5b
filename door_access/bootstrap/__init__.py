"""The composition root: the only room that knows every concrete class. One rule: nothing is decided here."""

from door_access.bootstrap.decision import make_attempt, make_costs, make_entry, make_point
from door_access.bootstrap.eyes import encoder_of, make_encoder, make_eyes, make_photo_eyes
from door_access.bootstrap.kiosk import build_kiosk
from door_access.bootstrap.models import make_models
from door_access.bootstrap.running import Run, make_run, running_clock
from door_access.bootstrap.site import (
    Site,
    data_directory,
    is_door_running,
    opened_log,
    opened_site,
    owned_door,
)
from door_access.bootstrap.sources import DEMO, make_source

__all__ = [
    "DEMO",
    "Run",
    "Site",
    "build_kiosk",
    "data_directory",
    "encoder_of",
    "is_door_running",
    "make_attempt",
    "make_costs",
    "make_encoder",
    "make_entry",
    "make_eyes",
    "make_models",
    "make_photo_eyes",
    "make_point",
    "make_run",
    "make_source",
    "opened_log",
    "opened_site",
    "owned_door",
    "running_clock",
]
