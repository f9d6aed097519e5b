"""A Keras network as a LiteRT flatbuffer. One rule: float32, one chip, fixed shape, no approximation."""

import keras
import tensorflow as tf


def flatbuffer(network: keras.Model) -> bytes:
    """Return the bytes of the network for inputs ``(1, side, side, 3)`` float32, weights included."""
    chip = keras.Input(batch_shape=(1, *network.input_shape[1:]))
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(chip, network(chip)))
    return bytes(converter.convert())
