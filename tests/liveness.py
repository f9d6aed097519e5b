"""What a watch may say of a face, and faces turned as a challenge asks."""

from dataclasses import replace

from door_access.domain.liveness.challenge import ChallengeStep
from door_access.domain.liveness.liveness import AttackSign, Liveness, LivenessEvidence
from tests.builders import GOOD_QUALITY

ALIVE = LivenessEvidence(Liveness.BONA_FIDE, None, 1, 1.0)
UNSURE = LivenessEvidence(Liveness.UNDECIDED, None, 0, 1.0)
FLAT = LivenessEvidence(Liveness.ATTACK, AttackSign.PLANAR, 0, 1.0)
TURNED = {
    ChallengeStep.TURN_LEFT: replace(GOOD_QUALITY, yaw=0.2),
    ChallengeStep.TURN_RIGHT: replace(GOOD_QUALITY, yaw=-0.2),
}
