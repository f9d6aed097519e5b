"""Deterministic operations are for the whole process, and refuse random numbers without a seed."""

from collections.abc import Iterator

import pytest
from tensorflow.python.framework import config


@pytest.fixture(scope="module", autouse=True)
def switched_off_afterwards() -> Iterator[None]:
    """Leave TensorFlow as the tests of other modules expect it; there is no public way to."""
    yield
    config.disable_op_determinism()
