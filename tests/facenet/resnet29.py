"""The real model for tests, converted once per session; any conftest may import ``converted_resnet29``."""

import os
from pathlib import Path

import pytest

from door_access.domain.models.model import Model
from door_access.facenet.installation.model_cache import ensure_model
from door_access.facenet.installation.shipped import shipped_models

CACHE_NAME = "converted"


def resnet29_model() -> Model:
    return shipped_models()["resnet29"]


def converted_resnet29(factory: pytest.TempPathFactory) -> Path:
    """Return the model's file in the session's own cache; only the first call converts (about 5 s)."""
    return ensure_model(resnet29_model(), cache_dir=session_cache(factory), progress=lambda _: None)


def session_cache(factory: pytest.TempPathFactory) -> Path:
    """Return a directory of the whole run that processes under test can take as ``DOOR_ACCESS_CACHE``."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / CACHE_NAME
