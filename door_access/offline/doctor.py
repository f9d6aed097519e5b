"""Looks at everything a door depends on and says what is wrong; each look is a sentence, or raises one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from door_access import config
from door_access.counts import counted, counted_people
from door_access.desk.operator_pin import OperatorPin
from door_access.desk.retention import Retention
from door_access.domain.door.clock_doubt import is_clock_in_doubt
from door_access.domain.enrolment.people import Person
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.matching.calibration import Configuration, ImpostorCurves
from door_access.domain.matching.cost import Cost
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.domain.matching.identification import OperatingPoint
from door_access.domain.models.model import Model
from door_access.errors import DoorAccessError, EnvironmentFault, LockFault, Refused
from door_access.facenet.installation.installed import InstalledModels
from door_access.ports import AccessLog, CredentialStore, DoorLock, FrameSource


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def checked(name: str, look: Callable[[], str]) -> Check:
    """Look, and take what the look raises for what is wrong."""
    try:
        return Check(name, True, look())
    except DoorAccessError as error:
        return Check(name, False, str(error))


def settings_sentence(path: Path) -> str:
    """Read config.toml; raises BadSetting."""
    settings = config.load(path)
    read = f"{path} is read." if path.exists() else "The defaults are in force."
    is_fixed = settings.recognition.fixed_threshold is not None
    return read + (" A fixed threshold is set: it does not follow the number of people." if is_fixed else "")


def log_check(log: AccessLog) -> Check:
    """Follow the log's chain from its first row to its last, and see that it once had no more."""
    found = log.verify()
    if found.fault:
        return Check("access log", False, found.fault)
    if found.is_ok and found.unexplained:
        lost = counted(found.unexplained, "row has", "rows have")
        dropped = f"{lost} lost what was sealed in them, and neither an erasure nor their age explains it."
        return Check("access log", False, dropped)
    detail = counted(found.events, "row") + ("" if found.is_ok else f", broken at row {found.first_broken}")
    return Check("access log", found.is_ok, f"{detail}.")


CLICK_S = 1.0


def lock_sentence(driver: str, lock: DoorLock, *, clicks: bool) -> str:
    """Lock the lock, look at it and its wires, and unlock it for a second if that is wanted.

    Raises:
        LockFault: it does not obey, cannot be asked, or is set up so that a door is not safe with it.
    """
    lock.lock()
    if clicks:
        lock.pulse(CLICK_S)
    state, inputs, wrongs = lock.state(), lock.inputs(), lock.shortcomings()
    if wrongs:
        raise LockFault(" ".join(wrongs))
    can = lock.capabilities
    words = [
        driver,
        "relocks by itself" if can.relocks_itself else "relocks by the timer relay behind it",
        "can be held unlocked" if can.can_hold else "cannot be held unlocked",
        f"says that it is {state}" if can.reads_lock else "does not say whether it is locked",
    ]
    if inputs.is_open is not None:
        words.append(f"the door is {'open' if inputs.is_open else 'closed'}")
    if inputs.is_exit_pressed is not None:
        words.append(f"the exit button is {'pressed' if inputs.is_exit_pressed else 'not pressed'}")
    return ", ".join(words) + (". It was unlocked for a second." if clicks else ".")


def clock_sentence(log: AccessLog, now_utc: datetime) -> str:
    """Compare the system's clock with the log's latest time; raises EnvironmentFault when that is later."""
    newest_utc = log.newest_utc()
    if newest_utc is not None and is_clock_in_doubt(now_utc, newest_utc):
        raise EnvironmentFault(
            f"It is said to be {now_utc:%Y-%m-%d %H:%M} UTC, but the log's newest row is of"
            f" {newest_utc:%Y-%m-%d %H:%M} UTC; set the clock, or give this machine network time. If the"
            " clock is right and that row is not, run door confirm-clock."
        )
    return f"It is {now_utc:%Y-%m-%d %H:%M} UTC."


def erasure_check(pending_since_utc: datetime | None) -> Check:
    """Tell whether traces of somebody who was erased wait to be overwritten."""
    if pending_since_utc is None:
        return Check("erasure", True, "Nothing is left of whoever was erased.")
    since = pending_since_utc.strftime("%Y-%m-%d %H:%M UTC")
    detail = (
        f"Since {since} the last traces of somebody who was erased wait in the database's file, because"
        " another process reads it; end that process, then run this again."
    )
    return Check("erasure", False, detail)


def retention_sentence(retention: Retention) -> str:
    """Say what of the log is too old.

    Raises:
        EnvironmentFault: it should have been forgotten by yesterday.
    """
    late = retention.overdue()
    if late.doubt:
        raise EnvironmentFault(late.doubt)
    if late.begins_utc:
        return (
            f"From {late.begins_utc:%Y-%m-%d} on a running kiosk forgets what is too old"
            f" ({late.sentence() or 'nothing yet'}); whoever must keep more says so in [privacy] before."
        )
    if late.rows:
        raise EnvironmentFault(
            f"What is too old has not been forgotten for over a day ({late.sentence()}): a running kiosk does"
            ' that by itself, and "log forget" does it now.'
        )
    plain = counted(late.plain, "older row is", "older rows are")
    told = f" {plain} of the first version and stay: their hashes cover all they tell." if late.plain else ""
    return f"Nothing is older than it may be.{told}"


def cards_sentence(credentials: CredentialStore) -> str:
    """Count the cards, for which the key of cards and PINs is tried."""
    found = credentials.cards()
    told = f"{counted(len(found), 'card')}, {sum(card.is_disabled for card in found)} disabled."
    older = sum(card.is_older_form for card in found)
    if not older:
        return told
    return (
        f"{told} {counted(older, 'of them stands', 'of them stand')} for every number with the same digits,"
        " wherever its separators are, in the way of older versions: until the holder is next let in with it."
    )


def keys_sentence(*, file: Path, data_dir: Path, is_unfinished: bool, outdated: str) -> str:
    """Say where the keys lie; raises Refused when a change of them was interrupted."""
    if is_unfinished:
        raise Refused("A change of keys was interrupted; nothing is lost, and 'key rotate' finishes it.")
    place = f"They lie in {file.parent}."
    if file.resolve().is_relative_to(data_dir.resolve()):
        place += " Whoever copies the data copies them as well: 'key move FOLDER' puts them elsewhere."
    return f"{place} {outdated}".rstrip()


def outdated_sentence(cards: int, pins: int) -> str:
    """Say how many cards and PINs are hidden as of old; nothing when there are none."""
    if not cards and not pins:
        return ""
    hidden = " and ".join(counted(count, what) for count, what in ((cards, "card"), (pins, "PIN")) if count)
    verb = "is" if cards + pins == 1 else "are"
    return (
        f"{hidden} {verb} hidden in the way of older versions: a card until it is next read, a PIN until it"
        " is set anew."
    )


def operator_pin_sentence(
    pin: OperatorPin, operators: int, find_people: Callable[[], tuple[Person, ...]]
) -> str:
    """Raises Refused when people are enrolled and the desk, which can open the door, stands open to all."""
    if operators:
        return f"{counted(operators, 'operator signs', 'operators sign')} in by name; no PIN is for all."
    if pin.is_set():
        return "One has been chosen; it guards the desk."
    if find_people():
        raise Refused(
            "None has been chosen and people are enrolled: whoever stands at the door can open the"
            " desk and, from there, the door. Enrolling somebody in the window asks for one."
        )
    return "The first enrolment in the window asks for one."


def model_sentence(models: InstalledModels, model: Model, run: Callable[[Model], object]) -> str:
    """Hold the model in use against its golden embedding with ``run``, which raises what is wrong."""
    run(model)
    installed = ", ".join(models.all_ids())
    return f"{model.key} is in use and gives its golden embedding; installed: {installed}."


def threshold_sentence(
    people: int, point: OperatingPoint, rules: AttemptRules, curves: ImpostorCurves, cost: Cost
) -> str:
    """Say how sure the door is with so many people, and what that costs them."""
    enrolled = f"{counted_people(people)} enrolled"
    if point.fixed_threshold is not None:
        return f"{enrolled}, distance up to {point.fixed_threshold:.3f}, fixed in {config.FILE_NAME}."
    fmr = point.identification_fmr(max(1, people))
    strong = Configuration(STRONG_TEMPLATES, rules.frames)
    distance = curves.threshold(strong, fmr)
    beyond = " This lies beyond what was measured." if curves.is_extrapolated(strong, fmr) else ""
    return f"{enrolled}, FMR {fmr:.1e} a comparison, distance about {distance:.3f}.{beyond} {_cost(cost)}"


def _cost(cost: Cost) -> str:
    let_in = f"About 1 stranger in {cost.one_stranger_in:,} would be let in"
    if cost.looks_in_a_hundred is None:
        return f"{let_in}."
    if not cost.looks_in_a_hundred:
        return f"{let_in}; hardly any entry needs a second look."
    about = "more than" if cost.is_more else "about"
    return f"{let_in}; {about} {cost.looks_in_a_hundred} in 100 entries need a second look."


def camera_sentence(source: FrameSource) -> str:
    """Take one picture; raises CameraFault."""
    source.open()
    try:
        frame = source.read()
    finally:
        source.close()
    size = f"{frame.width_px}×{frame.height_px}" if frame else "no picture"
    return f"{source.name}: {size}."
