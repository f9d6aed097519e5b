"""What the entry machine decides by, made of the settings and the model in use."""

from door_access.config import Settings
from door_access.domain.enrolment.enrolment import AGREEMENT_FMR
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.step_up import StepUpRules
from door_access.domain.entry.transaction import EntryRules
from door_access.domain.faces.faces import SourceKind
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.matching.identification import OperatingPoint
from door_access.domain.models.model import Model
from door_access.domain.permissions.verdict import DoorNow
from door_access.zones import zone_of

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
    return EntryCosts(people, make_attempt(Settings(), model).looks, model.misses)


def make_attempt(settings: Settings, model: Model) -> AttemptRules:
    """Return how an attempt goes."""
    agreement = model.curves.threshold(Configuration(1, 1), AGREEMENT_FMR)
    return AttemptRules(agreement, dwell_s=settings.zone.dwell_s)


def make_entry(
    settings: Settings,
    model: Model,
    *,
    liveness: LivenessLevel | None = None,
    mode: DoorMode | None = None,
) -> EntryRules:
    """Return what the door asks of everybody; ``liveness`` and ``mode`` go before the settings.

    A level of liveness that a command names counts for recorded pictures, too; that of the settings does not.
    """
    attempt, single = make_attempt(settings, model), Configuration(1, 1)
    lax, strict = (model.curves.threshold(single, fmr) for fmr in (AGREEMENT_FMR, SAME_FACE_FMR))
    recorded = set() if liveness is None else {SourceKind.PLAYBACK}
    return EntryRules(
        policy=AccessPolicy(make_point(settings, model, looks=attempt.looks)),
        attempt=attempt,
        step_up=StepUpRules(liveness or settings.liveness.level, agreement=lax, identity=strict),
        same_face=strict,
        door=DoorNow(
            settings.door.id,
            zone_of(settings.door.zone),
            mode or settings.door.mode,
            is_secure=settings.door.secure,
        ),
        living=frozenset({SourceKind.LIVE, *recorded}),
    )
