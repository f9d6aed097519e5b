"""The pictures that are kept of faces: sealed with what was measured of them, the best few of each person.

A sealed picture is bound to its person: moved to another row it cannot be opened.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from database.keys.keys import CHIPS, Keys
from database.schema import enrolment_chips
from door_access.domain.enrolment.chips import EnrolmentChip, FacePicture, best_chips
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import Box, DetectedFace, Quality
from door_access.errors import StorageFault

_columns = enrolment_chips.c
_HEAD_BYTES = 4
"""How long the description is that stands before the picture."""


def keep_chips(connection: Connection, keys: Keys, person_id: str, new: Iterable[Template]) -> None:
    """Keep the best of what there is and what comes with these templates."""
    coming = [template.chip for template in new if template.chip is not None]
    if coming:
        best = best_chips([*coming, *chips_of(connection, keys, person_id)])
        erase_chips(connection, person_id)
        rows = [{"person_id": person_id, "sealed": _sealed(keys, person_id, chip)} for chip in best]
        connection.execute(insert(enrolment_chips), rows)


def chips_of(connection: Connection, keys: Keys, person_id: str) -> tuple[EnrolmentChip, ...]:
    """Return what is kept of somebody, the best first; raises StorageFault when one was changed."""
    query = select(_columns.sealed).where(_columns.person_id == person_id).order_by(_columns.id)
    return tuple(_opened(keys, person_id, sealed) for sealed in connection.scalars(query))


def erase_chips(connection: Connection, person_id: str) -> int:
    """Erase all of them, and return how many there were."""
    return connection.execute(delete(enrolment_chips).where(_columns.person_id == person_id)).rowcount


def people_with_chips(connection: Connection) -> Sequence[str]:
    """Return of whom pictures are kept, by id."""
    return connection.scalars(select(_columns.person_id).distinct().order_by(_columns.person_id)).all()


def _sealed(keys: Keys, person_id: str, chip: EnrolmentChip) -> bytes:
    box = chip.picture.face.box
    told = {
        "box": [box.left, box.top, box.right, box.bottom],
        "landmarks": chip.picture.face.landmarks.tolist(),
        "quality": asdict(chip.quality),
        "pose": chip.pose,
        "glasses": chip.has_glasses,
    }
    head = json.dumps(told).encode()
    plain = len(head).to_bytes(_HEAD_BYTES, "big") + head + chip.picture.jpeg
    return keys.seal(CHIPS, plain, bound=person_id)


def _opened(keys: Keys, person_id: str, sealed: bytes) -> EnrolmentChip:
    try:
        plain = keys.open(CHIPS, sealed, bound=person_id)
        ends = _HEAD_BYTES + int.from_bytes(plain[:_HEAD_BYTES], "big")
        told = json.loads(plain[_HEAD_BYTES:ends])
        face = DetectedFace(Box(*told["box"]), np.array(told["landmarks"], np.float32))
        pose = Pose(told["pose"]) if told["pose"] else None
        picture = FacePicture(plain[ends:], face)
        return EnrolmentChip(picture, Quality(**told["quality"]), pose, told["glasses"])
    except (ValueError, TypeError, KeyError) as error:
        raise StorageFault(
            f"A kept picture of person {person_id} cannot be decrypted: it was changed, or stored with"
            " another key."
        ) from error
