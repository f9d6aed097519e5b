"""``people import``: everybody whose photos lie in a folder. No other of these commands looks at pictures."""

from pathlib import Path

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.cli.people.enrolment_job import enrolment_job
from door_access.cli.printing import note, note_twin
from door_access.offline.enrolment import Imported, import_people
from door_access.offline.photo_folder import photos_by_name


def imported_people(
    site: Site, folder: Path, consent: str, *, allow_lookalike: bool, keeps_picture: bool
) -> list[Imported]:
    """Enrol everybody whose photos lie in the folder, and tell what became of each."""
    photos, encoder = photos_by_name(folder), make_encoder(site.models, site.model, note)
    for name in photos:
        note_twin(name, [*site.people.names().values(), *photos])

    reader = make_photo_reader(site.settings, site.model)
    return list(
        import_people(
            photos,
            consent,
            lambda request: enrolment_job(site, request, encoder),
            reader,
            note,
            allow_lookalike=allow_lookalike,
            keeps_picture=keeps_picture,
        )
    )
