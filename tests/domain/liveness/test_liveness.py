"""What passive watching says."""

import pytest

from door_access.domain.liveness.liveness import AttackSign, Liveness, LivenessEvidence


@pytest.mark.parametrize(
    ("verdict", "sign"),
    [
        (Liveness.BONA_FIDE, AttackSign.PLANAR),
        (Liveness.UNDECIDED, AttackSign.FROZEN),
        (Liveness.ATTACK, None),
    ],
)
def test_an_attack_and_nothing_else_has_a_sign(verdict: Liveness, sign: AttackSign | None) -> None:
    with pytest.raises(ValueError, match="sign"):
        LivenessEvidence(verdict, sign, blinks=0, observed_s=1.0)


def test_somebody_who_is_undecided_has_no_sign() -> None:
    assert LivenessEvidence(Liveness.UNDECIDED, None, blinks=0, observed_s=1.0).sign is None
