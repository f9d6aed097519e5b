"""What an import changes of one person, for eyes, and as the rows of the log that tell of it."""

from collections.abc import Callable, Iterator

from door_access.desk.acts import Acts
from door_access.desk.importing.typed_cells import DateReader, GroupReader, bound_text
from door_access.desk.recorded_people import NO, YES
from door_access.desk.recorded_rules import membership_text, profile_changes
from door_access.domain.enrolment.profile import PLAIN
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.operators.acts import Act, Changed
from door_access.ports import Change, EnrolledPerson, LogEntry, PersonChange

CARDS = "cards"


def changes_of(
    change: PersonChange, groups: GroupReader, dates: DateReader, name_of: Callable[[str], str]
) -> tuple[Change, ...]:
    """Return what will be another, in the words of the columns. Of cards it tells how many."""
    new = _told(change.after, groups, dates, name_of)
    old = _told(change.before, groups, dates, name_of) if change.before else dict.fromkeys(new, "")
    told = [Change(what, old[what], new[what]) for what in new if old[what] != new[what]]
    told += [Change(CARDS, "", f"+{len(change.cards)}")] if change.cards else []
    return tuple(told)


def _told(
    person: EnrolledPerson, groups: GroupReader, dates: DateReader, name_of: Callable[[str], str]
) -> dict[str, str]:
    profile = person.profile
    validity = profile.validity
    return {
        Changed.NAME: person.name,
        Changed.EXTERNAL_ID: person.external_id or "",
        Changed.DEPARTMENT: profile.department,
        Changed.NOTES: profile.notes,
        Changed.GROUP: groups.text_of(person.memberships),
        Changed.VALID_FROM: bound_text(validity.begins_utc, dates.zone, is_end=False),
        Changed.VALID_UNTIL: bound_text(validity.ends_utc, dates.zone, is_end=True),
        Changed.ENTRY: "" if person.entry is EntryRule.AS_DOOR else person.entry,
        Changed.HOST: name_of(profile.host) if profile.host else "",
        Changed.OPENS_LONGER: YES if profile.opens_longer else "",
        Changed.BLOCKED: YES if person.is_blocked else "",
    }


def rows_of(change: PersonChange, acts: Acts) -> Iterator[LogEntry]:
    """Yield the rows that tell of a change, as if each thing had been done by itself."""
    person_id = change.after.id

    def row(act: Act, *changes: Change, on: str = person_id) -> LogEntry:
        return acts.entry(act, person_id=person_id, object_id=on, changes=changes)

    if change.before is None:
        yield row(Act.ENROL, *_first_changes(change))
    else:
        yield from _rows_of_changes(change.before, change.after, row)
    was_blocked = change.before is not None and change.before.is_blocked
    if was_blocked != change.after.is_blocked:
        words = [YES if one else NO for one in (was_blocked, change.after.is_blocked)]
        yield row(Act.BLOCK if change.after.is_blocked else Act.UNBLOCK, Change(Changed.BLOCKED, *words))
    for card in change.cards:
        yield row(Act.ADD_CARD, on=card.id)


def _first_changes(change: PersonChange) -> Iterator[Change]:
    person = change.after
    yield Change(Changed.NAME, "", person.name)
    yield Change(Changed.TEMPLATES, "", str(len(change.templates)))
    if person.external_id:
        yield Change(Changed.EXTERNAL_ID, "", person.external_id)
    if person.entry is not EntryRule.AS_DOOR:
        yield Change(Changed.ENTRY, "", person.entry)
    yield from (Change(Changed.GROUP, "", membership_text(one)) for one in person.memberships)
    yield from profile_changes(PLAIN, person.profile)


def _rows_of_changes(
    before: EnrolledPerson, after: EnrolledPerson, row: Callable[..., LogEntry]
) -> Iterator[LogEntry]:
    if before.name != after.name:
        yield row(Act.RENAME, Change(Changed.NAME, before.name, after.name))
    changed = profile_changes(before.profile, after.profile)
    if before.external_id != after.external_id:
        changed = (Change(Changed.EXTERNAL_ID, before.external_id or "", after.external_id or ""), *changed)
    if changed:
        yield row(Act.CHANGE_PERSON, *changed)
    if before.entry is not after.entry:
        yield row(Act.SET_ENTRY_RULE, Change(Changed.ENTRY, before.entry, after.entry))
    old, new = ({one.group: one for one in person.memberships} for person in (before, after))
    for group in sorted(old.keys() | new.keys()):
        texts = [membership_text(known.get(group)) for known in (old, new)]
        if texts[0] != texts[1]:
            yield row(
                Act.JOIN_GROUP if group in new else Act.LEAVE_GROUP, Change(Changed.GROUP, *texts), on=group
            )
