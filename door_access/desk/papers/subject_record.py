"""What is stored of one person as JSON, for themself and for the next program."""

import base64
from dataclasses import asdict
from typing import Any

from door_access.desk.export import row_of
from door_access.desk.papers.kept_for import kept_for
from door_access.desk.papers.subject import Subject
from door_access.desk.rule_records import right_record, validity_record
from door_access.domain.enrolment.chips import EnrolmentChip
from door_access.domain.enrolment.consent import Consent
from door_access.domain.enrolment.people import Person, StoredTemplate
from door_access.domain.entry.credentials import Card
from door_access.domain.entry.passes import EntryPass
from door_access.domain.permissions.rights import OnePerson
from door_access.ports import Cached

Record = dict[str, Any]
CACHED = (
    "Computed of photos in folders, whoever they show, by photo and not by person;"
    " all of it is deleted as soon as anybody is removed."
)


def subject_record(subject: Subject) -> Record:
    """Return all of it; vectors, card numbers and PINs are nobody's to read, and are not in it."""
    zone = subject.door.zone
    return {
        **person_record(subject.person),
        **validity_record(subject.profile.validity, zone),
        "opens_longer": subject.profile.opens_longer,
        "department": subject.profile.department,
        "notes": subject.profile.notes,
        "has_host": subject.profile.host is not None,
        "groups": [
            {"id": one.group, "name": subject.group_name(one), **validity_record(one.validity, zone)}
            for one in subject.memberships
        ],
        "own_rights": [right_record(one) for one in subject.rights if isinstance(one.whom, OnePerson)],
        "consent": subject.consent,
        "consent_at_utc": subject.consent_at_utc.isoformat(),
        "consents": [consent_record(one) for one in subject.consents],
        "template_list": [template_record(one) for one in subject.templates],
        "picture_list": [picture_record(one) for one in subject.chips],
        "card_list": [_card_record(subject.person, one) for one in subject.cards],
        "pass_list": [_pass_record(one) for one in subject.passes],
        "has_duress_pin": subject.has_duress_pin,
        "cached": {"what": CACHED, "kinds": cached_records(subject.cached)},
        "kept_for": [{"what": what, "until": until} for what, until in kept_for(subject.settings)],
        "event_pictures_base64": [base64.b64encode(one).decode() for one in subject.pictures],
        "events": [row_of(row, tells_duress=True) for row in subject.rows],
        "exported_at_utc": subject.at_utc.isoformat(),
    }


def person_record(person: Person) -> Record:
    """Return a person as lists show them."""
    return {
        "id": person.id,
        "name": person.name,
        "templates": person.templates,
        "weak": person.is_weak,
        "blocked": person.is_blocked,
        "enrolled_at_utc": person.enrolled_at_utc.isoformat(),
        "external_id": person.external_id,
        "entry": person.entry,
        "cards": person.cards,
        "has_pin": person.has_pin,
        "keeps_picture": person.keeps_picture,
        "erased_from_utc": person.erased_from_utc and person.erased_from_utc.isoformat(),
    }


def consent_record(one: Consent) -> Record:
    """Return what was agreed to, in which version, and whether it was taken back."""
    taken_back = one.withdrawn_at_utc
    return {
        "kind": one.kind,
        "version": one.version,
        "given_at_utc": one.given_at_utc.isoformat(),
        "withdrawn_at_utc": None if taken_back is None else taken_back.isoformat(),
    }


def template_record(template: StoredTemplate) -> Record:
    """Return what is told of a template; its numbers are not."""
    return {
        "model": template.model_key,
        "created_at_utc": template.created_at_utc.isoformat(),
        "quality": asdict(template.quality),
        "pose": template.pose,
        "glasses": template.has_glasses,
    }


def picture_record(chip: EnrolmentChip) -> Record:
    """Return a kept picture with what is told of it."""
    return {
        "jpeg_base64": base64.b64encode(chip.picture.jpeg).decode(),
        "quality": asdict(chip.quality),
        "pose": chip.pose,
        "glasses": chip.has_glasses,
    }


def cached_records(held: tuple[Cached, ...]) -> list[Record]:
    """Return how much is cached of each kind."""
    return [
        {"kind": one.kind, "files": one.files, "photos": one.photos, "size_bytes": one.size_bytes}
        for one in held
    ]


def _pass_record(one: EntryPass) -> Record:
    """Return what is told of a pass; its code is for a door, and not told."""
    return {
        "id": one.id,
        "door": one.terms.door,
        "valid_from": one.terms.begins_utc.isoformat(),
        "valid_until": one.terms.ends_utc.isoformat(),
        "once": one.terms.is_once,
        "asks_pin": one.terms.asks_pin,
        "made_at_utc": one.made_at_utc.isoformat(),
        "used_at_utc": one.used_at_utc and one.used_at_utc.isoformat(),
        "revoked_at_utc": one.revoked_at_utc and one.revoked_at_utc.isoformat(),
    }


def _card_record(person: Person, card: Card) -> Record:
    return {
        "id": card.id,
        "person": person.name,
        "person_id": card.person_id,
        "hint": card.hint,
        "disabled": card.is_disabled,
        "added_at_utc": card.added_at_utc.isoformat(),
    }
