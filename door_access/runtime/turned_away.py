"""Who has failed too often is turned away for good, until an operator decides otherwise."""

from door_access.ports import CredentialStore, PassStore, PeopleStore


class TurnedAway:
    """Disables cards, revokes passes and blocks people in the stores that it is given."""

    def __init__(self, people: PeopleStore, credentials: CredentialStore, passes: PassStore) -> None:
        self._people = people
        self._credentials = credentials
        self._passes = passes

    def __call__(self, subject: str) -> None:
        """Disable the card ``card:ID``, revoke the pass ``pass:ID``, or block the person ``person:ID``.

        Raises:
            BadInput: there is no such card, pass or person any more.
            StorageFault: the database does not answer.
        """
        kind, _, subject_id = subject.partition(":")
        if kind == "card":
            self._credentials.disable_card(subject_id)
        elif kind == "pass":
            self._passes.revoke_pass(subject_id)
        else:
            self._people.set_blocked(subject_id, True)
