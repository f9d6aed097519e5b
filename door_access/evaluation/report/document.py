"""The evaluation as JSON for scripts. One rule: rates are fractions, and null means "not measurable here"."""

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from door_access.evaluation.evaluation import FMRS, AtOwnThreshold, ConfigurationFigures, Evaluation
from door_access.evaluation.open_set import FPIRS, Identification
from door_access.evaluation.pair_accuracy import PairAccuracy
from door_access.evaluation.rates import ErrorAt, Rate
from door_access.evaluation.report.subject import Subject

DIGITS = 8
"""Of a rate: one in a hundred million is beyond every collection."""


def document(subject: Subject, evaluation: Evaluation) -> dict[str, Any]:
    """Return all figures.

    Scripts rely on ``images``, ``people``, ``no_face``, ``accuracy``, ``fnmr_at_fmr`` and ``fnir_at_fpir``.
    """
    single, pairs = evaluation.single, evaluation.pairs
    return {
        **_subject(subject, evaluation),
        "accuracy": _number(pairs.value) if pairs else None,
        "pairs": _pairs(pairs) if pairs else None,
        "fnmr_at_fmr": _values(FMRS, single.missed, fmr_name),
        "fnmr_at_fmr_with_failures": _errors(FMRS, evaluation.with_failures, fmr_name),
        "fnmr_at_fmr_one_pair_per_person": _errors(FMRS, evaluation.one_pair, fmr_name),
        "fnir_at_fpir": {
            str(one.people): _values(FPIRS, one.missed, fpir_name)
            for one in evaluation.identifications
            if one.configuration == single.configuration
        },
        "configurations": [_configuration(one) for one in evaluation.configurations],
        "identification": [_identification(one) for one in evaluation.identifications],
    }


def fmr_name(fmr: float) -> str:
    """Return ``1e-3`` for 0.001."""
    return f"1e{round(math.log10(fmr))}"


def fpir_name(fpir: float) -> str:
    """Return ``0.003``."""
    return f"{fpir:g}"


def _subject(subject: Subject, evaluation: Evaluation) -> dict[str, Any]:
    return {
        "directory": subject.directory,
        "model": subject.model_key,
        "date": subject.on.isoformat(),
        "images": subject.images,
        "people": len(evaluation.faces.names),
        "no_face": subject.count("no_face"),
        "unreadable": subject.count("unreadable"),
        "not_encoded": subject.count("not_encoded"),
        "several_faces": subject.several_faces,
        "failures": [asdict(photo) for photo in subject.failed],
        "session_field": subject.session_field,
    }


def _pairs(pairs: PairAccuracy) -> dict[str, Any]:
    mean, error = pairs.by_fold or (None, None)
    return {
        "accuracy_interval": [_number(pairs.low), _number(pairs.high)],
        "accuracy_of_compared": _number_or_none(pairs.compared),
        "fold_mean": _number_or_none(mean),
        "fold_standard_error": _number_or_none(error),
        "folds": pairs.folds,
        "folds_given": pairs.are_given,
        "same": pairs.same,
        "different": pairs.different,
        "same_without_face": pairs.lost_same,
        "different_without_face": pairs.lost_different,
    }


def _configuration(figures: ConfigurationFigures) -> dict[str, Any]:
    comparisons = figures.comparisons
    return {
        "templates": figures.configuration.templates,
        "frames": figures.configuration.frames,
        "genuine": len(comparisons.genuine),
        "genuine_people": comparisons.genuine.people,
        "impostor": comparisons.impostors.trials,
        "fnmr_at_fmr": _errors(FMRS, figures.missed, fmr_name),
        "curve": [list(point) for point in figures.curve.points],
        "curve_left_out": list(figures.curve.left_out),
        "at_card_threshold": _at_own_threshold(figures.at_own_threshold)
        if figures.at_own_threshold
        else None,
    }


def _at_own_threshold(found: AtOwnThreshold) -> dict[str, Any]:
    missed = _rate(found.missed) if found.missed else None
    return {"threshold": _number(found.threshold), "fmr": _rate(found.matched), "fnmr": missed}


def _identification(found: Identification) -> dict[str, Any]:
    return {
        "templates": found.configuration.templates,
        "frames": found.configuration.frames,
        "people": found.people,
        "draws": found.draws,
        "searches": found.searches,
        "stranger_searches": found.stranger_searches,
        "fnir_at_fpir": _errors(FPIRS, found.missed, fpir_name),
    }


def _values(shares: Iterable[float], errors: tuple[ErrorAt, ...], name: Any) -> dict[str, float | None]:
    found = {one.share: one.missed for one in errors}
    rates = {name(share): found.get(share) for share in shares}
    return {key: _number(rate.value) if rate else None for key, rate in rates.items()}


def _errors(shares: Iterable[float], errors: tuple[ErrorAt, ...], name: Any) -> dict[str, Any]:
    found = {one.share: one for one in errors}
    return {name(share): _error(found[share]) if share in found else None for share in shares}


def _error(error: ErrorAt) -> dict[str, Any]:
    rate = _rate(error.missed) if error.missed else {"rate": None}
    return rate | {"threshold": _number(error.threshold), "thin": error.is_thin}


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "rate": _number(rate.value),
        "low": _number(rate.low),
        "high": _number(rate.high),
        "errors": rate.errors,
        "trials": rate.trials,
    }


def _number_or_none(value: float | None) -> float | None:
    return None if value is None else _number(value)


def _number(value: float) -> float:
    return round(value, DIGITS)
