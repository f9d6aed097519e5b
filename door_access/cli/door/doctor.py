"""``doctor``: looks at everything a door depends on and says what is wrong."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from database.engine import free_space_warning
from door_access import config
from door_access.bootstrap import (
    Site,
    data_directory,
    make_costs,
    make_encoder,
    make_point,
    make_rules,
    make_source,
    opened_site,
)
from door_access.bootstrap.model_states import installed_ids
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.desk.operator_pin import OperatorPin
from door_access.domain.matching.calibration import Configuration
from door_access.domain.matching.cost import Cost
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.errors import DisplayFault, DoorAccessError, Refused

DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
"""Any of these names a display, or a platform of Qt's that needs none."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def doctor(data_dir: DataDir = None, as_json: Json = False) -> int:
    """Check settings, data, model, camera and display; exit 3 when anything is wrong."""
    directory = data_directory(data_dir)
    checks = [_check("settings", lambda: _settings(directory)), _check("display", _display)]
    try:
        with opened_site(directory) as site:
            checks += _site_checks(site)
    except DoorAccessError as error:
        checks.append(Check("database", False, str(error)))
    lines = [f"{'ok  ' if check.ok else 'BAD '} {check.name}: {check.detail}" for check in checks]
    say({"checks": [asdict(check) for check in checks]}, lines, as_json=as_json)
    return 0 if all(check.ok for check in checks) else 3


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except DoorAccessError as error:
        return Check(name, False, str(error))


def _site_checks(site: Site) -> list[Check]:
    return [
        Check("database", True, f"{site.database.path} is in order."),
        _space(site),
        _log(site),
        _check("cards and PINs", lambda: _cards(site)),
        _check("operator PIN", lambda: _operator_pin(site)),
        _check("model", lambda: _model(site)),
        _check("threshold", lambda: _threshold(site)),
        _check("camera", lambda: _camera(site)),
    ]


def _settings(directory: Path) -> str:
    path = directory / config.FILE_NAME
    settings = config.load(path)
    warning = " A fixed threshold is set: it does not follow the number of people."
    is_fixed = settings.recognition.fixed_threshold is not None
    return (f"{path} is read." if path.exists() else "The defaults are in force.") + (
        warning if is_fixed else ""
    )


def _display() -> str:
    if sys.platform == "linux" and not any(os.environ.get(variable) for variable in DISPLAY_VARIABLES):
        raise DisplayFault("There is no display; the kiosk needs one, the other commands do not.")
    return "There is a display."


def _space(site: Site) -> Check:
    warning = free_space_warning(site.data_dir)
    return Check("disk space", warning is None, warning or "There is room enough.")


def _log(site: Site) -> Check:
    check = site.log.verify()
    detail = f"{check.events} rows" + ("" if check.is_ok else f", broken at row {check.first_broken}")
    return Check("access log", check.is_ok, f"{detail}.")


def _cards(site: Site) -> str:
    """Try the key of cards and PINs; raises StorageFault when it is another one."""
    found = site.credentials.cards()
    return f"{len(found)} cards, {sum(card.is_disabled for card in found)} of them disabled."


def _operator_pin(site: Site) -> str:
    """Raises Refused when people are enrolled and the desk, which can open the door, stands open to all."""
    if OperatorPin(site.store, clock=time.monotonic).is_set():
        return "One has been chosen; it guards the desk."
    if site.people.people(site.model.key):
        raise Refused(
            "None has been chosen and people are enrolled: whoever stands at the door can open the"
            " desk and, from there, the door. Enrolling somebody in the window asks for one."
        )
    return "The first enrolment in the window asks for one."


def _model(site: Site) -> str:
    make_encoder(site.models, site.model, note)
    installed = ", ".join(installed_ids(site))
    return f"{site.model.key} is in use and gives its golden embedding; installed: {installed}."


def _threshold(site: Site) -> str:
    rules, people = make_rules(site.settings, site.model), len(site.people.gallery(site.model.key))
    point = make_point(site.settings, site.model, looks=rules.looks)
    if point.fixed_threshold is not None:
        return f"{people} enrolled, distance up to {point.fixed_threshold:.3f}, fixed in {config.FILE_NAME}."
    fmr = point.identification_fmr(max(1, people))
    strong = Configuration(STRONG_TEMPLATES, rules.frames)
    distance = site.model.curves.threshold(strong, fmr)
    beyond = " This lies beyond what was measured." if site.model.curves.is_extrapolated(strong, fmr) else ""
    cost = _cost(make_costs(site.model, people).at(point.wanted_fpir))
    return f"{people} enrolled, FMR {fmr:.1e} a comparison, distance about {distance:.3f}.{beyond} {cost}"


def _cost(cost: Cost) -> str:
    let_in = f"About 1 stranger in {cost.one_stranger_in:,} would be let in"
    if cost.looks_in_a_hundred is None:
        return f"{let_in}."
    if not cost.looks_in_a_hundred:
        return f"{let_in}; hardly any entry needs a second look."
    about = "more than" if cost.is_more else "about"
    return f"{let_in}; {about} {cost.looks_in_a_hundred} in 100 entries need a second look."


def _camera(site: Site) -> str:
    source = make_source(site.settings.camera.source, site.settings, is_running=False)
    source.open()
    try:
        frame = source.read()
    finally:
        source.close()
    size = f"{frame.width_px}×{frame.height_px}" if frame else "no picture"
    return f"{source.name}: {size}."
