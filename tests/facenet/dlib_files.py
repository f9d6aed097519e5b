"""Small files in dlib's format, written by hand."""

import numpy as np


def integer(value: int) -> bytes:
    length = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([length | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(length, "little")


def shape(version: int, *dimensions: int) -> bytes:
    return b"".join(integer(number) for number in (version, *dimensions))


def layer(name: str) -> bytes:
    return integer(len(name)) + name.encode()


def tensor(values: np.ndarray) -> bytes:
    return shape(2, values.size, 1, 1, 1) + values.astype("<f4").tobytes()


def convolution(filters: np.ndarray, bias: np.ndarray, *, stride: int = 1, padding: int = 0) -> bytes:
    out, channels, height, width = filters.shape
    numbers = tensor(np.concatenate([filters.ravel(), bias]))
    sizes = b"".join(map(integer, (out, height, width, stride, stride, padding, padding)))
    return layer("con_4") + numbers + sizes + shape(1, out, channels, height, width) + shape(1, 1, out, 1, 1)


def affine(gamma: np.ndarray, beta: np.ndarray) -> bytes:
    return layer("affine_") + tensor(np.concatenate([gamma, beta]))


def dense(weights: np.ndarray) -> bytes:
    inputs, outputs = weights.shape
    return layer("fc_2") + integer(outputs) + integer(inputs) + tensor(weights)


FILTERS = np.arange(2 * 3 * 2 * 2, dtype=np.float32).reshape(2, 3, 2, 2)
BIAS, GAMMA, BETA = (np.array(pair, np.float32) for pair in ((0.5, -0.5), (2.0, 3.0), (-1.0, 1.0)))
DENSE = np.arange(6, dtype=np.float32).reshape(2, 3)


def small_network() -> bytes:
    """Return one convolution with its affine and a dense layer, with names of other layers between them."""
    body = convolution(FILTERS, BIAS, stride=2, padding=1) + affine(GAMMA, BETA)
    return layer("loss_metric_2") + body + layer("relu_") + dense(DENSE) + layer("avg_pool_2")
