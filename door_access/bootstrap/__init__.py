"""The composition root: the only room that knows every concrete class. Nothing is decided here."""

from door_access.bootstrap.decision import make_attempt, make_costs, make_entry, make_point
from door_access.bootstrap.kiosk import build_kiosk
from door_access.bootstrap.models import held_alone, make_models
from door_access.bootstrap.running import Run, make_run, running_clock
from door_access.bootstrap.site import (
    KEY_DIR_VARIABLE,
    Site,
    change_keys,
    data_directory,
    is_door_running,
    move_keys,
    opened_log,
    opened_site,
    owned_door,
    release_requests,
)
from door_access.bootstrap.vision import (
    DEMO,
    encoder_of,
    make_encoder,
    make_passive_watch,
    make_photo_reader,
    make_scene_finder,
    make_source,
)

__all__ = [
    "DEMO",
    "KEY_DIR_VARIABLE",
    "Run",
    "Site",
    "build_kiosk",
    "change_keys",
    "data_directory",
    "encoder_of",
    "held_alone",
    "is_door_running",
    "make_attempt",
    "make_costs",
    "make_encoder",
    "make_entry",
    "make_models",
    "make_passive_watch",
    "make_photo_reader",
    "make_point",
    "make_run",
    "make_scene_finder",
    "make_source",
    "move_keys",
    "opened_log",
    "opened_site",
    "owned_door",
    "release_requests",
    "running_clock",
]
