"""The measured impostor curves of a site's people take their place in a model.

One rule: a curve that would let in more than the shipped one is written only when that was asked for twice,
and the model then says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.matching.calibration import Configuration, ImpostorCurves
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.domain.models.model import Model
from door_access.evaluation.measured_curve import Calibration, MeasuredCurve, calibration
from door_access.evaluation.report.document import fmr_name
from door_access.evaluation.report.words import configuration
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.shipped import shipped_models

LAXER = "The measured curves would let in more than the shipped ones; nothing was written without --force."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What became of a calibration.

    Attributes:
        refusal: why nothing was written, in a sentence; empty where it was.
        is_forced: laxer curves were asked for, too.
    """

    model: Model
    found: Calibration
    refusal: str
    is_forced: bool

    @property
    def is_written(self) -> bool:
        return not self.refusal


def used_configurations() -> tuple[Configuration, ...]:
    """Return what the decision compares: weak and strong references, one frame and a whole look."""
    frames = AttemptRules(agreement=0.0).frames
    return Configuration(1, 1), Configuration(STRONG_TEMPLATES, 1), Configuration(STRONG_TEMPLATES, frames)


def calibrate(
    models: InstalledModels,
    model: Model,
    measured: Mapping[Configuration, MeasuredCurve],
    *,
    is_forced: bool,
) -> Calibrated:
    """Write the curves, all or none.

    Raises:
        StorageFault: ``card.toml`` cannot be written.
        WeightsFault: the model was installed anew meanwhile.
    """
    found = calibration(measured, shipped=_not_to_be_laxer_than(model), used=used_configurations())
    refusal = _refusal(found, is_forced=is_forced)
    if found.curves and not refusal:
        models.save_curves(model, found.curves, forced_on=date.today() if found.laxer else None)
        _log(model, found)
    return Calibrated(model, found, refusal, is_forced)


def _not_to_be_laxer_than(model: Model) -> ImpostorCurves | None:
    """Return the shipped curves; a model that is not shipped with any has its own to keep to."""
    shipped = shipped_models().get(model.id)
    return shipped.measured_curves if shipped and shipped.measured_curves else model.measured_curves


def _refusal(found: Calibration, *, is_forced: bool) -> str:
    if not found.written:
        return "There are too few people and photos to measure any impostor curve; nothing was written."
    if found.curves is None:
        wanted = "; ".join(map(configuration, used_configurations()))
        return (
            f"A model without curves needs them for {wanted}; the photos do not suffice; nothing was written."
        )
    if found.laxer and not is_forced:
        return LAXER
    return ""


def _log(model: Model, found: Calibration) -> None:
    for point in found.laxer:
        logger.warning(
            "%s: a laxer impostor curve was forced: %s, FMR %s: distance %.4f instead of %.4f",
            model.key,
            configuration(point.configuration),
            fmr_name(point.fmr),
            point.measured,
            point.shipped,
        )
    written = "; ".join(map(configuration, found.written))
    logger.info("%s: impostor curves written for %s", model.key, written)
