"""``setup``: from an empty folder to a door that works. It changes what it is asked to, and nothing else.

At a terminal it asks one question after the other, and an empty answer leaves things as they are. Elsewhere
it takes options, and says which there are when it is given none: it waits for nobody.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from door_access import config
from door_access.bootstrap.kiosk import make_desk
from door_access.bootstrap.site import Site, is_door_running
from door_access.cli.operators.operators import AsPin, Stdin, new_secret
from door_access.cli.options import DataDir, Json
from door_access.cli.people.enroll import check_consent, enroll
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.config import Settings
from door_access.domain.enrolment.people import checked_name
from door_access.domain.operators.roles import Role
from door_access.errors import BadInput
from door_access.lock_settings import LockSettings

EDGES = ("left", "top", "right", "bottom")


def setup(
    administrator: Annotated[
        str | None, typer.Option("--administrator", help="Name of an administrator to add.")
    ] = None,
    pin: AsPin = False,
    stdin: Stdin = False,
    camera: Annotated[
        str | None, typer.Option("--camera", help="Camera index, /dev/v4l/by-id/… path, or rtsp://….")
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", help="Where people stand: LEFT,TOP,RIGHT,BOTTOM as parts of the picture."),
    ] = None,
    lock: Annotated[str | None, typer.Option("--lock", help="The lock's driver, shelly say.")] = None,
    lock_setting: Annotated[
        list[str] | None,
        typer.Option("--lock-setting", metavar="KEY=VALUE", help="What the driver needs; may be repeated."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Name of somebody to enrol before the camera.")
    ] = None,
    consent: Annotated[str, typer.Option("--consent", help="What they agreed to, in words.")] = "",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Set a door up: an administrator, its camera, where people stand, its lock, and a first person."""
    answers = {
        "administrator": administrator,
        "camera": camera,
        "zone": zone,
        "lock": lock,
        "person": person,
    }
    is_asking = not any(answers.values())
    if is_asking and not sys.stdin.isatty():
        raise BadInput(_what_is_missing(data_dir))
    told: list[str] = []
    with site_of(data_dir) as site:
        if is_asking:
            answers |= _asked(site)
        before = config.load(site.config_path)
        after = _wanted(before, answers, lock_setting or [], is_asking=is_asking)
        name, source = answers["person"], after.camera.source
        words = _agreed(name, consent, source, is_asking=is_asking) if name else ""
        with site.acts.together():
            told += _add_administrator(site, answers["administrator"], is_pin=pin, is_piped=stdin)
            told += _change_settings(site, before, after)
    if not name:
        say({"done": told}, told or ["Nothing was changed."], as_json=as_json)
        return 0
    for sentence in told:
        note(sentence)
    return enroll(name, source=source, consent=words, data_dir=data_dir, as_json=as_json)


def _what_is_missing(data_dir: Path | None) -> str:
    """Return what setup would ask for, in a sentence."""
    with site_of(data_dir) as site:
        missing = [] if site.operators_desk.who_may_sign_in() else ["--administrator NAME --stdin"]
        settings = config.load(site.config_path)
    usual = Settings()
    for option, section in (("--camera", "camera"), ("--zone", "zone"), ("--lock", "lock")):
        missing += [option] if getattr(settings, section) == getattr(usual, section) else []
    wanted = ", ".join(missing) or "--administrator, --camera, --zone, --lock or --person"
    return f"Setting up asks at a terminal, and there is none; say what to change by options: {wanted}."


def _asked(site: Site) -> dict[str, str | None]:
    """Ask for everything; an empty answer leaves it as it is."""
    settings, desk = config.load(site.config_path), site.operators_desk
    known = ", ".join(one.name for one in desk.who_may_sign_in()) or "nobody yet"
    cameras = make_desk(site, lambda _: None).cameras()
    seen = ", ".join(f"{one.source} ({one.name})" for one in cameras) or "none"
    zone = settings.zone
    edges = ",".join(f"{getattr(zone, edge):g}" for edge in EDGES)
    return {
        "administrator": _ask(f"Name of an administrator (signing in by name: {known})"),
        "camera": _ask(f"Camera (found: {seen}; now {settings.camera.source})"),
        "zone": _ask(f"Where people stand: left,top,right,bottom as parts of the picture (now {edges})"),
        "lock": _ask(f"Lock: {', '.join(_drivers())} (now {settings.lock.driver})"),
        "person": _ask("Name of a first person to enrol before the camera"),
    }


def _ask(question: str) -> str | None:
    answer: str = typer.prompt(f"{question}, or Enter to leave it", default="", show_default=False)
    return answer.strip() or None


def _agreed(name: str, consent: str, source: str, *, is_asking: bool) -> str:
    """Return what the first person has agreed to; raises BadInput before anything is changed."""
    checked_name(name)
    words = consent or (str(typer.prompt("What they agreed to, in words")) if is_asking else "")
    check_consent(words, source)
    return words


def _add_administrator(site: Site, name: str | None, *, is_pin: bool, is_piped: bool) -> list[str]:
    if name is None:
        return []
    secret = new_secret(is_pin=is_pin, is_piped=is_piped)
    site.operators_desk.add(name, Role.ADMINISTRATOR, secret, is_pin=is_pin)
    return [f"{name.strip()} is an administrator and signs in by name."]


def _wanted(
    before: Settings, answers: dict[str, str | None], given: list[str], *, is_asking: bool
) -> Settings:
    """Return the settings as they are to be; raises BadInput and BadSetting, and then nothing is done."""
    values = before.model_dump()
    camera, zone, lock = answers["camera"], answers["zone"], answers["lock"]
    if camera:
        values["camera"]["source"] = camera
    if zone:
        values["zone"] |= _edges_of(zone)
    if lock:
        values["lock"] = _lock_values(lock, given, is_asking=is_asking)
    elif given:
        raise BadInput("--lock-setting goes with --lock, which names the driver.")
    return config.checked(values)


def _change_settings(site: Site, before: Settings, after: Settings) -> list[str]:
    if after == before:
        return []
    make_desk(site, lambda _: None).save_settings(after)
    if is_door_running(site):
        note("A kiosk is running here; it takes these settings when it is started again.")
    changed = [name for name in ("camera", "zone", "lock") if getattr(after, name) != getattr(before, name)]
    return [f"Written into {site.config_path}: {', '.join(changed)}."]


def _edges_of(text: str) -> dict[str, float]:
    parts = text.split(",")
    try:
        return dict(zip(EDGES, map(float, parts), strict=True))
    except ValueError as error:
        raise BadInput(f"A zone is four numbers such as 0.2,0.1,0.8,0.9, not {text!r}.") from error


def _drivers() -> dict[str, Any]:
    """Return the settings of every driver by its name."""
    kinds = get_args(get_args(LockSettings)[0])
    return {kind.model_fields["driver"].default: kind for kind in kinds}


def _lock_values(driver: str, given: list[str], *, is_asking: bool) -> dict[str, str]:
    """Return the lock's section: what was given, and at a terminal what the driver cannot do without."""
    kind = _drivers().get(driver)
    if kind is None:
        raise BadInput(f"There is no lock driver {driver!r}; there is {', '.join(_drivers())}.")
    values = {"driver": driver} | dict(map(_pair, given))
    needed = [name for name, field in kind.model_fields.items() if field.is_required() and name not in values]
    ask: Callable[[str], str] = typer.prompt
    return values | {name: ask(f"lock.{name}") for name in needed if is_asking}


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise BadInput(f"A setting is written KEY=VALUE, not {text!r}.")
    return key.strip(), value.strip()
