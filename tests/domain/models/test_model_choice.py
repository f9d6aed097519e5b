"""Which of the installed models is in use."""

import pytest

from door_access.domain.models.model_choice import id_in_use
from door_access.errors import WeightsFault
from tests.facenet.installation.models import small_model

MODELS = (
    small_model("built-in", accuracy_rank=40),
    small_model("better", accuracy_rank=20),
    small_model("best", accuracy_rank=10, measured_curves=None),
)


def in_use(wanted="auto", chosen=None, enrolled_with=None):
    return id_in_use(MODELS, wanted=wanted, chosen=chosen, enrolled_with=enrolled_with)


def test_before_anybody_is_enrolled_the_most_accurate_one_that_can_decide_is_in_use():
    assert in_use() == "better"


def test_enrolled_people_keep_the_model_that_they_were_enrolled_with():
    assert in_use(enrolled_with="built-in@0123abcd") == "built-in"


def test_enrolled_people_keep_a_model_that_is_gone_so_that_its_absence_is_noticed():
    assert in_use(enrolled_with="gone@0123abcd") == "gone"


def test_an_operators_choice_goes_before_the_model_people_were_enrolled_with():
    assert in_use(chosen="better", enrolled_with="built-in@0123abcd") == "better"


def test_the_settings_file_goes_before_everything():
    assert in_use("built-in", chosen="better", enrolled_with="better@0123abcd") == "built-in"


def test_a_free_choice_among_models_of_which_none_can_decide_is_a_sentence():
    with pytest.raises(WeightsFault, match=r"^No installed model that can be read has impostor curves"):
        id_in_use(MODELS[2:], wanted="auto", chosen=None, enrolled_with=None)
