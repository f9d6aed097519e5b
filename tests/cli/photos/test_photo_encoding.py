"""Where the embeddings of photos are kept: under what decides them."""

from dataclasses import replace

import pytest

from door_access.cli.photos.photo_encoding import cache_path
from tests.facenet.resnet29 import resnet29_model


def test_embeddings_with_the_mirror_image_are_found_where_they_have_always_been() -> None:
    assert cache_path(resnet29_model()).name == "resnet29-7bc50c02ba18a792.npz"


@pytest.mark.parametrize(
    "other",
    [
        {"adds_mirror_image": False},
        {"chip_padding": 0.3},
        {"weights_sha256": "0" * 64},
    ],
)
def test_embeddings_made_in_another_way_lie_elsewhere(other) -> None:
    model = resnet29_model()

    assert cache_path(replace(model, **other)) != cache_path(model)
