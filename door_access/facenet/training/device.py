"""How TensorFlow is to work while it trains. One rule: the same seed gives the same bytes, on one machine."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import keras
import tensorflow as tf

BFLOAT16 = "auto_mixed_precision_onednn_bfloat16"
"""TensorFlow's name for it. It says nothing where the processor cannot."""

logger = logging.getLogger(__name__)


def prepare(seed: int) -> str:
    """Make TensorFlow deterministic, seed it, and return the name of what it computes on.

    A GPU is used where there is one, and takes memory as it needs it. Call it once, before anything is built.
    """
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        _let_grow(gpu)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
    return f"{len(gpus)} GPU" if gpus else "CPU"


@contextmanager
def sixteen_bits(*, is_wanted: bool) -> Iterator[None]:
    """Let a processor that can multiply numbers of 16 bits; weights and sums keep 32."""
    if is_wanted:
        tf.config.optimizer.set_experimental_options({BFLOAT16: True})
    try:
        yield
    finally:
        if is_wanted:
            tf.config.optimizer.set_experimental_options({BFLOAT16: False})


def _let_grow(gpu: object) -> None:
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        logger.warning("TensorFlow was already at work; it keeps all the memory of %s", gpu)
