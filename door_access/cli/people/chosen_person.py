"""From what was typed to one enrolled person."""

from door_access.bootstrap import Site
from door_access.domain.enrolment.people import Person
from door_access.errors import BadInput


def chosen_person(site: Site, name_or_id: str) -> Person:
    """Return the one person of this name, id or external id.

    Raises:
        BadInput: nobody, or several, are called so.
    """
    found = site.people.find(name_or_id, site.model.key)
    if not found:
        raise BadInput(f"Nobody enrolled is called {name_or_id!r}.")
    if len(found) > 1:
        ids = ", ".join(person.id for person in found)
        raise BadInput(f"{len(found)} people are called {name_or_id!r}; use an id instead: {ids}.")
    return found[0]
