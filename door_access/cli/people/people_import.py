"""``people import``: everybody whose photos lie in a folder. No other of these commands looks at pictures."""

from functools import partial
from pathlib import Path

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_encoder, make_face_pictures, make_photo_reader
from door_access.cli.printing import note, note_twin
from door_access.offline.enrolment import Imported, import_people
from door_access.offline.photo_folder import photos_by_name
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest


def imported_people(
    site: Site, folder: Path, consent: str, *, allow_lookalike: bool, keeps_picture: bool
) -> list[Imported]:
    """Enrol everybody whose photos lie in the folder, and tell what became of each."""
    photos, encoder = photos_by_name(folder), make_encoder(site.models, site.model, note)
    for name in photos:
        note_twin(name, [*site.people.names().values(), *photos])

    def make_job(request: EnrolmentRequest) -> EnrolmentJob:
        gallery = partial(site.people.gallery, encoder.model_key)
        return EnrolmentJob(
            request,
            encoder=encoder,
            store=site.people,
            curves=site.model.curves,
            gallery=gallery,
            pictures=make_face_pictures(),
        )

    reader = make_photo_reader(site.settings, site.model)
    return list(
        import_people(
            photos,
            consent,
            make_job,
            reader,
            note,
            allow_lookalike=allow_lookalike,
            keeps_picture=keeps_picture,
        )
    )
