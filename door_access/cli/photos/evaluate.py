"""``evaluate``: how good a model is on a folder of people, and what that means for a door."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.photos.calibrate import Outcome, calibrate, used_configurations
from door_access.cli.photos.evaluate_pad import evaluate_pad
from door_access.cli.photos.photo_encoding import encode
from door_access.cli.printing import say
from door_access.cli.progress_bar import progress_bar
from door_access.cli.site import site_of
from door_access.domain.models.model import Model
from door_access.errors import BadInput
from door_access.evaluation.evaluation import Evaluation, evaluated
from door_access.evaluation.face_set import LabelledPhoto
from door_access.evaluation.pairs_file import PairsFile, check_photos, read_pairs
from door_access.evaluation.report.document import document
from door_access.evaluation.report.subject import FailedPhoto, Subject
from door_access.evaluation.report.summary import summary
from door_access.evaluation.sessions import are_first_sessions
from door_access.offline.encoded_photos import EncodedPhoto
from door_access.offline.photo_folder import Photo, photos_of
from door_access.whole_file import written_whole


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
    roles = _roles(photos, session_field)
    pair_list = _pairs(pairs, photos)
    _check_report(report)
    if force and not calibrated:
        raise BadInput("--force belongs to --calibrate; there is nothing else to force.")
    with site_of(data_dir) as site:
        model = site.models.model(model_id) if model_id else site.model
        encoded = encode(site, model, photos, is_cached=not no_cache)
        evaluation = _evaluation(encoded, roles, model, pair_list)
        subject = _subject(directory, model, encoded, session_field=session_field, pairs=pairs)
        _write_report(report, subject, evaluation)
        outcome = calibrate(site, model, evaluation.curves, is_forced=force) if calibrated else None
    _tell(subject, evaluation, outcome, report, as_json=as_json)
    return 0 if outcome is None or outcome.is_written else 1


def _check_alone(*others: object) -> None:
    """Refuse what says something of photos beside --pad, which is of films."""
    if any(other is not None for other in others):
        raise BadInput("--pad is of films; of the other options it takes --data-dir and --json only.")


def _roles(photos: Sequence[Photo], session_field: int | None) -> list[tuple[bool, bool]]:
    """Say of each photo whether it enrols and whether it probes: both, unless sessions part them."""
    if session_field is None:
        return [(True, True)] * len(photos)
    people, stems = [photo.person for photo in photos], [photo.file.stem for photo in photos]
    return [(is_first, not is_first) for is_first in are_first_sessions(people, stems, session_field)]


def _pairs(path: Path | None, photos: Sequence[Photo]) -> PairsFile | None:
    if path is None:
        return None
    file = read_pairs(path)
    check_photos(file, {(photo.person, photo.file.stem) for photo in photos})
    return file


def _check_report(report: Path | None) -> None:
    """Refuse a report that cannot be written before the minutes that it takes; it would replace a device."""
    if report is None:
        return
    is_in_the_way = report.exists() and not report.is_file()
    if is_in_the_way or not report.absolute().parent.is_dir():
        raise BadInput(f"--report needs the name of a file in a folder that exists, got {report}.")


def _evaluation(
    encoded: Sequence[EncodedPhoto],
    roles: Sequence[tuple[bool, bool]],
    model: Model,
    pairs: PairsFile | None,
) -> Evaluation:
    photos = [
        LabelledPhoto(one.photo.person, one.photo.file.stem, one.vector, enrols, probes)
        for one, (enrols, probes) in zip(encoded, roles, strict=True)
    ]
    with progress_bar() as bar:
        task = bar.add_task("comparing", total=None)
        return evaluated(
            photos,
            used_configurations()[1:],
            curves=model.measured_curves,
            pairs=pairs,
            progress=lambda what: bar.update(task, description=what),
        )


def _subject(
    directory: Path,
    model: Model,
    encoded: Sequence[EncodedPhoto],
    *,
    session_field: int | None,
    pairs: Path | None,
) -> Subject:
    return Subject(
        directory=str(directory),
        model_key=model.key,
        on=date.today(),
        images=len(encoded),
        several_faces=sum(one.encoded.faces > 1 for one in encoded),
        failed=tuple(
            FailedPhoto(one.photo.person, str(one.photo.file), str(one.failure))
            for one in encoded
            if one.failure
        ),
        session_field=session_field,
        pairs_file=str(pairs or ""),
    )


def _write_report(path: Path | None, subject: Subject, evaluation: Evaluation) -> None:
    if path is None:
        return
    from door_access.evaluation.report.report import report  # noqa: PLC0415  matplotlib takes a second to load

    with written_whole(path) as file:
        file.write(report(subject, evaluation))


def _tell(
    subject: Subject, evaluation: Evaluation, outcome: Outcome | None, report: Path | None, *, as_json: bool
) -> None:
    found = document(subject, evaluation)
    found["calibration"] = outcome.document if outcome else None
    found["report"] = str(report) if report else None
    lines = summary(subject, evaluation)
    lines += outcome.lines if outcome else ()
    lines += [f"Report written to {report}."] if report else []
    say(found, lines, as_json=as_json)
