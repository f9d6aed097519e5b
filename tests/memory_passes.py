"""PassStore in memory, over the people of a MemoryPeopleStore; passes the tests of the port."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from door_access.complaints import Complaint
from door_access.domain.entry.passes import EntryPass, PassHolder, PassTerms, is_token
from door_access.domain.matching.access import Reason
from door_access.errors import BadInput
from tests.fakes import NOON, MemoryPeopleStore


@dataclass
class _Kept:
    token: str
    entry_pass: EntryPass


class MemoryPassStore:
    """PassStore in a dictionary. While ``fault`` is set every call of a door raises it."""

    def __init__(self, people: MemoryPeopleStore, utc_clock: Callable[[], datetime] = lambda: NOON) -> None:
        self.fault: Exception | None = None
        self._people = people
        self._kept: dict[str, _Kept] = {}
        self._utc_clock = utc_clock

    def find_pass(self, token: str) -> PassHolder | None:
        self._check()
        kept = next((one for one in self._living() if one.token == token), None)
        if kept is None:
            return None
        person = self._people.known(kept.entry_pass.person_id)
        return PassHolder(kept.entry_pass, person.entry, person.is_denied, person.pin is not None)

    def entry_pass(self, pass_id: str) -> EntryPass | None:
        self._check()
        return next((one.entry_pass for one in self._living() if one.entry_pass.id == pass_id), None)

    def passes_of(self, person_id: str) -> tuple[EntryPass, ...]:
        self._people.known(person_id)
        return tuple(one for one in self.passes() if one.person_id == person_id)

    def passes(self) -> tuple[EntryPass, ...]:
        found = (kept.entry_pass for kept in self._living())
        return tuple(sorted(found, key=lambda one: (one.made_at_utc, one.id)))

    def passes_between(self, begins_utc: datetime, ends_utc: datetime) -> tuple[EntryPass, ...]:
        found = self.passes()
        return tuple(o for o in found if o.terms.begins_utc < ends_utc and o.terms.ends_utc > begins_utc)

    def latest_end_utc(self) -> datetime | None:
        self._check()
        return max((one.terms.ends_utc for one in self.passes()), default=None)

    def add_pass(self, person_id: str, token: str, terms: PassTerms) -> str:
        if not is_token(token):
            raise BadInput(Complaint.PASS_TOKEN)
        self._people.known(person_id)
        one = EntryPass(str(uuid.uuid4()), person_id, terms, self._utc_clock())
        self._kept[one.id] = _Kept(token, one)
        self._people.raise_version(person_id)
        return one.id

    def token_of(self, pass_id: str) -> str:
        return self._one(pass_id).token

    def revoke_pass(self, pass_id: str) -> None:
        kept = self._one(pass_id)
        revoked = kept.entry_pass.revoked_at_utc or self._utc_clock()
        kept.entry_pass = replace(kept.entry_pass, revoked_at_utc=revoked)
        self._people.failures.forget(f"pass:{pass_id}")
        self._people.raise_version(kept.entry_pass.person_id)

    def spend(self, pass_id: str, door: str, at_utc: datetime) -> Reason | None:
        found = self.entry_pass(pass_id)
        why = Reason.PASS_UNKNOWN if found is None else found.refusal(door, at_utc)
        if found is not None and why is None:
            self._kept[pass_id].entry_pass = replace(found, used_at_utc=at_utc)
        return why

    def _one(self, pass_id: str) -> _Kept:
        if self.entry_pass(pass_id) is None:
            raise BadInput(Complaint.PASS_ID_UNKNOWN, entry_pass=pass_id)
        return self._kept[pass_id]

    def _living(self) -> list[_Kept]:
        ids = {person.id for person in self._people.everybody()}
        return [kept for kept in self._kept.values() if kept.entry_pass.person_id in ids]

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault
