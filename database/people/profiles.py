"""What is known of people besides face, cards and PIN, and their groups, on SQLite."""

from dataclasses import replace

from sqlalchemy import Connection, select, update

from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.people.gallery_version import changing
from database.people.known_person import check_known
from database.people.person_text import PersonText, text_columns, text_of
from database.rules.memberships import (
    bounds,
    end_membership,
    member_counts,
    members_of,
    memberships_of,
    put_membership,
    validity,
)
from database.schema import people
from door_access.complaints import Complaint
from door_access.domain.enrolment.profile import Profile
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, Refused


class SqlProfileStore:
    """Adapter of the ProfileStore port; any thread of any process may use one."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def profile(self, person_id: str) -> Profile:
        """Return what is known of somebody; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return _stored(connection, self._keyring.at(connection), person_id)[1]

    def set_profile(self, person_id: str, before: Profile, after: Profile) -> None:
        """Put another profile in the place of the one that was seen.

        Raises:
            BadInput: nobody has this id, or the new host's, or they would be their own host.
            Refused: somebody else has changed it since.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            keys = self._keyring.at(connection)
            text, stored = _stored(connection, keys, person_id)
            if stored != before:
                raise Refused(Complaint.CHANGED_MEANWHILE, name=text.name)
            if after.host != before.host:
                check_host(connection, person_id, after.host)
            cells = profile_cells(after) | text_columns(keys, person_id, with_profile(text, after))
            connection.execute(update(people).where(people.c.id == person_id).values(**cells))

    def memberships(self, person_id: str) -> tuple[Membership, ...]:
        """Return the groups that somebody is, was or will be in; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return memberships_of(connection, person_id)

    def members(self, group_id: str) -> dict[str, Validity]:
        """Return who is, was or will be in a group, by their ids, and for how long."""
        with self._database.reading() as connection:
            return members_of(connection, group_id)

    def member_counts(self) -> dict[str, int]:
        """Return of how many people each group knows; a group that nobody was ever in is left out."""
        with self._database.reading() as connection:
            return member_counts(connection)

    def set_membership(self, person_id: str, membership: Membership) -> None:
        """Make somebody a member, or give their membership other dates.

        Raises:
            BadInput: nobody has this id, or there is no such group.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            put_membership(connection, person_id, membership)

    def end_membership(self, person_id: str, group_id: str) -> None:
        """Take somebody out of a group; raises BadInput for an unknown person."""
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            end_membership(connection, person_id, group_id)


def profile_cells(profile: Profile) -> dict[str, object]:
    """Return what of a profile is not sealed with the name."""
    begins_utc, ends_utc = bounds(profile.validity)
    return {
        "valid_from_utc": begins_utc,
        "valid_until_utc": ends_utc,
        "opens_longer": profile.opens_longer,
    }


def with_profile(text: PersonText, profile: Profile) -> PersonText:
    """Return the text that is sealed, with what of the profile belongs there."""
    return replace(text, department=profile.department, notes=profile.notes, host=profile.host)


def check_host(connection: Connection, person_id: str, host: str | None) -> None:
    """Raise BadInput when somebody's host is nobody, or themself."""
    if host is None:
        return
    if host == person_id:
        raise BadInput(Complaint.HOST_THEMSELF)
    if connection.scalar(select(people.c.id).where(people.c.id == host)) is None:
        raise BadInput(Complaint.HOST_UNKNOWN, host=host)


def _stored(connection: Connection, keys: Keys, person_id: str) -> tuple[PersonText, Profile]:
    row = connection.execute(select(people).where(people.c.id == person_id)).one()
    text = text_of(keys, person_id, row.sealed)
    return text, Profile(
        validity(row.valid_from_utc, row.valid_until_utc),
        bool(row.opens_longer),
        text.department,
        text.notes,
        text.host,
    )
