"""What is stored about one person."""

from dataclasses import replace

import pytest

from database.people.person_record import StoredTemplate, person_record
from door_access.domain.enrolment.coverage import Pose
from door_access.errors import BadInput
from tests.database.building import MODEL, QUALITY, event, newcomer
from tests.fakes import NOON


def test_record_tells_everything_but_the_vectors(database, sql_people, sql_log):
    person_id = sql_people.enrol(newcomer("Ada", count=2, consent="Yes.", external_id="card-7"))
    sql_people.set_blocked(person_id, True)
    sql_log.append(event(0, person_id=person_id))
    sql_log.append(event(1, person_id="somebody else"))
    sql_log.append(event(2, person_id=person_id))

    record = person_record(database, person_id)

    assert (record.id, record.name, record.external_id, record.is_blocked) == (
        person_id,
        "Ada",
        "card-7",
        True,
    )
    assert (record.consent, record.consent_at_utc, record.enrolled_at_utc) == ("Yes.", NOON, NOON)
    assert record.templates == (StoredTemplate(MODEL, NOON, QUALITY),) * 2
    assert [row.seq for row in record.events] == [1, 3]


def test_record_tells_pose_and_glasses_of_a_template(database, sql_people):
    someone = newcomer("Ada")
    told = replace(someone.templates[0], pose=Pose.UP, has_glasses=False)
    record = person_record(database, sql_people.enrol(replace(someone, templates=(told,))))

    assert record.templates == (StoredTemplate(MODEL, NOON, QUALITY, Pose.UP, False),)


def test_nobody_has_no_record(database):
    with pytest.raises(BadInput, match="'no-such-id'"):
        person_record(database, "no-such-id")
