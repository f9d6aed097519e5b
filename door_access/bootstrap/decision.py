"""What recognition decides with: the operating point, the attempt's rules, the mind."""

from dataclasses import dataclass

from door_access.config import Settings
from door_access.domain.enrolment.enrolment import AGREEMENT_FMR
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.entry.confirmation import ConfirmationRules
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.faces.faces import SourceKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.matching.identification import OperatingPoint
from door_access.domain.models.model import Model
from door_access.ports import CredentialStore
from door_access.runtime.admission import AdmissionRules
from door_access.runtime.mind import Mind
from door_access.vision.encoder import LiteRtEncoder

SAME_FACE_FMR = LAXEST_FMR
"""Two looks a few seconds apart are one face up to here: nobody takes its place more easily than in a 1:1."""
MARGINS_DECADE = 0.0375
"""Of ``resnet29``'s curve, in whose distances the setting tells the margin: other models' distances are up to
three times as large, and so is their margin."""


def make_point(settings: Settings, model: Model, *, looks: int) -> OperatingPoint:
    """Return how sure a decision must be when an attempt may look so often."""
    recognition = settings.recognition
    margin = recognition.margin * model.curves.single.decade / MARGINS_DECADE
    return OperatingPoint(model.curves, recognition.wanted_fpir, margin, looks, recognition.fixed_threshold)


def make_costs(model: Model, people: int) -> EntryCosts:
    """Return what the settings cost at a door of so many people."""
    return EntryCosts(people, make_rules(Settings(), model).looks, model.misses)


def make_rules(settings: Settings, model: Model) -> AttemptRules:
    """Return how an attempt goes."""
    agreement = model.curves.threshold(Configuration(1, 1), AGREEMENT_FMR)
    return AttemptRules(agreement, dwell_s=settings.zone.dwell_s)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asks of the door instead of its settings; None leaves it to them.

    A level of liveness that a command names counts for recorded pictures, too; that of the settings does not.
    """

    liveness: LivenessLevel | None = None
    mode: DoorMode | None = None

    def level(self, settings: Settings) -> LivenessLevel:
        """Return the level to watch with."""
        return settings.liveness.level if self.liveness is None else self.liveness


AS_SET = Asked()


def make_admission(settings: Settings, model: Model, asked: Asked) -> AdmissionRules:
    """Return what is asked of everybody besides a matching face."""
    single = Configuration(1, 1)
    lax, strict = (model.curves.threshold(single, fmr) for fmr in (AGREEMENT_FMR, SAME_FACE_FMR))
    recorded = set() if asked.liveness is None else {SourceKind.PLAYBACK}
    return AdmissionRules(
        ConfirmationRules(asked.level(settings), agreement=lax, identity=strict),
        same_face=strict,
        mode=asked.mode or settings.door.mode,
        living=frozenset({SourceKind.LIVE, *recorded}),
    )


def make_mind(
    settings: Settings,
    model: Model,
    encoder: LiteRtEncoder,
    credentials: CredentialStore,
    asked: Asked = AS_SET,
) -> Mind:
    """Return what recognition decides with."""
    rules = make_rules(settings, model)
    policy = AccessPolicy(make_point(settings, model, looks=rules.looks))
    admission = make_admission(settings, model, asked)
    return Mind(encoder, policy, rules, model.curves, admission, credentials)
