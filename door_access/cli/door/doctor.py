"""``doctor``: looks at everything a door depends on and says what is wrong."""

import os
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from database.engine import free_space_warning
from database.erasing import pending_since
from database.keys.rotation import is_unfinished
from database.privacy import make_private
from door_access import config
from door_access.bootstrap.backups import backup_sentence
from door_access.bootstrap.decision import make_attempt, make_costs, make_point
from door_access.bootstrap.interfaces import broker_sentence
from door_access.bootstrap.retention import make_retention
from door_access.bootstrap.site import Site, data_directory, door_mail, is_door_running, opened_site
from door_access.bootstrap.speed import door_work
from door_access.bootstrap.vision import make_encoder, make_source
from door_access.bootstrap.webhook import webhook_sentence
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.config import Settings
from door_access.desk.operator_pin import OperatorPin
from door_access.domain.operators.acts import Act
from door_access.errors import DisplayFault, DoorAccessError, Refused, StorageFault
from door_access.hardware.registry import make_lock
from door_access.hardware.relay_ownership import owned_relay
from door_access.offline import doctor as looks
from door_access.offline.doctor import Check, checked
from door_access.offline.machine import this_machine
from door_access.offline.speed import measured

DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Any of these names a display, or a platform of Qt's that needs none."""


def doctor(
    speed: Annotated[bool, typer.Option("--speed", help="Measure how fast this machine is instead.")] = False,
    click: Annotated[
        bool, typer.Option("--click", help="Unlock the lock for a second, to hear it; the log tells of it.")
    ] = False,
    webhook: Annotated[
        bool, typer.Option("--webhook", help="Send the webhook a test message, which says that it is one.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Check settings, data, model, camera and display; exit 3 when anything is wrong."""
    if speed:
        return _speed(data_dir, as_json=as_json)
    directory = data_directory(data_dir)
    checks = [
        checked("settings", lambda: looks.settings_sentence(directory / config.FILE_NAME)),
        checked("display", _display),
        checked("privacy", lambda: _privacy(directory)),
    ]
    try:
        with opened_site(directory) as site:
            checks += _site_checks(site, clicks=click)
            checks += _webhook_checks(site.settings, sends=webhook)
    except DoorAccessError as error:
        checks.append(Check("database", False, str(error)))
    lines = [f"{'ok  ' if check.ok else 'BAD '} {check.name}: {check.detail}" for check in checks]
    say({"checks": [asdict(check) for check in checks]}, lines, as_json=as_json)
    return 0 if all(check.ok for check in checks) else 3


def _speed(data_dir: Path | None, *, as_json: bool) -> int:
    """Measure what a door does all day, so that people can tell of machines that nobody measured here."""
    with site_of(data_dir) as site, door_work(site, note) as calls:
        machine, speeds = this_machine(), measured(calls)
        busy = (
            [] if machine.load is None else [f"load before {machine.load:.1f}: best when nothing else runs"]
        )
        lines = [str(machine), *busy, f"model {site.model.key}", *map(str, speeds)]
        document = {"machine": asdict(machine), "model": site.model.key, "speeds": list(map(asdict, speeds))}
    say(document, lines, as_json=as_json)
    return 0


def _privacy(directory: Path) -> str:
    """Look before the directory is opened, which mends what can be mended."""
    try:
        return make_private(directory) or f"Only its owner can use {directory}."
    except OSError as error:
        raise StorageFault(f"{directory} cannot be looked at: {error.strerror}.") from error


def _display() -> str:
    if sys.platform == "linux" and not any(os.environ.get(variable) for variable in DISPLAY_VARIABLES):
        raise DisplayFault("There is no display; the kiosk needs one, the other commands do not.")
    return "There is a display."


def _site_checks(site: Site, *, clicks: bool) -> list[Check]:
    mqtt = site.settings.mqtt
    warning, pin = free_space_warning(site.data_dir), OperatorPin(site.store, site.acts, clock=time.monotonic)
    return [
        Check("database", True, f"{site.database.path} is in order."),
        looks.erasure_check(pending_since(site.database)),
        Check("disk space", warning is None, warning or "There is room enough."),
        looks.log_check(site.log),
        checked("clock", lambda: looks.clock_sentence(site.log, datetime.now(UTC))),
        checked("retention", lambda: looks.retention_sentence(make_retention(site, site.actor))),
        checked("keys", lambda: _keys(site)),
        checked("backup", lambda: backup_sentence(site, datetime.now(UTC))),
        checked("cards and PINs", lambda: looks.cards_sentence(site.credentials)),
        checked(
            "operator PIN",
            lambda: looks.operator_pin_sentence(
                pin,
                len(site.operators_desk.who_may_sign_in()),
                lambda: site.people.people(site.model.key),
            ),
        ),
        checked(
            "model",
            lambda: looks.model_sentence(
                site.models, site.model, lambda model: make_encoder(site.models, model, note)
            ),
        ),
        checked("threshold", lambda: _threshold(site)),
        checked("camera", lambda: _camera(site)),
        checked("lock", lambda: _lock(site, clicks=clicks)),
        *([checked("MQTT", lambda: broker_sentence(mqtt))] if mqtt.address else []),
    ]


def _webhook_checks(settings: Settings, *, sends: bool) -> list[Check]:
    if settings.webhook.url:
        return [checked("webhook", lambda: webhook_sentence(settings, sends=sends))]
    return [Check("webhook", False, "config.toml names none in webhook.url.")] if sends else []


def _threshold(site: Site) -> str:
    rules, people = make_attempt(site.settings, site.model), len(site.people.gallery(site.model.key))
    point = make_point(site.settings, site.model, looks=rules.looks)
    cost = make_costs(site.model, people).at(point.wanted_fpir)
    return looks.threshold_sentence(people, point, rules, site.model.curves, cost)


def _keys(site: Site) -> str:
    file = site.keyring.file
    return looks.keys_sentence(
        file=file.path,
        data_dir=site.data_dir,
        is_unfinished=is_unfinished(site.keyring),
        outdated=looks.outdated_sentence(*site.stored_credentials.outdated()),
    )


def _camera(site: Site) -> str:
    return looks.camera_sentence(make_source(site.settings.camera.source, site.settings, is_running=False))


def _lock(site: Site, *, clicks: bool) -> str:
    """Look at the lock, unless a running door owns it, which then tells."""
    settings = site.settings.lock
    if is_door_running(site):
        if clicks:
            raise Refused("The running kiosk owns the lock; `door release` opens it.")
        return f"{settings.driver}, owned by the running kiosk: {door_mail(site).status().lock}."
    with owned_relay(settings):
        lock = make_lock(settings)
        if clicks:
            site.acts.record(Act.TEST_LOCK)
        try:
            return looks.lock_sentence(settings.driver, lock, clicks=clicks)
        finally:
            lock.close()
