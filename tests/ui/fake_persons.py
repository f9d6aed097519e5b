"""One person's file, and what is done with several, over the fake desk's own dictionaries."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from door_access.demo.portrait import portrait_path
from door_access.desk.person_desk import LastSeen, PersonFile
from door_access.desk.privacy_desk import Agreed
from door_access.desk.several_desk import SeveralDesk
from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.consent import Consent, ConsentKind, newest
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.people import StoredTemplate
from door_access.domain.faces.faces import Box, DetectedFace
from door_access.domain.operators.roles import Permit
from tests.builders import GOOD_QUALITY, MODEL

if TYPE_CHECKING:
    from tests.ui.fakes import FakeDesk

POSES = (Pose.FRONTAL, Pose.FRONTAL, Pose.LEFT, Pose.RIGHT, Pose.DOWN)
"""Of the templates of everybody: nobody has looked up, and few have looked down."""


class FakePersonDesk:
    """Files of the people in the fake desk's list."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self.last_seen: dict[str, LastSeen] = {}
        self.pictures: dict[str, FacePicture] = {}

    def file_of(self, person_id: str) -> PersonFile:
        self._desk.staff.session.require(Permit.SEE_PEOPLE)
        held, rules = self._desk.credentials.held_by(person_id), self._desk.rules
        at_utc = held.person.enrolled_at_utc
        templates = tuple(
            StoredTemplate(MODEL, at_utc, GOOD_QUALITY, POSES[number % len(POSES)])
            for number in range(held.person.templates)
        )
        return PersonFile(
            held.person,
            held.cards,
            rules.profile(person_id),
            rules.memberships(person_id),
            templates,
            self._agreed(person_id, at_utc),
            self.pictures.get(person_id),
            tuple(newest(self._desk.privacy.texts(), kind) for kind in ConsentKind),
            self.last_seen.get(person_id),
            rules.doors()[0].zone,
            rules.today(),
        )

    def _agreed(self, person_id: str, at_utc: datetime) -> Agreed:
        """Return what the desk of consents knows; of whoever it knows nothing, that they have agreed."""
        agreed = self._desk.privacy.agreed(person_id)
        consents = agreed.consents or (Consent(ConsentKind.FACE, 1, at_utc),)
        return replace(agreed, words=agreed.words or "I agree.", words_at_utc=at_utc, consents=consents)


class FakeSeveralDesk:
    """Does with each what the fake desk does with one person; what is done to the rules is real."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self._real = SeveralDesk(desk.rules._people, desk.rules, nullcontext, session=desk.staff.session)
        self.calls: list[tuple[str, tuple[str, ...]]] = []

    def set_blocked(self, person_ids: Sequence[str], is_blocked: bool) -> None:
        self.calls.append(("set_blocked", tuple(person_ids)))
        for person_id in person_ids:
            self._desk.set_blocked(person_id, is_blocked)

    def begin_removals(self, person_ids: Sequence[str]) -> None:
        for person_id in person_ids:
            self._desk.begin_removal(person_id)

    def undo_removals(self, person_ids: Sequence[str]) -> None:
        for person_id in person_ids:
            self._desk.undo_removal(person_id)

    def join_group(self, person_ids: Sequence[str], group_id: str) -> None:
        self._real.join_group(person_ids, group_id)

    def leave_group(self, person_ids: Sequence[str], group_id: str) -> None:
        self._real.leave_group(person_ids, group_id)

    def end_on(self, person_ids: Sequence[str], last_day: date) -> None:
        self._real.end_on(person_ids, last_day)


def kept_picture() -> FacePicture:
    """Return the demo's portrait as a picture that is kept of somebody."""
    stream = BytesIO()
    Image.open(portrait_path()).convert("RGB").resize((160, 188)).save(stream, "JPEG")
    return FacePicture(stream.getvalue(), DetectedFace(Box(45, 50, 115, 120), np.zeros((5, 2), np.float32)))
