"""What recognition decides with: the operating point, the attempt's rules, the mind."""

from door_access.config import Settings
from door_access.domain.access import AccessPolicy
from door_access.domain.attempt import AttemptRules
from door_access.domain.calibration import Configuration
from door_access.domain.enrolment import AGREEMENT_FMR
from door_access.domain.identification import OperatingPoint
from door_access.domain.model_card import ModelCard
from door_access.ports import CredentialStore
from door_access.services.recognition import Mind
from door_access.vision.encoder import LiteRtEncoder


def make_point(settings: Settings, card: ModelCard, *, looks: int) -> OperatingPoint:
    """Return how sure a decision must be when an attempt may look so often."""
    recognition = settings.recognition
    return OperatingPoint(
        card.curves, recognition.wanted_fpir, recognition.margin, looks, recognition.fixed_threshold
    )


def make_rules(settings: Settings, card: ModelCard) -> AttemptRules:
    """Return how an attempt goes."""
    agreement = card.curves.threshold(Configuration(1, 1), AGREEMENT_FMR)
    return AttemptRules(agreement, dwell_s=settings.zone.dwell_s)


def make_mind(
    settings: Settings, card: ModelCard, encoder: LiteRtEncoder, credentials: CredentialStore
) -> Mind:
    """Return what recognition decides with."""
    rules = make_rules(settings, card)
    policy = AccessPolicy(make_point(settings, card, looks=rules.looks))
    return Mind(encoder, policy, rules, card.curves, credentials)
