"""Small files in MXNet's format, written by hand."""

import struct
from collections.abc import Iterable, Mapping

import numpy as np

V1, V2, V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
FLOAT32, CPU = 0, (1, 0)

KERNEL = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)
DEPTHWISE = np.arange(3 * 1 * 2 * 2, dtype=np.float32).reshape(3, 1, 2, 2)
DENSE = np.arange(6, dtype=np.float32).reshape(2, 3)
THREE = np.array([1, 2, 3], np.float32)
TENSORS = {
    "arg:conv_weight": KERNEL,
    "arg:dw_weight": DEPTHWISE,
    "arg:relu_gamma": THREE,
    "arg:fc1_weight": DENSE,
    "arg:pre_fc1_bias": THREE,
    "arg:fc1_gamma": THREE,
    "arg:fc1_beta": THREE,
    "aux:fc1_moving_mean": THREE,
    "aux:fc1_moving_var": THREE,
}
"""As InsightFace names them: the last dense layer's weight goes by the name of the BatchNorm behind it."""


def array(values: np.ndarray, *, version: int = V2, storage: int = 0, kind: int = FLOAT32) -> bytes:
    """Return one array; version 0 is the oldest, which began with its number of dimensions."""
    shape = struct.pack(f"<I{values.ndim}{'q' if version else 'I'}", values.ndim, *values.shape)
    head = struct.pack("<I", version) if version else b""
    head += struct.pack("<i", storage) if version in {V2, V3} else b""
    return head + shape + struct.pack("<iii", *CPU, kind) + values.astype("<f4").tobytes()


def file(arrays: Iterable[bytes], names: Iterable[str], *, magic: int = 0x112) -> bytes:
    arrays, names = list(arrays), [name.encode() for name in names]
    body = struct.pack("<QQQ", magic, 0, len(arrays)) + b"".join(arrays) + struct.pack("<Q", len(names))
    return body + b"".join(struct.pack("<Q", len(name)) + name for name in names)


def file_of(tensors: Mapping[str, np.ndarray], *, version: int = V2) -> bytes:
    return file((array(values, version=version) for values in tensors.values()), tensors)
