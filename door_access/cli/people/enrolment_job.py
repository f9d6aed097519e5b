"""One enrolment of a command: with the site's model, into the site's store."""

from functools import partial

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_face_pictures
from door_access.ports import FaceEncoder
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest


def enrolment_job(site: Site, request: EnrolmentRequest, encoder: FaceEncoder) -> EnrolmentJob:
    """Return the enrolment of one person, not yet begun."""
    return EnrolmentJob(
        request,
        encoder=encoder,
        store=site.people,
        curves=site.model.curves,
        gallery=partial(site.people.gallery, encoder.model_key),
        pictures=make_face_pictures(),
    )
