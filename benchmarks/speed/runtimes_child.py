"""``python -m benchmarks.speed.runtimes_child NETWORK PACKAGES``: a network under four runtimes, as JSON.

It is a process of its own, since TensorFlow takes its number of threads only once.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from benchmarks.timing import alternating
from door_access.domain.models.golden import golden_chip
from door_access.facenet.cost import operations
from door_access.facenet.flatbuffer import flatbuffer
from door_access.facenet.networks.registry import network

ROUNDS, TIMES = 5, 8
Chips = NDArray[np.float32]
Runtime = Callable[[Chips], NDArray[np.float32]]


def main(name: str, packages: str) -> None:
    """Print durations in milliseconds by runtime, the cost of a pass, and how far the answers differ."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    sys.path.append(packages)
    model = network(name).build()
    chips = golden_chip(model.input_shape[1])[np.newaxis].astype(np.float32)
    runtimes = _runtimes(model)
    answers = [run(chips) for run in runtimes.values()]
    calls = [lambda run=run: run(chips) for run in runtimes.values()]
    timings = alternating(calls, rounds=ROUNDS, times=[TIMES] * len(calls))
    told = {key: timing.durations_ms for key, timing in zip(runtimes, timings, strict=True)}
    length = float(np.linalg.norm(answers[0]))
    difference = max(float(np.linalg.norm(answer - answers[0])) / length for answer in answers)
    print(json.dumps(told | {"gflop": operations(model) / 1e9, "difference": difference}))


def _runtimes(model: Any) -> dict[str, Runtime]:
    content = flatbuffer(model)
    graph = tf.function(lambda chips: model(chips, training=False))
    return {
        "litert": _litert(content),
        "predict": lambda chips: np.asarray(model.predict(chips, verbose=0)),
        "function": lambda chips: np.asarray(graph(tf.constant(chips))),
        "onnx": _onnx(content),
    }


def _litert(content: bytes) -> Runtime:
    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    ins, outs = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]

    def run(chips: Chips) -> NDArray[np.float32]:
        interpreter.set_tensor(ins, chips)
        interpreter.invoke()
        answer: NDArray[np.float32] = interpreter.get_tensor(outs)
        return answer

    return run


def _onnx(content: bytes) -> Runtime:
    import onnxruntime  # noqa: PLC0415
    import tf2onnx  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "model.tflite", Path(folder) / "model.onnx"
        source.write_bytes(content)
        tf2onnx.convert.from_tflite(str(source), opset=18, output_path=str(out))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(out.read_bytes(), options)
    name = session.get_inputs()[0].name
    return lambda chips: np.asarray(session.run(None, {name: chips})[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
