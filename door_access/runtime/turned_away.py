"""Who has failed too often is turned away for good, until an operator decides otherwise."""

from door_access.ports import CredentialStore, PeopleStore


class TurnedAway:
    """Disables cards and blocks people in the stores that it is given."""

    def __init__(self, people: PeopleStore, credentials: CredentialStore) -> None:
        self._people = people
        self._credentials = credentials

    def __call__(self, subject: str) -> None:
        """Disable the card of ``card:ID``, or block the person of ``person:ID``.

        Raises:
            BadInput: there is no such card or person any more.
            StorageFault: the database does not answer.
        """
        kind, _, subject_id = subject.partition(":")
        if kind == "card":
            self._credentials.disable_card(subject_id)
        else:
            self._people.set_blocked(subject_id, True)
