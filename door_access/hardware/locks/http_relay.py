"""What locks have in common whose relay is switched over HTTP; the drivers say how their board is asked."""

from abc import ABC, abstractmethod

from door_access.domain.door.lock import NO_INPUTS, DoorInputs, LockCapabilities, LockState
from door_access.errors import LockFault
from door_access.hardware.locks.http_board import Call, HttpBoard
from door_access.hardware.locks.running_pulse import RunningPulse

LOOK_AT_WIRES_EVERY_S = 0.2
LOOK_AT_LOCK_EVERY_S = 1.0
"""A board that is asked for its state alone is spared: these are small computers on a radio."""
NO_PASSWORD = (
    "The lock's board is asked without a password, so everybody in its network can unlock: give it one, and"
    " name its file as lock.password_file."
)


class HttpRelay(ABC):
    """Implements ``DoorLock`` for a relay that is switched by requests. One thread owns it."""

    is_simulated = False

    def __init__(self, board: HttpBoard, capabilities: LockCapabilities) -> None:
        self._board = board
        self._capabilities = capabilities
        self._running = RunningPulse()

    @property
    def capabilities(self) -> LockCapabilities:
        return self._capabilities

    def pulse(self, duration_s: float) -> None:
        """Unlock for so long, or until the end of the pulse before, if that is later."""
        seconds = self._running.lasting(duration_s)
        self._switch_on(self._board.call(), seconds)
        self._running.begin(seconds)

    def lock(self) -> None:
        """Lock now."""
        self._running.end()
        self._switch_off(self._board.call())

    def state(self) -> LockState:
        """Return what the board says of its relay."""
        self._lock_if_over()
        is_on = self._is_on(self._board.call())
        if is_on is None:
            return LockState.UNKNOWN
        if not is_on:
            self._running.end()
        return LockState.UNLOCKED if is_on else LockState.LOCKED

    def inputs(self) -> DoorInputs:
        """Return what the board says of its inputs."""
        return NO_INPUTS

    def shortcomings(self) -> tuple[str, ...]:
        """Return what in the board's settings is not as a door needs it."""
        return () if self._board.has_secret else (NO_PASSWORD,)

    def close(self) -> None:
        """Lock if the board still obeys, and let go of it."""
        if not self._board.is_open:
            return
        try:
            self.lock()
        except LockFault:
            pass
        finally:
            self._board.close()

    def _lock_if_over(self) -> None:
        """End a pulse that the board does not end; the door's thread does so, too, and mostly before."""
        if self._running.is_over and not self._capabilities.relocks_itself:
            self.lock()

    @abstractmethod
    def _switch_on(self, call: Call, seconds: float) -> None:
        """Unlock for so long from now on."""

    @abstractmethod
    def _switch_off(self, call: Call) -> None:
        """Lock."""

    @abstractmethod
    def _is_on(self, call: Call) -> bool | None:
        """Say whether the relay unlocks; None when the board cannot be asked."""


def capabilities_with(*, contact: bool = False, exit_button: bool = False) -> LockCapabilities:
    """Return what a board with a timer of its own can do to which these are wired."""
    return LockCapabilities(
        relocks_itself=True,
        can_hold=True,
        reads_lock=True,
        contact=contact,
        exit_button=exit_button,
        look_every_s=LOOK_AT_WIRES_EVERY_S if contact or exit_button else LOOK_AT_LOCK_EVERY_S,
    )
