"""In which words somebody who is enrolled by a command agrees to that."""

from door_access.bootstrap.site import Site
from door_access.domain.enrolment.consent import ConsentKind, newest
from door_access.errors import BadInput


def words_of_consent(site: Site, typed: str, *, agreed: bool) -> str:
    """Return the words that were typed, or those of the site; raises BadInput for both at once."""
    if typed.strip() and agreed:
        raise BadInput("--agreed means the site's words; leave --consent out.")
    return newest(site.consents.texts(), ConsentKind.FACE).words if agreed else typed.strip()
