"""A converted network, run."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from door_access.domain.faces.faces import Rgb


def output_of(model: bytes, chip_rgb: Rgb) -> np.ndarray:
    """Return the raw vector ``(D,)`` of one chip."""
    interpreter = Interpreter(model_content=model, num_threads=1)
    interpreter.allocate_tensors()
    interpreter.set_tensor(
        interpreter.get_input_details()[0]["index"], chip_rgb[np.newaxis].astype(np.float32)
    )
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]
