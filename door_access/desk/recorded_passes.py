"""Passes as operators use them: whoever makes, shows or revokes one leaves a row. No row tells a token."""

from datetime import datetime

from door_access.desk.acts import Acts
from door_access.domain.entry.passes import EntryPass, PassHolder, PassTerms
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act, Changed
from door_access.errors import BadInput
from door_access.ports import Change, PassStore


class RecordedPasses:
    """A PassStore whose changes are acts of somebody."""

    def __init__(self, store: PassStore, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def find_pass(self, token: str) -> PassHolder | None:
        """Return whose pass this is; None when it is nobody's or cannot be one."""
        return self._store.find_pass(token)

    def entry_pass(self, pass_id: str) -> EntryPass | None:
        """Return the pass with this id; None when there is none (any more)."""
        return self._store.entry_pass(pass_id)

    def passes_of(self, person_id: str) -> tuple[EntryPass, ...]:
        """Return the person's passes, the oldest first."""
        return self._store.passes_of(person_id)

    def passes(self) -> tuple[EntryPass, ...]:
        """Return everybody's passes, the oldest first."""
        return self._store.passes()

    def passes_between(self, begins_utc: datetime, ends_utc: datetime) -> tuple[EntryPass, ...]:
        """Return the passes that are good for some of this time, the oldest first."""
        return self._store.passes_between(begins_utc, ends_utc)

    def latest_end_utc(self) -> datetime | None:
        """Return when the last of all passes ends, used and revoked ones as well; None when there is none."""
        return self._store.latest_end_utc()

    def add_pass(self, person_id: str, token: str, terms: PassTerms) -> str:
        """Give the person a pass and return its id."""
        with self._acts.together():
            pass_id = self._store.add_pass(person_id, token, terms)
            self._acts.record(Act.MAKE_PASS, person_id=person_id, object_id=pass_id, changes=_changes(terms))
        return pass_id

    def token_of(self, pass_id: str) -> str:
        """Return what the pass's QR code says, which is written down: whoever sees it can use it."""
        with self._acts.together():
            token = self._store.token_of(pass_id)
            self._acts.record(Act.SHOW_PASS, person_id=self._holder_of(pass_id), object_id=pass_id)
        return token

    def revoke_pass(self, pass_id: str) -> None:
        """Let the pass open nothing any more."""
        with self._acts.together():
            self._store.revoke_pass(pass_id)
            holder = self._holder_of(pass_id)
            self._acts.record(Act.REVOKE_PASS, person_id=holder, object_id=pass_id, is_needed=False)

    def spend(self, pass_id: str, door: str, at_utc: datetime) -> Reason | None:
        """Note that the pass has let its holder in; the row of that is the door's own."""
        return self._store.spend(pass_id, door, at_utc)

    def _holder_of(self, pass_id: str) -> str:
        found = self._store.entry_pass(pass_id)
        if found is None:
            raise BadInput(f"no pass has the id {pass_id!r}")
        return found.person_id


def _changes(terms: PassTerms) -> tuple[Change, ...]:
    changes = [
        Change(Changed.VALID_FROM, "", terms.begins_utc.isoformat(" ", "minutes")),
        Change(Changed.VALID_UNTIL, "", terms.ends_utc.isoformat(" ", "minutes")),
        Change(Changed.OPENS, "", "once" if terms.is_once else "many times"),
    ]
    changes += [Change(Changed.DOOR, "", terms.door)] if terms.door else []
    changes += [Change(Changed.ASKS_PIN, "", "yes")] if terms.asks_pin else []
    return tuple(changes)
