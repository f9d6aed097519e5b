"""What recognition decides with, as the settings and the installed model make it."""

from dataclasses import dataclass

from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.calibration import ImpostorCurves
from door_access.ports import CredentialStore, FaceEncoder
from door_access.runtime.admission import AdmissionRules


@dataclass(frozen=True, slots=True)
class Mind:
    """What recognition decides with. One thread owns it.

    The wanted rate holds per attempt only when the policy shares it among as many looks as the rules allow.
    Without ``credentials`` nobody can be made to show a card, so that look-alikes cannot be enrolled.
    """

    encoder: FaceEncoder
    policy: AccessPolicy
    rules: AttemptRules
    curves: ImpostorCurves
    admission: AdmissionRules
    credentials: CredentialStore | None = None

    def __post_init__(self) -> None:
        shared, allowed = self.policy.point.looks, self.rules.looks
        if shared < allowed:
            raise ValueError(f"the rate is shared among {shared} looks, but an attempt may take {allowed}")
