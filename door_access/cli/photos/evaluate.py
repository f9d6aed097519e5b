"""``evaluate``: how good a model is on a folder of people, and what that means for a door."""

from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.photos.evaluate_pad import evaluate_pad
from door_access.cli.photos.photo_encoding import encode
from door_access.cli.printing import say
from door_access.cli.progress import progress_bar
from door_access.cli.site import site_of
from door_access.errors import BadInput
from door_access.evaluation.evaluation import Evaluation
from door_access.evaluation.report.document import document, fmr_name
from door_access.evaluation.report.subject import Subject
from door_access.evaluation.report.summary import summary
from door_access.evaluation.report.words import configuration
from door_access.offline.calibration import Calibrated, calibrate
from door_access.offline.evaluation import (
    check_report,
    evaluate_photos,
    pairs_among,
    roles_of,
    subject_of,
    write_report,
)
from door_access.offline.photo_folder import photos_of


def evaluate(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="One folder of photos per person.")],
    pairs: Annotated[
        Path | None, typer.Option("--pairs", help="Pairs to tell apart, in LFW's format.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="An HTML file to write for people.")] = None,
    calibrated: Annotated[
        bool, typer.Option("--calibrate", help="Write the impostor curves into the model's card.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Also curves laxer than the shipped ones.")] = False,
    model_id: Annotated[
        str | None, typer.Option("--model", help="An installed model; else the one in use.")
    ] = None,
    session_field: Annotated[
        int | None,
        typer.Option(
            "--session-field",
            min=1,
            help="Which field of the file names, between underscores, is the session: the first one enrols, "
            "later ones probe.",
        ),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor keep embeddings.")] = False,
    pad: Annotated[
        bool,
        typer.Option(
            "--pad", help="DIR holds films, bona_fide/KIND/* and attack/INSTRUMENT/*: tell them apart."
        ),
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Measure error rates on photos of people: verification, identification, and at the card's threshold."""
    if pad:
        _check_alone(pairs, report, model_id, session_field, calibrated or force or no_cache or None)
        return evaluate_pad(directory, data_dir=data_dir, as_json=as_json)
    photos = photos_of(directory)
    roles = roles_of(photos, session_field)
    pair_list = pairs_among(photos, pairs) if pairs else None
    if report:
        check_report(report)
    if force and not calibrated:
        raise BadInput("--force belongs to --calibrate; there is nothing else to force.")
    with site_of(data_dir) as site:
        model = site.models.model(model_id) if model_id else site.model
        encoded = encode(site, model, photos, is_cached=not no_cache)
        with progress_bar() as bar:
            task = bar.add_task("comparing", total=None)
            evaluation = evaluate_photos(
                encoded,
                roles,
                model,
                pairs=pair_list,
                progress=lambda what: bar.update(task, description=what),
            )
        subject = subject_of(directory, model, encoded, session_field=session_field, pairs=pairs)
        if report:
            write_report(report, subject, evaluation)
        outcome = None
        if calibrated:
            outcome = calibrate(site.models, model, evaluation.curves, is_forced=force)
    _tell(subject, evaluation, outcome, report, as_json=as_json)
    return 0 if outcome is None or outcome.is_written else 1


def _check_alone(*others: object) -> None:
    """Refuse what says something of photos beside --pad, which is of films."""
    if any(other is not None for other in others):
        raise BadInput("--pad is of films; of the other options it takes --data-dir and --json only.")


def _tell(
    subject: Subject,
    evaluation: Evaluation,
    outcome: Calibrated | None,
    report: Path | None,
    *,
    as_json: bool,
) -> None:
    found = document(subject, evaluation)
    found["calibration"] = calibration_document(outcome) if outcome else None
    found["report"] = str(report) if report else None
    lines = summary(subject, evaluation)
    lines += calibration_lines(outcome) if outcome else []
    lines += [f"Report written to {report}."] if report else []
    say(found, lines, as_json=as_json)


def calibration_document(outcome: Calibrated) -> dict[str, Any]:
    """Return what became of a calibration, in JSON."""
    found = outcome.found
    curves = found.curves.curves if found.curves and outcome.is_written else {}
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
        "forced": outcome.is_forced,
        "reason": outcome.refusal or None,
    }


def calibration_lines(outcome: Calibrated) -> list[str]:
    """Return what became of a calibration, for people."""
    written = "; ".join(map(configuration, outcome.found.written))
    done = f"Impostor curves of {outcome.model.key} written for {written}."
    laxer = [
        f"Laxer than shipped: {configuration(point.configuration)}, FMR {fmr_name(point.fmr)}: "
        f"distance {point.measured:.4f} instead of {point.shipped:.4f}."
        for point in outcome.found.laxer
    ]
    return [*laxer, outcome.refusal or done]
