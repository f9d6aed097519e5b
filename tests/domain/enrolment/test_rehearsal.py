"""The test after an enrolment: searched for as at the door, told at the desk, and never without an end."""

import pytest

from door_access.domain.enrolment.rehearsal import Rehearsal, RehearsalResult, RehearsalStage
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.faces.faces import Embedding
from door_access.domain.faces.guidance import Guidance
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import OperatingPoint
from tests.builders import CURVES, at_distance, empty_scene, gallery, reference, scene

STEP_S = 0.1
ADA, STRANGER = at_distance(0.0), at_distance(1.2)
KNOWN = gallery(reference("ada", ADA), reference("ben", at_distance(1.2, axis=2)))
RULES = AttemptRules(agreement=0.423)
POLICY = AccessPolicy(OperatingPoint(CURVES, wanted_fpir=0.003, margin=0.05, looks=RULES.looks))


class Entrance:
    """A test and whoever comes, ten pictures a second."""

    def __init__(self, person_id: str = "ada", known: Gallery = KNOWN) -> None:
        self.test = Rehearsal(person_id, POLICY, RULES, known)
        self.now_s = 5.0
        self.track = 1

    def stand(self, seconds: float, face: Embedding = ADA, guidance: Guidance = Guidance.GOOD) -> "Entrance":
        for _ in range(round(seconds / STEP_S)):
            self.now_s += STEP_S
            sample = self.test.sample_of(scene(self.now_s, track=self.track, guidance=guidance))
            if sample:
                self.test.look(sample, face)
        return self

    def leave(self, seconds: float = 1.0) -> "Entrance":
        for _ in range(round(seconds / STEP_S)):
            self.now_s += STEP_S
            self.test.sample_of(empty_scene(self.now_s))
        self.track += 1
        return self

    @property
    def result(self) -> RehearsalResult | None:
        return self.test.progress.result


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


def test_whoever_is_recognised_at_the_first_look_is_recognised_at_once(entrance: Entrance) -> None:
    entrance.stand(1.0).leave().stand(1.5)

    progress = entrance.test.progress
    assert (progress.stage, progress.result) == (RehearsalStage.DONE, RehearsalResult.AT_ONCE)
    assert (progress.looks, progress.distance) == (1, pytest.approx(0.0, abs=1e-3))
    assert progress.threshold is not None and progress.threshold > 0.2


def test_whoever_has_not_stepped_out_is_asked_to(entrance: Entrance) -> None:
    entrance.stand(2.0)

    assert entrance.test.progress.stage is RehearsalStage.LEAVING
    assert entrance.test.progress.looks == 0


def test_whoever_cannot_step_out_is_tested_where_they_are(entrance: Entrance) -> None:
    entrance.stand(12.0)

    assert entrance.result is RehearsalResult.AT_ONCE


def test_the_stages_follow_the_newcomer(entrance: Entrance) -> None:
    entrance.leave()
    assert entrance.test.progress.stage is RehearsalStage.COMING
    entrance.stand(0.7, guidance=Guidance.TOO_DARK)

    assert entrance.test.progress.stage is RehearsalStage.LOOKING
    assert entrance.test.progress.guidance is Guidance.TOO_DARK


def test_a_second_look_is_late(entrance: Entrance) -> None:
    entrance.leave().stand(1.0, STRANGER).stand(2.0)

    assert (entrance.result, entrance.test.progress.looks) == (RehearsalResult.LATE, 2)


def test_somebody_taken_for_another_is_told_so() -> None:
    assert Entrance("ben").leave().stand(1.5).result is RehearsalResult.AS_ANOTHER


def test_three_denials_are_enough(entrance: Entrance) -> None:
    entrance.leave().stand(16.0, STRANGER)

    assert entrance.result is RehearsalResult.NOT_RECOGNISED
    assert entrance.test.progress.distance == pytest.approx(1.2, abs=1e-3)


def test_a_face_that_is_never_good_enough_is_not_recognised(entrance: Entrance) -> None:
    entrance.leave().stand(16.0, guidance=Guidance.TOO_DARK)

    assert (entrance.result, entrance.test.progress.looks) == (RehearsalResult.NOT_RECOGNISED, 0)


def test_with_nobody_walking_in_it_ends_by_itself(entrance: Entrance) -> None:
    entrance.leave(29.0)
    assert entrance.result is None
    entrance.leave(3.0)

    assert entrance.result is RehearsalResult.NOBODY_CAME


def test_coming_and_going_without_a_match_ends_too(entrance: Entrance) -> None:
    entrance.leave()
    for _ in range(12):
        entrance.stand(1.6, STRANGER).leave()

    assert entrance.result is RehearsalResult.NOT_RECOGNISED


@pytest.mark.parametrize(
    ("seconds", "result"), [(1.2, RehearsalResult.NOT_RECOGNISED), (0.1, RehearsalResult.NOBODY_CAME)]
)
def test_a_source_that_ends_ends_the_test(
    entrance: Entrance, seconds: float, result: RehearsalResult
) -> None:
    entrance.leave().stand(seconds, STRANGER).test.finish()
    entrance.test.finish()

    assert (entrance.test.progress.stage, entrance.result) == (RehearsalStage.DONE, result)


def test_what_is_over_looks_no_more(entrance: Entrance) -> None:
    entrance.test.cancel()
    entrance.leave().stand(3.0)

    assert (entrance.test.progress.stage, entrance.test.progress.looks) == (RehearsalStage.CANCELLED, 0)
