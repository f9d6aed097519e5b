"""The thread of a real lock: bounded waits, nothing opens late, and what the wires say reaches the door."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from door_access.domain.door.lock import DoorInputs, LockCapabilities, LockState
from door_access.errors import LockFault
from door_access.runtime.door.lock_thread import DRIVER_FAILED, NO_ANSWER, NO_ANSWER_IN_TIME, LockThread
from door_access.runtime.messages import DoorMessage, LockRead
from tests.fakes import FULL, FakeLock
from tests.patience import PATIENCE_S, waited_for
from tests.runtime.plant import slow_clock

SHORT_S = 0.05
QUICK = replace(FULL, look_every_s=0.001)


class SlowLock(FakeLock):
    """A lock whose pulse hangs until a test lets it go on."""

    def __init__(self, capabilities: LockCapabilities = QUICK) -> None:
        super().__init__(capabilities=capabilities)
        self.go_on = threading.Event()
        self.go_on.set()
        self.is_hanging = threading.Event()

    def pulse(self, duration_s: float) -> None:
        self.is_hanging.set()
        assert self.go_on.wait(PATIENCE_S)
        super().pulse(duration_s)


class Post:
    """Where a lock's thread tells the door what it has read."""

    def __init__(self) -> None:
        self.messages: list[LockRead] = []
        self._come = threading.Condition()

    def __call__(self, message: DoorMessage) -> None:
        assert isinstance(message, LockRead)
        with self._come:
            self.messages.append(message)
            self._come.notify_all()

    def wait_for(self, is_so: Callable[[LockRead], object]) -> LockRead:
        with self._come:
            assert self._come.wait_for(lambda: any(map(is_so, self.messages)), PATIENCE_S)
            return next(filter(is_so, self.messages))


@pytest.fixture
def lock() -> SlowLock:
    return SlowLock()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def patient(lock: SlowLock, post: Post) -> Iterator[LockThread]:
    """A thread whose lock may take as long as a busy machine needs."""
    yield from started(lock, post, PATIENCE_S)


@pytest.fixture
def hasty(lock: SlowLock, post: Post) -> Iterator[LockThread]:
    """A thread that waits for nothing."""
    yield from started(lock, post, SHORT_S)


def started(lock: SlowLock, post: Post, wait_s: float) -> Iterator[LockThread]:
    thread = LockThread(lock, slow_clock, wait_s=wait_s)
    thread.start(post)
    yield thread
    lock.go_on.set()
    thread.stop()
    assert lock.is_closed


def test_it_obeys_in_order_and_answers(lock: SlowLock, patient: LockThread) -> None:
    patient.pulse(5.0)
    patient.lock()
    assert lock.commands == ["pulse 5 s", "lock"]
    assert (patient.is_simulated, patient.capabilities) == (False, QUICK)


def test_a_fault_of_the_lock_reaches_whoever_commanded_and_is_followed_by_locking(
    lock: SlowLock, patient: LockThread
) -> None:
    lock.fault = LockFault("The board says no.")
    with pytest.raises(LockFault, match="says no"):
        patient.pulse(5.0)
    lock.fault = None
    patient.lock()
    assert set(lock.commands) == {"lock"}


def test_a_pulse_that_hangs_is_given_up_and_locked_again_as_soon_as_the_lock_goes_on(
    lock: SlowLock, hasty: LockThread, post: Post
) -> None:
    lock.go_on.clear()
    with pytest.raises(LockFault, match=NO_ANSWER_IN_TIME):
        hasty.pulse(5.0)
    assert lock.commands == []
    with pytest.raises(LockFault, match=NO_ANSWER):
        hasty.lock()

    lock.go_on.set()
    assert waited_for(lambda: lock.commands[-1:] == ["lock"])
    assert lock.commands[:2] == ["pulse 5 s", "lock"]


def test_a_pulse_that_was_not_begun_in_time_is_never_done(
    lock: SlowLock, hasty: LockThread, post: Post
) -> None:
    lock.go_on.clear()
    with pytest.raises(LockFault):
        hasty.pulse(1.0)
    assert lock.is_hanging.wait(PATIENCE_S)
    for _ in range(3):
        with pytest.raises(LockFault):
            hasty.pulse(2.0)
    lock.go_on.set()
    assert waited_for(lambda: lock.commands[-1:] == ["lock"])
    assert "pulse 2 s" not in lock.commands


def test_a_driver_that_fails_with_a_bug_of_its_own_is_a_fault(
    lock: SlowLock, patient: LockThread, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(duration_s: float) -> None:
        raise ZeroDivisionError

    lock.pulse = broken  # type: ignore[method-assign]
    with pytest.raises(LockFault, match=DRIVER_FAILED):
        patient.pulse(5.0)
    post.wait_for(lambda read: read.trouble == DRIVER_FAILED)
    caplog.clear()


def test_what_the_wires_say_reaches_the_door(lock: SlowLock, patient: LockThread, post: Post) -> None:
    lock.wires = DoorInputs(is_open=True, is_exit_pressed=False)
    post.wait_for(lambda read: read.inputs == lock.wires)
    lock.wires = DoorInputs(is_open=True, is_exit_pressed=True)
    assert post.wait_for(lambda read: read.inputs.is_exit_pressed).trouble == ""


def test_a_lock_that_cannot_be_asked_says_why_and_is_heard_again(
    lock: SlowLock, patient: LockThread, post: Post
) -> None:
    lock.fault = LockFault("No route to the board.")
    assert post.wait_for(lambda read: read.trouble).state is LockState.UNKNOWN
    lock.fault = None
    post.messages.clear()
    post.wait_for(lambda read: not read.trouble and read.state is LockState.LOCKED)


def test_what_is_set_up_wrongly_is_told_once_and_anew_after_a_fault(
    lock: SlowLock, patient: LockThread, post: Post
) -> None:
    lock.wrongs = ("It unlocks when power comes back.",)
    lock.fault = LockFault("Gone.")
    post.wait_for(lambda read: read.trouble)
    lock.fault = None
    assert post.wait_for(lambda read: read.shortcomings).shortcomings == lock.wrongs
    lock.wires = DoorInputs(is_open=True)
    read = post.wait_for(lambda read: read.inputs.is_open)
    assert sum(bool(one.shortcomings) for one in post.messages[: post.messages.index(read) + 1]) == 1


def test_what_was_asked_before_the_end_is_obeyed(lock: SlowLock, post: Post) -> None:
    thread = LockThread(lock, slow_clock, wait_s=PATIENCE_S)
    thread.start(post)
    thread.pulse(5.0)
    thread.lock()
    thread.stop()
    assert (lock.commands, lock.is_closed) == (["pulse 5 s", "lock"], True)


def test_releases_while_a_lock_hangs_leave_one_command_to_lock_and_no_queue(
    lock: SlowLock, hasty: LockThread
) -> None:
    lock.go_on.clear()
    while not lock.is_hanging.is_set():
        with pytest.raises(LockFault):
            hasty.pulse(5.0)
    before = len(lock.commands)
    for _ in range(50):
        with pytest.raises(LockFault):
            hasty.pulse(5.0)
    lock.go_on.set()
    assert waited_for(lambda: lock.commands[before:] == ["pulse 5 s", "lock"])
    hasty._wait_s = PATIENCE_S
    hasty.pulse(1.0)
    assert lock.commands[before:] == ["pulse 5 s", "lock", "pulse 1 s"]
