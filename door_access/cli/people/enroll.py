"""``enroll``: makes somebody known to the door, from photos or from a source."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import (
    make_encoder,
    make_photo_reader,
    make_scene_finder,
    make_source,
)
from door_access.cli.options import Agreed, AllowLookalike, Consent, DataDir, Json, KeepPicture
from door_access.cli.people.agreement import words_of_consent
from door_access.cli.people.enrolment_job import enrolment_job
from door_access.cli.people.people_profile import (
    Department,
    Groups,
    Host,
    ValidFrom,
    ValidUntil,
    new_groups,
    new_profile,
)
from door_access.cli.printing import note, note_twin, rounded, say, words
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.demo import DEMO
from door_access.desk.choice import chosen_person
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.enrolment import POSES_S, EnrolmentProgress, EnrolmentStage
from door_access.domain.enrolment.people import checked_name
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.tracking import Tracker
from door_access.errors import BadInput
from door_access.offline.enrolment import NOT_A_PICTURE, enrol_from_photos, enrol_from_source
from door_access.offline.photo_folder import RefusedPhoto
from door_access.ports import NewPerson
from door_access.runtime.enrolment import FRAMES_PER_SAMPLE, SAMPLES_WANTED, EnrolmentJob, EnrolmentRequest

DEMO_CONSENT = "The demo's portrait is in the public domain."


def enroll(
    name: Annotated[str, typer.Argument(help="How the person is to be called.")],
    images: Annotated[list[Path] | None, typer.Option("--images", help="Photos of this one person.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Camera, file, stream or demo.")] = None,
    consent: Consent = "",
    agreed: Agreed = False,
    keep_picture: KeepPicture = False,
    add: Annotated[bool, typer.Option("--add", help="More templates for somebody enrolled.")] = False,
    allow_lookalike: AllowLookalike = False,
    no_face: Annotated[
        bool, typer.Option("--no-face", help="No face at all: enters by card and PIN.")
    ] = False,
    groups: Groups = None,
    valid_from: ValidFrom = None,
    valid_until: ValidUntil = None,
    host: Host = None,
    department: Department = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Enrol a person with their consent; a look-alike who is enrolled already is a refusal."""
    if add and any((groups, valid_from, valid_until, host, department)):
        raise BadInput("--add brings templates only; 'people change' and 'groups join' do all else.")
    profile_of = partial(
        new_profile, department=department, host=host, valid_from=valid_from, valid_until=valid_until
    )
    if no_face and (images or source or add):
        raise BadInput("--no-face stands alone: a person without a face has no --images, --source or --add.")
    if no_face and (agreed or keep_picture):
        raise BadInput("--agreed and --keep-picture are about a face, and --no-face enrols none.")
    if no_face:
        return _enrol_without_face(name, consent, data_dir, profile_of, groups, as_json=as_json)
    if bool(images) == bool(source):
        raise BadInput("Give either --images with photos of the person, or --source with a camera or file.")
    if not agreed:
        check_consent(consent, source)
    with site_of(data_dir, source=source or "") as site:
        known = chosen_person(site.people, name, site.model.key) if add else None
        request = EnrolmentRequest(
            name=known.name if known else name,
            consent=words_of_consent(site, consent, agreed=agreed) or DEMO_CONSENT,
            wanted=len(images) if images else SAMPLES_WANTED,
            every=1 if images else FRAMES_PER_SAMPLE,
            add_to=known.id if known else None,
            allow_lookalike=allow_lookalike,
            poses_s=POSES_S if source else 0.0,
            profile=profile_of(site),
            groups=new_groups(site, groups),
            keeps_picture=keep_picture,
        )
        if known is None:
            note_twin(request.name, site.people.names().values())
        return _enrol(site, request, images or [], source, as_json=as_json)


def check_consent(consent: str, source: str | None) -> None:
    """Raise BadInput where somebody has agreed to nothing; of the demo's portrait nobody need."""
    if not consent.strip() and source != DEMO:
        raise BadInput("Enrolling somebody needs --consent with the words of their agreement, or --agreed.")


def _enrol_without_face(
    name: str,
    consent: str,
    data_dir: Path | None,
    profile_of: Callable[[Site], Profile],
    groups: Sequence[str] | None,
    *,
    as_json: bool,
) -> int:
    """Store the person, who enters by card and PIN, with the words they agreed to and no template."""
    check_consent(consent, None)
    called = checked_name(name)
    with site_of(data_dir) as site:
        person = NewPerson(
            called,
            consent.strip(),
            templates=(),
            entry=EntryRule.CARD_PIN,
            profile=profile_of(site),
            groups=new_groups(site, groups),
        )
        note_twin(person.name, site.people.names().values())
        person_id = site.people.enrol(person)
    document = {
        "person_id": person_id,
        "person": person.name,
        "templates": 0,
        "weak": False,
        "refused": [],
        "lookalikes": [],
        "reason": None,
        "entry": person.entry,
    }
    line = f"{person.name} is enrolled ({person_id}) without a face; 'cards add' and 'people pin' come next."
    say(document, [line], as_json=as_json)
    return 0


def _enrol(
    site: Site, request: EnrolmentRequest, images: list[Path], source: str | None, *, as_json: bool
) -> int:
    job = enrolment_job(site, request, make_encoder(site.models, site.model, note))
    refused: tuple[RefusedPhoto, ...] = ()
    if source:
        progress = _from_source(site, job, source)
    else:
        reader = make_photo_reader(site.settings, site.model)
        progress, refused = enrol_from_photos(job, images, reader, note)
    _tell(progress, refused, as_json=as_json)
    return _status(progress, refused)


def _status(progress: EnrolmentProgress, refused: Sequence[RefusedPhoto]) -> int:
    if progress.stage is EnrolmentStage.DONE:
        return 0
    are_all_broken = bool(refused) and all(one.reason == NOT_A_PICTURE for one in refused)
    return 2 if are_all_broken else 1


def _from_source(site: Site, job: EnrolmentJob, spec: str) -> EnrolmentProgress:
    finder = make_scene_finder(site.settings, site.model, Tracker())
    guide = Guide()
    return enrol_from_source(make_source(spec, site.settings, is_running=False), finder, job, guide.tell)


class Guide:
    """Tells the person at the terminal what the newcomer should do, once each time it changes."""

    def __init__(self) -> None:
        self._said = ""

    def tell(self, progress: EnrolmentProgress) -> None:
        """Say the next step."""
        line = f"{progress.taken} of {counted(progress.wanted, 'sample')}: {_next_step(progress)}"
        if line != self._said and progress.stage is EnrolmentStage.COLLECTING:
            note(line)
            self._said = line


def _next_step(progress: EnrolmentProgress) -> str:
    """Return what keeps a sample from being taken, else the pose to ask for."""
    is_posing = progress.guidance is Guidance.GOOD and progress.asked not in (None, Pose.FRONTAL)
    return f"good, look {progress.asked}" if is_posing else words(progress.guidance)


def _tell(progress: EnrolmentProgress, refused: Sequence[RefusedPhoto], *, as_json: bool) -> None:
    document: dict[str, Any] = {
        "person_id": progress.person_id,
        "person": progress.name,
        "templates": progress.taken if progress.person_id else 0,
        "weak": progress.is_weak,
        "poses": {pose: progress.coverage.count(pose) for pose in Pose},
        "missing_poses": list(progress.coverage.missing) if progress.person_id else [],
        "refused": [asdict(one) for one in refused],
        "lookalikes": [
            {"person_id": one.person_id, "distance": rounded(one.distance)} for one in progress.lookalikes
        ],
        "reason": progress.refusal,
    }
    say(document, _lines(progress, refused), as_json=as_json)


def _lines(progress: EnrolmentProgress, refused: Sequence[RefusedPhoto]) -> list[str]:
    lines = [f"{one.file}: not taken ({words(one.reason)})" for one in refused]
    match progress.stage:
        case EnrolmentStage.DONE:
            weak = " The reference is weak: take more differing samples." if progress.is_weak else ""
            lines.append(f"{progress.name} is enrolled ({progress.person_id}): {progress.message}{weak}")
            lines.extend(_coverage_lines(progress))
        case EnrolmentStage.LOOKALIKE:
            ids = ", ".join(one.person_id for one in progress.lookalikes)
            lines.append(
                f"{progress.name} looks like somebody who is enrolled already ({ids}); nothing was stored. "
                "Use --add with that id for the same person, --allow-lookalike for somebody else."
            )
        case _:
            lines.append(progress.message)
    return lines


def _coverage_lines(progress: EnrolmentProgress) -> list[str]:
    """Name the poses that are missing, where there were enough samples for all of them."""
    missing = progress.coverage.missing if progress.taken >= len(Pose) else ()
    return [f"Poses that were not seen: {', '.join(missing)}."] if missing else []
