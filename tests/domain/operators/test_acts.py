"""The words for acts."""

from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act


def test_no_act_is_called_like_a_reason():
    assert {str(act) for act in Act}.isdisjoint(map(str, Reason))
