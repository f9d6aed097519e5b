"""``evaluate --calibrate``: the measured impostor curves take their place in the model.

One rule: a curve that would let in more than the shipped one is written only when that was asked for twice,
and the model then says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from door_access.bootstrap import Site
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.matching.calibration import Configuration, ImpostorCurves
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.domain.models.model import Model
from door_access.evaluation.measured_curve import Calibration, LaxerPoint, MeasuredCurve, calibration
from door_access.evaluation.report.document import fmr_name
from door_access.evaluation.report.words import configuration
from door_access.facenet.installation.shipped import shipped_models

LAXER = "The measured curves would let in more than the shipped ones; nothing was written without --force."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a calibration, in JSON and in words."""

    is_written: bool
    document: dict[str, Any]
    lines: tuple[str, ...]


def used_configurations() -> tuple[Configuration, ...]:
    """Return what the decision compares: weak and strong references, one frame and a whole look."""
    frames = AttemptRules(agreement=0.0).frames
    return Configuration(1, 1), Configuration(STRONG_TEMPLATES, 1), Configuration(STRONG_TEMPLATES, frames)


def calibrate(
    site: Site, model: Model, measured: Mapping[Configuration, MeasuredCurve], *, is_forced: bool
) -> Outcome:
    """Write the curves, all or none.

    Raises:
        StorageFault: ``card.toml`` cannot be written.
        WeightsFault: the model was installed anew meanwhile.
    """
    found = calibration(measured, shipped=_not_to_be_laxer_than(model), used=used_configurations())
    refusal = _refusal(found, is_forced=is_forced)
    if found.curves and not refusal:
        site.models.save_curves(model, found.curves, forced_on=date.today() if found.laxer else None)
        _log(model, found)
    return Outcome(not refusal, _document(found, refusal, is_forced=is_forced), _lines(model, found, refusal))


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
        logger.warning("%s: a laxer impostor curve was forced: %s", model.key, _words(point))
    logger.info("%s: impostor curves written for %s", model.key, "; ".join(map(configuration, found.written)))


def _document(found: Calibration, refusal: str, *, is_forced: bool) -> dict[str, Any]:
    curves = found.curves.curves if found.curves and not refusal else {}
    return {
        "written": [
            {"templates": at.templates, "frames": at.frames, "points": [list(p) for p in curves[at].points]}
            for at in found.written
            if at in curves
        ],
        "laxer": [
            {
                "templates": point.configuration.templates,
                "frames": point.configuration.frames,
                "fmr": point.fmr,
                "measured": round(point.measured, 4),
                "shipped": round(point.shipped, 4),
            }
            for point in found.laxer
        ],
        "forced": is_forced,
        "reason": refusal or None,
    }


def _lines(model: Model, found: Calibration, refusal: str) -> tuple[str, ...]:
    laxer = [f"Laxer than shipped: {_words(point)}." for point in found.laxer]
    done = f"Impostor curves of {model.key} written for {'; '.join(map(configuration, found.written))}."
    return (*laxer, refusal or done)


def _words(point: LaxerPoint) -> str:
    return (
        f"{configuration(point.configuration)}, FMR {fmr_name(point.fmr)}: "
        f"distance {point.measured:.4f} instead of {point.shipped:.4f}"
    )
