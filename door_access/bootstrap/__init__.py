"""The composition root: the only room that knows every concrete class. One rule: nothing is decided here."""

from door_access.bootstrap.decision import Asked, make_costs, make_mind, make_point, make_rules
from door_access.bootstrap.eyes import encoder_of, make_encoder, make_eyes, make_photo_eyes
from door_access.bootstrap.kiosk import build_kiosk
from door_access.bootstrap.models import held_alone, make_models
from door_access.bootstrap.running import Run, make_run, running_clock
from door_access.bootstrap.site import Site, data_directory, is_door_running, opened_site, owned_door
from door_access.bootstrap.sources import DEMO, make_source

__all__ = [
    "DEMO",
    "Asked",
    "Run",
    "Site",
    "build_kiosk",
    "data_directory",
    "encoder_of",
    "held_alone",
    "is_door_running",
    "make_costs",
    "make_encoder",
    "make_eyes",
    "make_mind",
    "make_models",
    "make_photo_eyes",
    "make_point",
    "make_rules",
    "make_run",
    "make_source",
    "opened_site",
    "owned_door",
    "running_clock",
]
