"""``enroll --no-face``: somebody who declines face recognition, or cannot use it, enters by card and PIN."""

from pathlib import Path

from door_access.cli.printing import say
from door_access.cli.site import site_of
from door_access.domain.enrolment.people import checked_name
from door_access.domain.entry.credentials import EntryRule
from door_access.errors import BadInput
from door_access.ports import NewPerson


def enrol_without_face(name: str, consent: str, data_dir: Path | None, *, as_json: bool) -> int:
    """Store the person with the words they agreed to and no template."""
    if not consent.strip():
        raise BadInput("Enrolling somebody needs --consent with the words of their agreement.")
    person = NewPerson(checked_name(name), consent.strip(), templates=(), entry=EntryRule.CARD_PIN)
    with site_of(data_dir) as site:
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
