"""The process in which TensorFlow is about to be loaded. One rule: quiet, and nothing into the home."""

import os
from pathlib import Path

QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}


def make_quiet(keras_home: Path) -> None:
    """Set the environment, unless somebody has set it otherwise; call it before TensorFlow is imported."""
    for name, value in (QUIET | {"KERAS_HOME": str(keras_home)}).items():
        os.environ.setdefault(name, value)
