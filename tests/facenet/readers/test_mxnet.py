"""MXNet's files give their tensors in Keras's names and layout, or one sentence."""

import struct

import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet.readers import mxnet
from tests.facenet.readers import mxnet_files as written

ONE = {"arg:a_bias": written.THREE}
HEAD_BYTES = struct.calcsize("<QQQ")


@pytest.fixture
def read(tmp_path):
    """Read a file of these bytes."""

    def read_content(content: bytes):
        path = tmp_path / "model.params"
        path.write_bytes(content)
        return mxnet.read(path)

    return read_content


@pytest.mark.parametrize("version", [0, written.V1, written.V2, written.V3])
def test_every_version_of_an_array_gives_the_same_numbers(read, version):
    (bias,) = read(written.file_of(ONE, version=version)).values()
    assert bias.tolist() == [1, 2, 3]
    assert bias.dtype == np.float32


def test_tensors_are_called_and_lie_as_in_keras(read):
    tensors = read(written.file_of(written.TENSORS))

    assert {name: values.shape for name, values in tensors.items()} == {
        "conv/kernel": (4, 5, 3, 2),
        "dw/kernel": (2, 2, 3, 1),
        "relu/alpha": (1, 1, 3),
        "pre_fc1/kernel": (3, 2),
        "pre_fc1/bias": (3,),
        "fc1/gamma": (3,),
        "fc1/beta": (3,),
        "fc1/moving_mean": (3,),
        "fc1/moving_variance": (3,),
    }
    assert tensors["conv/kernel"][1, 2, 0, 1] == written.KERNEL[1, 0, 1, 2]
    assert tensors["dw/kernel"][1, 0, 2, 0] == written.DEPTHWISE[2, 0, 1, 0]
    assert tensors["pre_fc1/kernel"][2, 1] == written.DENSE[1, 2]


def test_a_file_that_ends_early_is_refused_wherever_it_ends(read):
    whole = written.file_of(written.TENSORS)
    for length in range(0, len(whole), 7):
        with pytest.raises(WeightsFault, match="is not a whole MXNet parameter file"):
            read(whole[:length])


def number(value: int, *, at: int, layout: str = "<Q") -> bytes:
    """Return a file of one tensor with a number written over another."""
    content = bytearray(written.file_of(ONE))
    struct.pack_into(layout, content, at, value)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"nodes": [{"op": "null"}]}', "it begins with 0x227365646f6e227b, expected 0x112"),
        (number(10**15, at=HEAD_BYTES - 8), "1000000000000000 tensors before byte 24"),
        (number(10**15, at=HEAD_BYTES + 12, layout="<q"), "it ends after"),
        (number(10**7, at=HEAD_BYTES + 12, layout="<q"), "it ends after"),
        (number(0, at=HEAD_BYTES + 12, layout="<q"), r"a tensor of the shape \(0,\)"),
        (number(-3, at=HEAD_BYTES + 12, layout="<q"), r"a tensor of the shape \(-3,\)"),
        (number(77, at=HEAD_BYTES + 8, layout="<I"), "a tensor of 77 dimensions, expected 1 to 8"),
        (number(0, at=HEAD_BYTES + 8, layout="<I"), "a tensor of 0 dimensions"),
        (number(99, at=HEAD_BYTES, layout="<I"), "a tensor of 99 dimensions"),
        (written.file([written.array(written.THREE, storage=1)], ONE), r"stored as kind 1, expected 0"),
        (written.file([written.array(written.THREE, kind=1)], ONE), r"number type 1, expected 0 \(float32\)"),
        (written.file([written.array(written.THREE)], []), "0 different names for 1 tensors"),
        (written.file([written.array(written.THREE)] * 2, [*ONE] * 2), "1 different names for 2 tensors"),
        (written.file_of(ONE) + b"!", "1 bytes follow the last name"),
        (written.file_of({"arg:a_momentum": written.THREE}), "the tensor arg:a_momentum is none of"),
        (written.file_of({"a_bias": written.THREE}), "the tensor a_bias is none of"),
        (written.file_of({"\x1b[2J_bias": written.THREE}), r"the tensor '\\x1b\[2J_bias' is none of"),
        (written.file_of(ONE | {"aux:a_bias": written.THREE}), "several of its names stand for the same"),
        (
            written.file_of(written.TENSORS | {"arg:pre_fc1_weight": written.DENSE}),
            "stand for the same tensor",
        ),
        (written.file_of(ONE).replace(b"arg:a", b"arg:\xff"), "a tensor has the name"),
        (written.file_of({"arg:" + 2000 * "a": written.THREE}), "2004 letters before byte"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_whole_file_is_refused_in_one_sentence(read, content, sentence):
    with pytest.raises(WeightsFault, match=rf"^model\.params is not a whole MXNet .*{sentence}.*\.$"):
        read(content)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(WeightsFault, match=r"nowhere\.params cannot be read: No such file"):
        mxnet.read(tmp_path / "nowhere.params")


def test_a_file_larger_than_any_network_is_not_read_into_memory(tmp_path):
    path = tmp_path / "model.params"
    with path.open("wb") as file:
        file.truncate(mxnet.LARGEST_FILE_BYTES + 1)

    with pytest.raises(WeightsFault, match="300000001 bytes, at most 300000000 expected"):
        mxnet.read(path)
