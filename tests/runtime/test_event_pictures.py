"""Pictures of answers are made beside the door: of the frame that decided, and never at its cost."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from door_access.domain.faces.faces import Box, Rgb
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.domain.privacy.pictures import PicturesOf
from door_access.errors import StorageFault
from door_access.kept_settings import PrivacySettings
from door_access.ports import LogEntry
from door_access.runtime.event_pictures import MOST_WAITING, EventPictures
from door_access.runtime.events import DecisionMade, SceneSeen
from tests.builders import crowd, denial, face_at, grant, scene
from tests.fakes import NOON, MemoryAccessLog, MemoryPictureStore

ON = PrivacySettings(pictures_days=3)


class Door:
    """A log, and what keeps pictures beside it; remembers what was made of each."""

    def __init__(self, settings: PrivacySettings = ON) -> None:
        self.log = MemoryAccessLog()
        self.store = MemoryPictureStore(self.log)
        self.made: list[tuple[Box | None, tuple[Box, ...]]] = []
        self.pictures = EventPictures(self.store, self._make, settings=settings)

    def _make(self, rgb: Rgb, *, shown: Box | None, hidden: Sequence[Box]) -> bytes:
        self.made.append((shown, tuple(hidden)))
        return b"picture %d" % len(self.made)

    def answer(self, decision: AccessDecision) -> int:
        """Write the row of an answer and tell of it, as the door does."""
        entry = LogEntry(NOON, "door", decision.outcome, decision.reason, decision.person_id)
        seq = self.log.append(entry)
        self.pictures.listen(DecisionMade(decision, None, decision.at_s, seq))
        return seq

    def see(self, *scenes: object) -> None:
        for one in scenes:
            self.pictures.listen(SceneSeen(one))


def test_the_frame_that_decided_is_kept_with_the_face_that_was_recognised_alone():
    door = Door()
    door.see(scene(1.0, track=1), crowd(2.0, tracks=(1, 2)), scene(3.0, track=1))

    seq = door.answer(grant(at_s=2.0, track=2))
    door.pictures.step()

    assert door.made == [(face_at(320.0).box, (face_at(160.0).box,))]
    assert door.store.picture_of(seq) == b"picture 1"


@pytest.mark.parametrize(
    "decision",
    [
        denial(at_s=1.0, track=1, distance=0.9, threshold=0.3),
        grant(at_s=1.0, track=1).denied(Reason.EXPIRED),
        grant(at_s=1.0, track=1).denied(Reason.CARD_MISMATCH),
        grant(at_s=1.0, track=9),
    ],
    ids=["stranger", "not let in", "another's card", "out of sight"],
)
def test_nobody_else_s_face_is_seen(decision):
    door = Door()
    door.see(scene(1.0, track=1))
    door.answer(decision)
    door.pictures.step()
    assert door.made == [(None, (face_at().box,))]


def test_while_pictures_are_off_nothing_is_remembered_or_stored():
    door = Door(PrivacySettings())
    door.see(scene(1.0))
    door.answer(grant(at_s=1.0, track=1))
    door.pictures.follow(ON)
    door.answer(grant(at_s=1.0, track=1))
    door.pictures.close()
    assert (door.made, door.store.count()) == ([], 0)


def test_turned_off_the_frames_are_forgotten_at_once():
    door = Door()
    door.see(scene(1.0))
    door.pictures.follow(PrivacySettings())
    door.see(scene(1.1))
    door.pictures.follow(ON)
    door.answer(grant(at_s=1.0, track=1))
    door.pictures.close()
    assert door.made == []


def test_only_the_answers_that_were_chosen_are_kept():
    door = Door(replace_pictures(PicturesOf.DENIED))
    door.see(scene(1.0, track=1))
    granted, denied = door.answer(grant(at_s=1.0, track=1)), door.answer(denial(at_s=1.0, track=1))
    door.pictures.close()
    assert (door.store.picture_of(granted), door.store.picture_of(denied)) == (None, b"picture 1")


def replace_pictures(of: PicturesOf) -> PrivacySettings:
    return PrivacySettings(pictures_days=3, pictures_of=of)


def test_without_a_frame_of_that_time_there_is_no_picture():
    door = Door()
    door.see(scene(1.0))
    door.answer(grant(at_s=9.0, track=1))
    door.pictures.close()
    assert door.made == []


def test_a_picture_that_cannot_be_stored_is_complained_of_and_the_next_is_kept(caplog):
    door = Door()
    door.see(scene(1.0, track=1))
    lost = door.answer(grant(at_s=1.0, track=1))
    door.store.fault = StorageFault("The disk is full.")
    door.pictures.step()
    door.store.fault = None
    kept = door.answer(grant(at_s=1.0, track=1))
    door.pictures.step()

    assert "the picture of row 1 is not kept: The disk is full." in caplog.text
    assert (door.store.picture_of(lost), door.store.picture_of(kept)) == (None, b"picture 2")


def test_a_disk_that_hangs_costs_pictures_and_no_memory():
    door = Door()
    door.see(scene(1.0, track=1))
    for _ in range(3 * MOST_WAITING):
        door.answer(grant(at_s=1.0, track=1))
    door.pictures.close()
    assert door.store.count() == MOST_WAITING


def test_frames_are_remembered_for_seconds_and_not_for_ever(monkeypatch):
    frame_bytes = scene().frame.rgb.nbytes
    monkeypatch.setattr("door_access.runtime.event_pictures.MOST_REMEMBERED_BYTES", 3 * frame_bytes)
    door = Door()
    door.see(*(scene(float(at_s), track=1) for at_s in range(6)))
    for at_s in (0.0, 2.0, 3.0, 5.0):
        door.answer(replace(grant(), at_s=at_s, track=1))
    door.pictures.close()
    assert door.store.count() == 2, "of the last three frames two were answered"
