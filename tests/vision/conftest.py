"""Pictures that every test of vision can ask for."""

import pytest

from door_access.domain.faces.faces import Rgb
from tests.vision.portraits import astronaut, grace_hopper


@pytest.fixture(scope="session", params=[grace_hopper, astronaut], ids=["hopper", "astronaut"])
def portrait(request: pytest.FixtureRequest) -> Rgb:
    picture: Rgb = request.param()
    return picture
