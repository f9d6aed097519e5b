"""The names under which a training of our own keeps resnet29's numbers."""

from door_access.facenet.networks.resnet29 import build
from door_access.facenet.tensors import shapes_of


def test_the_second_network_of_a_process_has_the_names_of_the_first():
    shapes = shapes_of(build())

    assert shapes_of(build()) == shapes
    assert shapes["stage2_block1_conv1/kernel"] == (3, 3, 32, 64)
    assert shapes["stage5_block1_conv2/bias"] == (256,)
    assert len(shapes) == 2 * 29 + 1
