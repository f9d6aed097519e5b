"""Fixtures of the model tests."""

import pytest

from door_access.domain.models.model_card import ModelCard
from tests.facenet.resnet29 import resnet29_card


@pytest.fixture
def card() -> ModelCard:
    return resnet29_card()
