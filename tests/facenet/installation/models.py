"""Models for tests of what is installed."""

from typing import Any

import numpy as np

from door_access.domain.models.model import Model
from door_access.facenet.tensors import Tensors, digest
from tests.builders import CURVES

TENSORS: Tensors = {
    "Conv2d_1a_3x3/kernel": np.arange(12, dtype=np.float32).reshape(2, 2, 1, 3),
    "Logits/bias": np.array([0.5, -0.5], np.float32),
}
MODEL = b"a converted model"


def small_model(model_id: str = "mine", **values: Any) -> Model:
    """Return a model of ``TENSORS``."""
    given: dict[str, Any] = {
        "id": model_id,
        "network": "mobilefacenet",
        "chip_side_px": 112,
        "chip_padding": 0.0,
        "dimension": 128,
        "weights_licence": "MIT",
        "training_data_terms": "Photos that nobody took.",
        "source": "made for a test",
        "weights_sha256": digest(TENSORS),
        "golden": (0.25,) * 8,
        "accuracy_rank": 15,
        "measured_curves": CURVES,
    }
    return Model(**given | values)
