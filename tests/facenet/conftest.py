"""Fixtures of the model tests."""

import pytest

from door_access.domain.models.model import Model
from tests.facenet.resnet29 import resnet29_model


@pytest.fixture
def model() -> Model:
    return resnet29_model()
