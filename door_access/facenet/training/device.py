"""How TensorFlow is to work while it trains. One rule: the same seed gives the same bytes, on one machine."""

import logging

import keras
import tensorflow as tf

logger = logging.getLogger(__name__)


def prepare(seed: int, *, is_bfloat16: bool) -> str:
    """Make TensorFlow deterministic, seed it, and return the name of what it computes on.

    A GPU is used where there is one, and takes memory as it needs it. Call it once, before anything is built.

    Args:
        is_bfloat16: whether a processor that can multiplies numbers of 16 bits; weights keep 32.
    """
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        _let_grow(gpu)
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": is_bfloat16})
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)
    return f"{len(gpus)} GPU" if gpus else "CPU"


def _let_grow(gpu: object) -> None:
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:
        logger.warning("TensorFlow was already at work; it keeps all the memory of %s", gpu)
