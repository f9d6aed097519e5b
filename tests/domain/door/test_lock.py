"""What a lock can tell."""

import pytest

from door_access.domain.door.lock import LockCapabilities


@pytest.mark.parametrize("wire", ["contact", "exit_button", "tamper"])
def test_one_wire_is_enough_to_have_inputs(wire: str) -> None:
    assert not LockCapabilities().has_inputs
    assert LockCapabilities(**{wire: True}).has_inputs
