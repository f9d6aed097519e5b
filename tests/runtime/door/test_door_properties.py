"""Whatever happens, the lock opens only after its row and only for good reasons."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Reason
from door_access.errors import StorageFault
from door_access.runtime.door.bolt import LEASE_S
from door_access.runtime.events import AlarmsChanged, DoorChanged
from door_access.runtime.messages import (
    Acknowledge,
    CameraReport,
    CameraState,
    DoorMessage,
    Heartbeat,
    Release,
    Suspend,
    WorkerReport,
)
from tests.builders import denial, grant
from tests.runtime.door.entrance import BROKEN_LOCK, BROKEN_LOG, DEMO, LIVE, Entrance

STORIES = int(os.environ.get("DOOR_ACCESS_STORIES", "150"))

ACTS = [
    "grant",
    "deny",
    "old_grant",
    "forged_version",
    "demo_grant",
    "demo_frame",
    "live_frame",
    "release",
    "suspend",
    "resume",
    "fail",
    "mend",
    "lost",
    "starting",
    "break_log",
    "mend_log",
    "break_lock",
    "mend_lock",
    "break_people",
    "mend_people",
    "block",
    "beat",
    "open",
    "close",
    "exit",
    "let_go",
    "tamper",
    "untamper",
    "lose_wires",
    "unlocked_by_itself",
    "hold",
    "hold_without_end",
    "lockdown",
    "emergency",
    "normal",
    "acknowledge",
]
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.floats(0.0, 6.0)), max_size=40)

OPENING = {"grant": Reason.MATCH, "release": Reason.OPERATOR_RELEASE, "exit": Reason.EXIT_BUTTON}
WITHOUT_A_ROW = ("release", "exit", "emergency")
"""People must get out; what could not be written is owed."""


@settings(max_examples=STORIES)
@given(acts)
def test_whatever_happens_the_lock_opens_only_after_its_row_and_only_for_good_reasons(
    story: list[tuple[str, float]],
) -> None:
    entrance = Entrance(checks_log=False)
    entrance.read()
    for act, wait_s in story:
        rows, pulses = len(entrance.log.events), len(entrance.lock.pulses)
        was_open, was_holding = entrance.state is DoorState.UNLOCKED, entrance.door.mode.holds
        was_locked_down = entrance.door.mode is OperatingMode.LOCKDOWN
        entrance.clock.move(wait_s)
        _act(entrance, act)
        opened = entrance.lock.pulses[pulses:]
        new = [row.reason for row in entrance.log.events[rows:]]
        is_holding = was_holding or entrance.door.mode.holds
        for pulse in opened:
            is_lease = pulse == f"pulse {LEASE_S:g} s"
            assert is_holding if is_lease else act in OPENING, (act, pulse)
            if not is_lease and act not in WITHOUT_A_ROW:
                assert OPENING[act] in new
                assert not was_open
                assert not was_locked_down
        if entrance.state is DoorState.UNLOCKED:
            assert was_open or is_holding or act in (*OPENING, "demo_grant")
        _check_hold(entrance)
        _check_alarms(entrance)
    _leave_alone(entrance)
    assert entrance.state is not DoorState.UNLOCKED
    entrance.door.end()


def _check_hold(entrance: Entrance) -> None:
    """A door is held only by a mode with an end, an emergency, and never through a fault but by that."""
    mode = entrance.door.mode
    if mode.holds and entrance.state is DoorState.UNLOCKED and entrance.lock.fault is None:
        assert entrance.lock.commands[-1] != "lock" or entrance.simulated.commands
    if mode is OperatingMode.LOCKDOWN and entrance.state is DoorState.UNLOCKED:
        assert entrance.heard.of(DoorChanged)[-1].cause in (Reason.OPERATOR_RELEASE, Reason.EXIT_BUTTON)


def _check_alarms(entrance: Entrance) -> None:
    """What was told last stands, each kind once, and begins with a row unless the log was broken."""
    told = entrance.heard.of(AlarmsChanged)
    alarms = told[-1].alarms if told else ()
    assert len({alarm.kind for alarm in alarms}) == len(alarms)
    for alarm in alarms:
        assert alarm.seq is None or entrance.reasons()[alarm.seq - 1] is alarm.kind


def _leave_alone(entrance: Entrance) -> None:
    """Let everything be well again, end what has no end, and wait for longer than any opening."""
    entrance.log.fault = entrance.lock.fault = entrance.people.fault = entrance.requests.fault = None
    entrance.set_mode(OperatingMode.NORMAL)
    entrance.read(is_exit_pressed=False)
    entrance.pass_time(LEASE_S + 1)


def _act(entrance: Entrance, act: str) -> None:
    now_s = entrance.clock()
    broken = StorageFault("The database is gone.")
    match act:
        case "break_log" | "mend_log":
            entrance.log.fault = BROKEN_LOG if act == "break_log" else None
        case "break_lock" | "mend_lock":
            entrance.lock.fault = BROKEN_LOCK if act == "break_lock" else None
        case "break_people" | "mend_people":
            entrance.people.fault = entrance.requests.fault = broken if act == "break_people" else None
        case "block" if entrance.people.fault is None:
            entrance.people.set_blocked(entrance.ada, True)
    version = 0 if entrance.people.fault else entrance.people.version()
    messages: dict[str, DoorMessage] = {
        "grant": entrance.decided(grant(entrance.ada, at_s=now_s, gallery_version=version)),
        "deny": entrance.decided(denial(at_s=now_s)),
        "old_grant": entrance.decided(grant(entrance.ada, at_s=now_s - 5, gallery_version=version)),
        "forged_version": entrance.decided(grant(entrance.ada, at_s=now_s, gallery_version=version + 1)),
        "demo_grant": entrance.decided(grant(entrance.ada, at_s=now_s, gallery_version=version), kind=DEMO),
        "live_frame": entrance.seen(),
        "demo_frame": entrance.seen(kind=DEMO, source="demo"),
        "release": Release("x", now_s),
        "suspend": Suspend(True, now_s),
        "resume": Suspend(False, now_s),
        "fail": WorkerReport("detection", "Broken.", now_s),
        "mend": WorkerReport("detection", "", now_s),
        "lost": CameraReport(CameraState.LOST, "camera", LIVE, now_s),
        "starting": CameraReport(CameraState.STARTING, "camera", LIVE, now_s),
    }
    entrance.tell(messages.get(act, Heartbeat(now_s)))
    _act_at_the_wires(entrance, act)
    _act_at_the_desk(entrance, act)


def _act_at_the_wires(entrance: Entrance, act: str) -> None:
    match act:
        case "open" | "close":
            entrance.read(is_open=act == "open")
        case "exit" | "let_go":
            entrance.read(is_exit_pressed=False)
            entrance.read(is_exit_pressed=act == "exit")
        case "tamper" | "untamper":
            entrance.read(is_tampered=act == "tamper")
        case "lose_wires":
            entrance.read(trouble="The board is gone.")
        case "unlocked_by_itself":
            entrance.read(state=LockState.UNLOCKED)


def _act_at_the_desk(entrance: Entrance, act: str) -> None:
    match act:
        case "hold":
            entrance.set_mode(OperatingMode.UNLOCKED, for_s=20.0)
        case "hold_without_end":
            entrance.set_mode(OperatingMode.UNLOCKED)
        case "lockdown":
            entrance.set_mode(OperatingMode.LOCKDOWN, for_s=20.0)
        case "emergency":
            entrance.set_mode(OperatingMode.EMERGENCY)
        case "normal":
            entrance.set_mode(OperatingMode.NORMAL)
        case "acknowledge":
            entrance.tell(Acknowledge("seen", entrance.clock()))
