"""How long drivers wait in the tests: for a board that is well as a busy computer needs it, else briefly."""

from types import ModuleType

import pytest

from tests.hardware.locks.boards import Board, Trouble
from tests.patience import PATIENCE_S

BRIEF_S = 0.5
"""Long enough for what is known never to come."""
NAME = "ANSWERS_WITHIN_S"
"""What the modules of such drivers call their patience."""


def be_patient_while_well(board: Board, driver: ModuleType, patch: pytest.MonkeyPatch) -> None:
    """Let the driver of this module be patient with the board until it is in trouble."""
    be_in = board.be_in

    def be_in_and_wait(trouble: Trouble) -> None:
        patch.setattr(driver, NAME, PATIENCE_S if trouble is Trouble.NONE else BRIEF_S)
        be_in(trouble)

    board.be_in = be_in_and_wait  # type: ignore[method-assign]
    patch.setattr(driver, NAME, PATIENCE_S)
