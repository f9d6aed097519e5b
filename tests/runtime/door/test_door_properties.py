"""Whatever happens, the lock opens only after its row and only for good reasons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Outcome
from door_access.errors import StorageFault
from door_access.runtime.messages import (
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


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "grant",
                "deny",
                "old_grant",
                "forged_version",
                "demo_grant",
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
            ]
        ),
        st.floats(0.0, 3.0),
    ),
    max_size=40,
)


@settings(max_examples=150)
@given(acts)
def test_whatever_happens_the_lock_opens_only_after_its_row_and_only_for_good_reasons(
    story: list[tuple[str, float]],
) -> None:
    entrance = Entrance(checks_log=False)
    for act, wait_s in story:
        rows, pulses = len(entrance.log.events), len(entrance.lock.pulses)
        was_open = entrance.state is DoorState.UNLOCKED
        entrance.clock.move(wait_s)
        _act(entrance, act)
        opened = len(entrance.lock.pulses) - pulses
        new = entrance.log.events[rows:]
        if opened and act != "release":
            assert act == "grant"
            assert new[-1].outcome is Outcome.GRANTED
            assert not was_open
        if entrance.state is DoorState.UNLOCKED:
            assert was_open or act in ("grant", "demo_grant", "release")
    entrance.door.end()
    entrance.lock.fault = None
    assert entrance.state is not DoorState.UNLOCKED


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
