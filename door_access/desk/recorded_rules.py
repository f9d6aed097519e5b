"""Rules, groups and profiles as operators use them: every change leaves a row in the access log."""

from datetime import datetime

from door_access.desk.acts import Acts
from door_access.desk.rule_texts import act_of, part_changes
from door_access.domain.enrolment.profile import Profile
from door_access.domain.operators.acts import Act, Changed
from door_access.domain.permissions.rights import Membership, OnePerson, Right
from door_access.domain.permissions.rules import RulePart, Rules
from door_access.domain.permissions.validity import Validity
from door_access.ports import Change, ProfileStore, RulesStore


class RecordedRules:
    """A RulesStore whose changes are acts of somebody."""

    def __init__(self, store: RulesStore, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def version(self) -> int:
        """Return the version of the rules."""
        return self._store.version()

    def rules(self) -> Rules:
        """Return all rules."""
        return self._store.rules()

    def put(self, before: RulePart | None, after: RulePart | None) -> Rules:
        """Add, change or remove one part, and return the rules from then on."""
        one = before or after
        whom = one.whom if isinstance(one, Right) else None
        person_id = whom.id if isinstance(whom, OnePerson) else None
        with self._acts.together():
            rules = self._store.put(before, after)
            self._acts.record(
                act_of(before, after),
                person_id=person_id,
                object_id=one.id if one else "",
                changes=part_changes(before, after),
                is_needed=not (isinstance(before, Right) and after is None),
            )
        return rules


class RecordedProfiles:
    """A ProfileStore whose changes are acts of somebody."""

    def __init__(self, store: ProfileStore, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def profile(self, person_id: str) -> Profile:
        """Return what is known of somebody."""
        return self._store.profile(person_id)

    def memberships(self, person_id: str) -> tuple[Membership, ...]:
        """Return the groups that somebody is, was or will be in."""
        return self._store.memberships(person_id)

    def members(self, group_id: str) -> dict[str, Validity]:
        """Return who is, was or will be in a group."""
        return self._store.members(group_id)

    def member_counts(self) -> dict[str, int]:
        """Return of how many people each group knows."""
        return self._store.member_counts()

    def set_profile(self, person_id: str, before: Profile, after: Profile) -> None:
        """Put another profile in the place of the one that was seen."""
        with self._acts.together():
            self._store.set_profile(person_id, before, after)
            changes = profile_changes(before, after)
            self._acts.record(Act.CHANGE_PERSON, person_id=person_id, object_id=person_id, changes=changes)

    def set_membership(self, person_id: str, membership: Membership) -> None:
        """Make somebody a member, or give their membership other dates."""
        with self._acts.together():
            before = {one.group: one for one in self._store.memberships(person_id)}.get(membership.group)
            self._store.set_membership(person_id, membership)
            change = Change(Changed.GROUP, membership_text(before), membership_text(membership))
            self._acts.record(
                Act.JOIN_GROUP, person_id=person_id, object_id=membership.group, changes=(change,)
            )

    def end_membership(self, person_id: str, group_id: str) -> None:
        """Take somebody out of a group."""
        with self._acts.together():
            before = {one.group: one for one in self._store.memberships(person_id)}.get(group_id)
            self._store.end_membership(person_id, group_id)
            change = Change(Changed.GROUP, membership_text(before), "")
            self._acts.record(
                Act.LEAVE_GROUP,
                person_id=person_id,
                object_id=group_id,
                changes=(change,),
                is_needed=False,
            )


def profile_changes(before: Profile, after: Profile) -> tuple[Change, ...]:
    """Return what of a person is not as it was."""
    old, new = _profile_texts(before), _profile_texts(after)
    return tuple(Change(what, old[what], new[what]) for what in old if old[what] != new[what])


def _profile_texts(profile: Profile) -> dict[Changed, str]:
    begins, ends = (_when(one) for one in (profile.validity.begins_utc, profile.validity.ends_utc))
    return {
        Changed.VALID_FROM: begins,
        Changed.VALID_UNTIL: ends,
        Changed.OPENS_LONGER: "yes" if profile.opens_longer else "no",
        Changed.DEPARTMENT: profile.department,
        Changed.NOTES: profile.notes,
        Changed.HOST: profile.host or "",
    }


def membership_text(membership: Membership | None) -> str:
    """Return a membership as rows tell it; empty for none."""
    if membership is None:
        return ""
    begins, ends = (_when(one) for one in (membership.validity.begins_utc, membership.validity.ends_utc))
    dates = " ".join(word for word in (f"from {begins}" * bool(begins), f"until {ends}" * bool(ends)) if word)
    return f"{membership.group} {dates}".strip()


def _when(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="minutes")
