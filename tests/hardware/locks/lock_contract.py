"""What every driver of a real board must keep, tried on the board's true protocol.

A driver's tests inherit the class and give the fixtures ``settings`` (of its section in config.toml) and
``board`` (its peer, tests/hardware/locks/boards.py). The table in docs/HARDWARE.md is made of these tests.
A board that only listens cannot be seen to be silent: its class says which troubles its driver ``notices``.
"""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from door_access.config import Settings
from door_access.domain.door.lock import LockState
from door_access.errors import LockFault
from door_access.hardware.registry import make_lock
from door_access.lock_settings import LockSettings
from door_access.ports import DoorLock
from tests.hardware.locks.boards import Board, Trouble
from tests.patience import waited_for

LONG_S = 600.0
"""A pulse that no test outlives."""
SHORT_S = 1.0
TROUBLES = [trouble for trouble in Trouble if trouble is not Trouble.NONE]


class LockContract:
    notices = frozenset(TROUBLES)

    def make(self, settings: LockSettings, board: Board) -> DoorLock:
        return make_lock(settings)

    @pytest.fixture
    def lock(self, settings: LockSettings, board: Board) -> Iterator[DoorLock]:
        lock = self.make(settings, board)
        yield lock
        board.be_in(Trouble.NONE)
        lock.close()

    def test_it_is_a_real_lock(self, lock: DoorLock) -> None:
        assert not lock.is_simulated

    def test_it_begins_locked_and_locking_again_does_no_harm(self, lock: DoorLock, board: Board) -> None:
        lock.lock()
        lock.lock()
        assert not board.is_unlocked()

    def test_a_pulse_unlocks_and_locking_ends_it(self, lock: DoorLock, board: Board) -> None:
        lock.pulse(LONG_S if lock.capabilities.can_hold else 30.0)
        assert board.is_unlocked()
        lock.lock()
        assert not board.is_unlocked()

    def test_a_pulse_ends_by_itself(self, lock: DoorLock, board: Board) -> None:
        if not lock.capabilities.relocks_itself:
            pytest.skip("not self-relocking")
        lock.pulse(SHORT_S)
        assert waited_for(lambda: not board.is_unlocked())

    def test_a_pulse_ends_although_the_program_was_killed(self, settings: LockSettings, board: Board) -> None:
        """Or the driver says that it does not, and starts only with an external timer."""
        document = Settings(lock=settings).model_dump_json()
        command = [sys.executable, "-m", "tests.hardware.locks.pulse_and_die", document, str(SHORT_S)]
        died = subprocess.run(command, check=False, capture_output=True, text=True)
        assert died.returncode == -signal.SIGKILL, died.stderr
        if make_lock(settings).capabilities.relocks_itself:
            assert waited_for(lambda: not board.is_unlocked())
        else:
            assert getattr(settings, "external_timer", False)

    def test_it_tells_whether_it_is_locked_if_it_can(self, lock: DoorLock) -> None:
        can_tell = lock.capabilities.reads_lock
        lock.lock()
        assert lock.state() is (LockState.LOCKED if can_tell else LockState.UNKNOWN)
        lock.pulse(30.0)
        assert lock.state() is (LockState.UNLOCKED if can_tell else LockState.UNKNOWN)
        if not can_tell:
            pytest.skip("cannot tell its state")

    def test_it_tells_what_is_wired_and_nothing_else(self, lock: DoorLock, board: Board) -> None:
        can = lock.capabilities
        if not can.has_inputs:
            inputs = lock.inputs()
            assert (inputs.is_open, inputs.is_exit_pressed) == (None, None)
            pytest.skip("no inputs")
        for is_open, is_pressed in [(False, False), (True, False), (False, True), (True, True)]:
            board.wire(is_open=is_open, is_exit_pressed=is_pressed)
            inputs = lock.inputs()
            assert inputs.is_open is (is_open if can.contact else None)
            assert inputs.is_exit_pressed is (is_pressed if can.exit_button else None)

    def test_a_renewed_pulse_holds_without_a_gap_if_it_can(self, lock: DoorLock, board: Board) -> None:
        if not lock.capabilities.can_hold:
            pytest.skip("cannot hold")
        lock.pulse(30.0)
        lock.pulse(LONG_S)
        assert board.is_unlocked()

    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_a_board_in_trouble_is_a_fault_in_one_sentence(
        self, lock: DoorLock, board: Board, trouble: Trouble
    ) -> None:
        self._skip_unless_noticed(trouble)
        lock.lock()
        board.be_in(trouble)
        with pytest.raises(LockFault) as caught:
            lock.pulse(SHORT_S)
        sentence = str(caught.value)
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert sentence.count(". ") == 0, sentence

    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_a_board_that_is_well_again_obeys_and_opens_nothing_late(
        self, lock: DoorLock, board: Board, trouble: Trouble
    ) -> None:
        self._skip_unless_noticed(trouble)
        lock.lock()
        board.be_in(trouble)
        with pytest.raises(LockFault):
            lock.pulse(SHORT_S)
        board.be_in(Trouble.NONE)
        assert waited_for(lambda: _obeys(lock.lock))
        assert not board.is_unlocked()
        lock.pulse(30.0)
        assert board.is_unlocked()

    def test_a_fault_while_reading_is_a_fault_and_no_guess(self, lock: DoorLock, board: Board) -> None:
        self._skip_unless_noticed(Trouble.UNPLUGGED)
        can = lock.capabilities
        board.be_in(Trouble.UNPLUGGED)
        if can.reads_lock:
            with pytest.raises(LockFault):
                lock.state()
        if can.has_inputs:
            with pytest.raises(LockFault):
                lock.inputs()

    def test_two_at_once_leave_it_as_one_of_them_wants_or_are_told(
        self, settings: LockSettings, board: Board
    ) -> None:
        """Two programs at one relay: never stuck, never a half command; who is shut out is told so."""
        first, second = self.make(settings, board), self.make(settings, board)
        with ThreadPoolExecutor(2) as both:
            results = list(both.map(_obeys, [lambda: first.pulse(SHORT_S), lambda: second.pulse(SHORT_S)]))
        assert any(results)
        for lock in (first, second):
            lock.close()
        last = self.make(settings, board)
        last.lock()
        assert not board.is_unlocked()
        last.close()

    def test_letting_go_leaves_it_locked_and_can_be_done_twice(self, lock: DoorLock, board: Board) -> None:
        lock.pulse(30.0)
        lock.close()
        lock.close()
        assert not board.is_unlocked()

    def _skip_unless_noticed(self, trouble: Trouble) -> None:
        if trouble not in self.notices:
            pytest.skip("cannot notice")


def _obeys(command: Callable[[], None]) -> bool:
    try:
        command()
    except LockFault:
        return False
    return True
