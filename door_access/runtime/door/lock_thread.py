"""The thread that owns a real lock: it obeys the door thread, and looks at the lock and its wires in between.

Its one rule: nothing opens late. The door thread waits a bounded time for each command. A pulse that was not
begun by then never is; one that was begun is followed by a command to lock, as soon as the lock takes any.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from door_access.domain.door.debouncing import SETTLE_S, Settling, first_seen
from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.errors import LockFault
from door_access.ports import LOCK_ANSWERS_WITHIN_S, DoorLock
from door_access.runtime.messages import DoorMessage, LockRead
from door_access.runtime.worker import Inbox, Worker

WAIT_S = 1.0
"""How long the door thread waits for a command; meanwhile it hears nothing else."""
TELL_EVERY_S = 1.0
"""How often the door hears from a lock that says the same as before: it lives."""

NO_ANSWER = "The lock does not answer."
NO_ANSWER_IN_TIME = "The lock did not answer in time."
DRIVER_FAILED = "The lock's driver failed."

Tell = Callable[[DoorMessage], None]


@dataclass(frozen=True, slots=True)
class _Command:
    """What the lock is to do, and what becomes of it."""

    do: Callable[[], None]
    done: "Future[None]"


class LockThread:
    """Owns a ``DoorLock``. The door thread calls ``pulse`` and ``lock``; the rest is done on its own."""

    def __init__(self, lock: DoorLock, clock: Callable[[], float], *, wait_s: float = WAIT_S) -> None:
        self._lock = lock
        self._clock = clock
        self._wait_s = wait_s
        self._commands: Inbox[_Command] = Inbox()
        self._hangs_until: Future[None] | None = None
        self._tell: Tell = lambda _: None
        self._wires: Settling | None = None
        self._told: LockRead | None = None
        self._look_at_s = clock()
        self._is_checked = False
        self._worker = Worker("lock", self._step, on_fault=self._report, at_end=lock.close)

    @property
    def is_simulated(self) -> bool:
        return self._lock.is_simulated

    @property
    def capabilities(self) -> LockCapabilities:
        return self._lock.capabilities

    def start(self, tell: Tell) -> None:
        """Begin to obey, and to tell the door what the lock says."""
        self._tell = tell
        self._worker.start()

    def stop(self) -> None:
        """Obey what was asked before, let go of the lock, and report a lock that is late."""
        self._commands.close()
        self._worker.join(self._wait_s + LOCK_ANSWERS_WITHIN_S)

    def pulse(self, duration_s: float) -> None:
        """Unlock for so long; raises LockFault when the lock has not said within the wait that it does."""
        try:
            self._wait_for(lambda: self._lock.pulse(duration_s))
        except LockFault:
            if not self._is_hanging:
                self._lock_soon()
            raise

    def lock(self) -> None:
        """Lock; raises LockFault when the lock has not said in time that it does. It is told all the same."""
        self._wait_for(self._lock.lock)

    def _wait_for(self, do: Callable[[], None]) -> None:
        """Have it done; while the lock hangs over something earlier nobody waits."""
        if self._is_hanging:
            raise LockFault(NO_ANSWER)
        command = _Command(do, Future())
        self._commands.put(command)
        try:
            command.done.result(self._wait_s)
        except TimeoutError:
            command.done.cancel()
            self._hangs_until = self._lock_soon()
            raise LockFault(NO_ANSWER_IN_TIME) from None

    @property
    def _is_hanging(self) -> bool:
        """Say whether the lock has not come to the command to lock that follows one it was late for."""
        return self._hangs_until is not None and not self._hangs_until.done()

    def _lock_soon(self) -> "Future[None]":
        """Let the lock lock as soon as it takes a command; nobody waits for that."""
        command = _Command(self._lock.lock, Future())
        self._commands.put(command)
        return command.done

    def _step(self) -> None:
        command = self._commands.take(max(0.0, self._look_at_s - self._clock()))
        if command is not None:
            self._obey(command)
        if self._clock() >= self._look_at_s:
            self._look()

    def _obey(self, command: _Command) -> None:
        if not command.done.set_running_or_notify_cancel():
            return
        try:
            command.do()
        except LockFault as fault:
            command.done.set_exception(fault)
        else:
            command.done.set_result(None)
        finally:
            if not command.done.done():
                command.done.set_exception(LockFault(DRIVER_FAILED))

    def _look(self) -> None:
        """Ask the lock and its wires, and tell the door what is new."""
        now_s = self._clock()
        try:
            wrongs = () if self._is_checked else self._lock.shortcomings()
            inputs = self._settled(self._lock.inputs(), now_s)
            read = LockRead(inputs, self._lock.state(), "", now_s, wrongs)
            self._is_checked = True
        except LockFault as fault:
            self._wires, self._is_checked = None, False
            read = LockRead(NO_INPUTS, LockState.UNKNOWN, str(fault), now_s)
        is_settling = self._wires is not None and not self._wires.is_settled
        self._look_at_s = self._clock() + (SETTLE_S if is_settling else self.capabilities.look_every_s)
        if self._told is None or read != replace(self._told, at_s=now_s) or self._is_time_to_tell(now_s):
            self._told = read
            self._tell(read)

    def _settled(self, inputs: DoorInputs, now_s: float) -> DoorInputs:
        self._wires = self._wires.seen(inputs, now_s) if self._wires else first_seen(inputs, now_s)
        return self._wires.inputs

    def _is_time_to_tell(self, now_s: float) -> bool:
        return self._told is not None and now_s - self._told.at_s >= TELL_EVERY_S

    def _report(self, _: str, error: Exception | None) -> None:
        if error is not None:
            self._told = LockRead(NO_INPUTS, LockState.UNKNOWN, DRIVER_FAILED, self._clock())
            self._tell(self._told)
