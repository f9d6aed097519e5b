"""What is done with several people at once: a row for each, and all of it or nothing.

One rule: whoever is gone meanwhile stops nobody else's being denied; anything else that fails for one is done
for none, and says whose fault it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from door_access.complaints import Complaint
from door_access.desk.permitted import permitted
from door_access.desk.rules_desk import RulesDesk
from door_access.desk.session import Authority
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.rights import Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, Refused
from door_access.ports import PeopleStore, UnitOfWork

MOST_AT_ONCE = 100
"""People changed in one transaction, during which no door writes its rows: a third of a second, measured."""


class SeveralDesk:
    """Every wish about several people. Blocking; raises the product's errors."""

    def __init__(
        self, people: PeopleStore, rules: RulesDesk, together: UnitOfWork, *, session: Authority
    ) -> None:
        """``people`` leaves rows of its changes, as ``rules`` does."""
        self.session = session
        self._people = people
        self._rules = rules
        self._together = together

    @permitted(Permit.CHANGE_PEOPLE)
    def set_blocked(self, person_ids: Sequence[str], is_blocked: bool) -> None:
        """Block or unblock everybody who is still enrolled."""
        self._each(person_ids, lambda one: self._people.set_blocked(one, is_blocked), skips_unknown=True)

    @permitted(Permit.REMOVE_PEOPLE)
    def begin_removals(self, person_ids: Sequence[str]) -> None:
        """Deny them from now on; they are erased after the time in which that can be undone."""
        self._each(person_ids, self._people.begin_removal, skips_unknown=True)

    @permitted(Permit.REMOVE_PEOPLE)
    def undo_removals(self, person_ids: Sequence[str]) -> None:
        """Let them in as before; Refused when one of them is erased already."""
        self._each(person_ids, self._people.undo_removal)

    @permitted(Permit.CHANGE_PEOPLE)
    def join_group(self, person_ids: Sequence[str], group_id: str) -> None:
        """Put them into a group without an end; whoever is in it keeps their dates."""

        def join(person_id: str) -> None:
            if group_id not in {one.group for one in self._rules.memberships(person_id)}:
                self._rules.set_membership(person_id, Membership(group_id))

        self._each(person_ids, join)

    @permitted(Permit.CHANGE_PEOPLE)
    def leave_group(self, person_ids: Sequence[str], group_id: str) -> None:
        """Take whoever is in a group out of it."""

        def leave(person_id: str) -> None:
            if group_id in {one.group for one in self._rules.memberships(person_id)}:
                self._rules.end_membership(person_id, group_id)

        self._each(person_ids, leave, skips_unknown=True)

    @permitted(Permit.CHANGE_PEOPLE)
    def end_on(self, person_ids: Sequence[str], last_day: date) -> None:
        """Let them enter up to a day, which is part of it, as the wall of the first door shows it."""
        ends_utc = Validity.of_days(None, last_day, self._rules.doors()[0].zone).ends_utc

        def end(person_id: str) -> None:
            before = self._rules.profile(person_id)
            after = replace(before, validity=replace(before.validity, ends_utc=ends_utc))
            if after != before:
                self._rules.set_profile(person_id, before, after)

        self._each(person_ids, end)

    def _each(
        self, person_ids: Sequence[str], change: Callable[[str], object], *, skips_unknown: bool = False
    ) -> None:
        """Do it for each of them; ``skips_unknown``: whoever is gone opens no door anyhow."""
        if len(person_ids) > MOST_AT_ONCE:
            raise Refused(Complaint.TOO_MANY_AT_ONCE, most=MOST_AT_ONCE, count=len(person_ids))
        with self._together():
            for person_id in person_ids:
                name = self._people.name_of(person_id)
                if name is None and skips_unknown:
                    continue
                try:
                    change(person_id)
                except (BadInput, Refused) as error:
                    raise Refused(Complaint.SEVERAL_UNDONE, name=name or person_id, why=error) from error
