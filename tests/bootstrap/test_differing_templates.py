"""A site counts a person's differing templates on the scale of the model that made them."""

import pytest

from door_access.bootstrap.site import opened_site
from door_access.domain.enrolment.people import Template
from door_access.facenet.installation.shipped import built_in_models
from door_access.ports import NewPerson
from tests.builders import at_distance, template

STEP = 0.15
"""Two templates so far apart are two looks to ``resnet29`` and the same one to ``door-128``."""

GONE = "gone@12345678"


def two_looks(model_key: str) -> tuple[Template, ...]:
    return tuple(template(at_distance(away, dimension=128, model_key=model_key)) for away in (0.0, STEP))


@pytest.mark.parametrize(("model_id", "differing"), [("resnet29", 2), ("door-128", 1)])
def test_what_differs_is_a_matter_of_the_model(tmp_path, model_id, differing):
    model_key = built_in_models()[model_id].key

    with opened_site(tmp_path) as site:
        site.people.enrol(NewPerson("Ada", consent="I agree.", templates=two_looks(model_key)))
        gallery = site.people.gallery(model_key)

    assert gallery.templates.tolist() == [differing]


def test_of_a_model_that_is_gone_the_usual_distance_counts(tmp_path):
    with opened_site(tmp_path) as site:
        site.people.enrol(NewPerson("Ada", consent="I agree.", templates=two_looks(GONE)))

        assert site.people.gallery(GONE).templates.tolist() == [2]
