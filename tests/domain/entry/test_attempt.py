"""One attempt, frame by frame: who may be compared, when, and the one answer that ends it."""

from dataclasses import dataclass, field

import pytest

from door_access.domain.entry.attempt import AttemptRules, Attempts, Phase
from door_access.domain.faces.faces import Embedding
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.matching.identification import Probe
from tests.builders import at_distance, crowd, denial, empty_scene, grant, scene

FRAME_S = 0.1
RULES = AttemptRules(agreement=0.423)
ADA, BEN = at_distance(0.0), at_distance(1.0)


@dataclass
class Door:
    """Drives the attempts as recognition does; ``answers`` is what the policy says to each look."""

    rules: AttemptRules = RULES
    answers: list[AccessDecision] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    decisions: list[tuple[float, AccessDecision]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.attempts = Attempts(self.rules)

    def show(self, shown: Scene, now_s: float, embedding: Embedding = ADA) -> AccessDecision | None:
        decision = self.attempts.follow(shown, now_s) or self._compare(shown, now_s, embedding)
        decision = decision or self.attempts.expire(now_s)
        if decision:
            self.decisions.append((now_s, decision))
        return decision

    def _compare(self, shown: Scene, now_s: float, embedding: Embedding) -> AccessDecision | None:
        sample = self.attempts.wanted(shown, now_s)
        probe = self.attempts.fuse(embedding, sample.captured_at_s, now_s) if sample else None
        if probe is None:
            return None
        self.probes.append(probe)
        answer = self.answers.pop(0) if self.answers else denial(at_s=now_s)
        return self.attempts.judged(answer, now_s)

    def watch(
        self, start_s: float, end_s: float, *, track: int = 1, embedding: Embedding = ADA, **others: object
    ) -> None:
        """Show the same good face in every frame of a span of time, its end excluded."""
        for at_s in times(start_s, end_s):
            self.show(scene(at_s, track=track, **others), at_s, embedding)  # type: ignore[arg-type]

    def reasons(self) -> list[Reason]:
        return [decision.reason for _, decision in self.decisions]


def times(start_s: float, end_s: float) -> list[float]:
    return [round(n * FRAME_S, 3) for n in range(round(start_s / FRAME_S), round(end_s / FRAME_S))]


@pytest.fixture
def door() -> Door:
    return Door()


def test_nobody_there_is_waiting_and_no_decision(door: Door) -> None:
    for at_s in times(0, 10):
        door.show(empty_scene(at_s), at_s)

    assert (door.decisions, door.attempts.phase) == ([], Phase.WAITING)


def test_a_face_that_walks_past_within_the_dwell_is_never_compared(door: Door) -> None:
    door.watch(0, 0.5)
    for at_s in times(0.5, 3):
        door.show(empty_scene(at_s), at_s)

    assert (door.probes, door.decisions) == ([], [])


def test_comparing_begins_when_the_dwell_is_over(door: Door) -> None:
    door.watch(0, 0.5)
    assert door.attempts.phase is Phase.DWELLING
    door.watch(0.5, 0.6)
    assert door.attempts.phase is Phase.COMPARING


def test_a_probe_is_made_of_three_frames_after_the_dwell(door: Door) -> None:
    door.watch(0, 0.8)

    assert [(probe.frames, probe.track, probe.at_s) for probe in door.probes] == [(3, 1, 0.7)]


def test_a_match_is_the_answer_and_the_face_is_not_asked_again(door: Door) -> None:
    door.answers = [grant(at_s=0.7)]
    door.watch(0, 20)

    assert [decision.is_granted for _, decision in door.decisions] == [True]
    assert len(door.probes) == 1


def test_a_granted_face_is_asked_again_after_it_has_left(door: Door) -> None:
    door.answers = [grant(), grant()]
    door.watch(0, 2)
    for at_s in times(2, 3):
        door.show(empty_scene(at_s), at_s)
    door.watch(3, 5)

    assert len(door.decisions) == 2


def test_a_stranger_gets_one_denial_per_attempt_and_three_attempts(door: Door) -> None:
    door.watch(0, 60)

    assert door.reasons() == [Reason.NO_MATCH] * RULES.attempts


def test_the_next_attempt_begins_two_seconds_after_the_denial(door: Door) -> None:
    door.watch(0, 12)

    denied_s = [at_s for at_s, _ in door.decisions]
    looked_s = [probe.at_s for probe in door.probes]
    first_look_after = min(at_s for at_s in looked_s if at_s > denied_s[0])
    assert first_look_after == pytest.approx(denied_s[0] + RULES.retry_after_s + 2 * FRAME_S)


def test_a_stranger_who_left_and_came_back_gets_attempts_anew(door: Door) -> None:
    door.watch(0, 30)
    for at_s in times(30, 31):
        door.show(empty_scene(at_s), at_s)
    door.watch(31, 40, track=2)

    assert len(door.decisions) > RULES.attempts


def test_an_attempt_looks_three_times_a_second_apart_with_frames_of_its_own(door: Door) -> None:
    door.watch(0, 4)

    assert [probe.frames for probe in door.probes] == [3, 3, 3]
    assert [probe.at_s for probe in door.probes] == pytest.approx([0.7, 1.7, 2.7])


def test_two_looks_never_share_a_frame(door: Door) -> None:
    door.watch(0, 0.8)
    door.watch(0.8, 1.6, guidance=Guidance.HOLD_STILL)
    door.watch(1.6, 1.8)
    assert len(door.probes) == 1
    door.watch(1.8, 1.9)

    assert [probe.frames for probe in door.probes] == [3, 3]


def test_every_attempt_has_its_own_looks(door: Door) -> None:
    door.watch(0, 12)

    assert len(door.probes) == RULES.attempts * RULES.looks


def test_what_hindered_one_attempt_is_not_held_against_the_next(door: Door) -> None:
    door.watch(0, 4, guidance=Guidance.TOO_DARK)
    door.watch(4, 9, guidance=Guidance.HOLD_STILL)

    assert door.reasons() == [Reason.TOO_DARK, Reason.BLURRED]


def test_frames_of_one_attempt_are_not_fused_in_the_next(door: Door) -> None:
    door.watch(0, 0.7)
    door.watch(0.7, 3.5, guidance=Guidance.HOLD_STILL)
    door.watch(3.5, 5.6, guidance=Guidance.HOLD_STILL)
    door.watch(5.6, 5.8)
    assert door.probes == []
    door.watch(5.8, 5.9)

    assert [probe.frames for probe in door.probes] == [3]


def test_a_match_at_the_second_look_is_granted(door: Door) -> None:
    door.answers = [denial(), grant()]
    door.watch(0, 3)

    assert [(decision.is_granted) for _, decision in door.decisions] == [True]


@pytest.mark.parametrize("reason", [Reason.NOBODY_ENROLLED, Reason.BLOCKED])
def test_a_denial_that_cannot_change_ends_the_attempt_at_once(door: Door, reason: Reason) -> None:
    door.answers = [denial(reason)]
    door.watch(0, 2)

    assert (door.reasons(), len(door.probes)) == ([reason], 1)


def test_another_face_on_the_same_track_never_shares_a_probe(door: Door) -> None:
    door.watch(0, 0.7)
    door.watch(0.7, 1.0, embedding=BEN)

    assert [probe.embedding.distance_to(BEN) for probe in door.probes] == pytest.approx([0.0], abs=1e-3)
    assert door.probes[0].frames == 3


def test_faces_that_alternate_never_fill_a_probe(door: Door) -> None:
    for n, at_s in enumerate(times(0, 3.4)):
        door.show(scene(at_s), at_s, (ADA, BEN)[n % 2])

    assert door.probes == []


def test_a_sample_of_another_track_is_not_wanted(door: Door) -> None:
    door.watch(0, 0.6)

    assert door.attempts.wanted(scene(0.6, track=2), 0.6) is None


def test_frames_older_than_half_a_second_are_not_fused_and_the_denial_says_stale(door: Door) -> None:
    for at_s in times(0, 4):
        door.show(scene(at_s - 0.6), at_s)

    assert (door.probes, door.reasons()) == ([], [Reason.STALE])


def test_frames_half_a_second_old_are_still_fused(door: Door) -> None:
    for at_s in times(0, 1):
        door.show(scene(at_s - 0.5), at_s)

    assert len(door.probes) == 1


@pytest.mark.parametrize(
    ("guidance", "reason"),
    [
        (Guidance.TOO_DARK, Reason.TOO_DARK),
        (Guidance.TOO_BRIGHT, Reason.TOO_BRIGHT),
        (Guidance.HOLD_STILL, Reason.BLURRED),
        (Guidance.LOOK_AT_CAMERA, Reason.TURNED_AWAY),
    ],
)
def test_a_face_that_is_never_good_enough_is_denied_after_three_seconds_and_told_why(
    door: Door, guidance: Guidance, reason: Reason
) -> None:
    door.watch(0, 4, guidance=guidance)

    assert door.reasons() == [reason]
    assert door.decisions[0][0] == pytest.approx(RULES.dwell_s + RULES.attempt_s)


def test_the_most_frequent_hindrance_is_the_reason(door: Door) -> None:
    door.watch(0, 1.0, guidance=Guidance.TOO_DARK)
    door.watch(1.0, 4, guidance=Guidance.HOLD_STILL)

    assert door.reasons() == [Reason.BLURRED]


def test_several_faces_in_the_zone_are_denied_as_such(door: Door) -> None:
    for at_s in times(0, 4):
        door.show(crowd(at_s), at_s)

    assert (door.probes, door.reasons()) == ([], [Reason.SEVERAL_FACES])


def test_a_good_face_that_gives_too_few_frames_is_compared_with_those_at_the_end(door: Door) -> None:
    door.watch(0, 3.4, guidance=Guidance.HOLD_STILL)
    door.watch(3.4, 3.6)

    assert [probe.frames for probe in door.probes] == [2]
    assert door.reasons() == [Reason.NO_MATCH]


def test_a_face_that_is_good_all_the_time_but_never_encoded_is_told_to_hold_still(door: Door) -> None:
    for at_s in times(0, 4):
        door.attempts.follow(scene(at_s), at_s)

    denied = door.attempts.expire(4.0)

    assert denied is not None
    assert (denied.outcome, denied.reason, denied.track) == (Outcome.DENIED, Reason.BLURRED, 1)


def test_a_face_that_leaves_in_the_middle_gets_one_denial(door: Door) -> None:
    door.watch(0, 0.7)
    for at_s in times(0.7, 5):
        door.show(empty_scene(at_s), at_s)

    assert door.reasons() == [Reason.FACE_LEFT]
    assert door.attempts.phase is Phase.WAITING


def test_a_face_that_leaves_after_a_look_is_denied_with_what_the_look_said(door: Door) -> None:
    door.watch(0, 1.0)
    for at_s in times(1.0, 3):
        door.show(empty_scene(at_s), at_s)

    assert door.reasons() == [Reason.NO_MATCH]


def test_a_face_missed_for_less_than_half_a_second_goes_on_with_its_attempt(door: Door) -> None:
    door.watch(0, 0.7)
    for at_s in times(0.7, 1.1):
        door.show(empty_scene(at_s), at_s)
    door.watch(1.1, 1.2)

    assert door.decisions == []
    assert [probe.frames for probe in door.probes] == [3]


def test_a_new_track_ends_the_old_attempt_and_dwells_for_itself(door: Door) -> None:
    door.watch(0, 0.7)
    door.watch(0.7, 1.6, track=2)

    assert door.reasons() == [Reason.FACE_LEFT]
    assert door.probes == []


def test_a_probe_never_mixes_two_tracks(door: Door) -> None:
    door.watch(0, 0.7)
    door.watch(0.7, 3.0, track=2)

    assert {probe.track for probe in door.probes} == {2}


def test_nobody_is_looked_up_while_a_second_face_stands_in_the_zone(door: Door) -> None:
    """The frames were gathered while the face was alone; the look would come when it no longer is."""
    door.watch(0, 1.5)
    looks = len(door.probes)
    for at_s in times(1.5, 2.0):
        door.show(crowd(at_s), at_s)

    assert len(door.probes) == looks


def test_nobody_is_looked_up_while_the_face_is_out_of_sight(door: Door) -> None:
    door.watch(0, 1.6)
    looks = len(door.probes)
    for at_s in times(1.6, 2.0):
        door.show(empty_scene(at_s), at_s)

    assert len(door.probes) == looks


def test_time_over_in_front_of_a_crowd_looks_nobody_up(door: Door) -> None:
    door.watch(0, 3.3, guidance=Guidance.HOLD_STILL)
    door.watch(3.3, 3.5)
    door.show(crowd(3.5), 3.5)

    assert door.probes == []
    assert door.reasons() == [Reason.BLURRED]


def test_an_aborted_attempt_is_a_denial_and_forgets_the_face(door: Door) -> None:
    door.watch(0, 0.7)

    denied = door.attempts.abort(Reason.CAMERA_LOST, 0.7)

    assert denied is not None
    assert (denied.reason, denied.track, denied.at_s) == (Reason.CAMERA_LOST, 1, 0.7)
    assert door.attempts.phase is Phase.WAITING


@pytest.mark.parametrize("end_s", [0.0, 0.3])
def test_aborting_outside_an_attempt_is_no_denial(door: Door, end_s: float) -> None:
    door.watch(0, end_s)

    assert door.attempts.abort(Reason.CAMERA_LOST, end_s) is None


def test_a_refused_attempt_counts_and_is_retried_only_after_two_seconds(door: Door) -> None:
    refused = []
    for at_s in times(0, 60):
        if not door.attempts.follow(scene(at_s), at_s) and door.attempts.wanted(scene(at_s), at_s):
            refused.append((at_s, door.attempts.refuse(Reason.ENCODER_FAULT, at_s)))

    assert [at_s for at_s, _ in refused] == pytest.approx([0.5, 2.5, 4.5])
    assert {decision.reason for _, decision in refused} == {Reason.ENCODER_FAULT}


def test_whoever_was_just_enrolled_is_not_asked_until_they_have_left(door: Door) -> None:
    door.attempts.dismiss(scene(0.0), 0.0)
    door.watch(0, 20)
    assert (door.probes, door.decisions) == ([], [])

    for at_s in times(20, 21):
        door.show(empty_scene(at_s), at_s)
    door.watch(21, 23)
    assert door.probes != []


def test_dismissing_an_empty_picture_changes_nothing(door: Door) -> None:
    door.attempts.dismiss(empty_scene(0.0), 0.0)

    assert door.attempts.phase is Phase.WAITING


def test_without_a_dwell_the_first_frame_begins_the_second_frame_compares() -> None:
    door = Door(AttemptRules(agreement=0.423, dwell_s=0.0))
    door.watch(0, 0.4)

    assert [probe.at_s for probe in door.probes] == pytest.approx([0.3])


def test_a_decision_taken_without_a_face_is_passed_on() -> None:
    attempts = Attempts(RULES)

    assert attempts.judged(grant(), 0.0) == grant()


def test_a_denied_face_that_shows_a_card_begins_anew_without_waiting(door: Door) -> None:
    door.watch(0, 4.2)
    assert door.attempts.phase is Phase.ANSWERED
    looks = len(door.probes)
    door.attempts.begin_anew()
    door.watch(4.2, 4.6)
    assert len(door.probes) == looks + 1


def test_a_card_shown_in_the_middle_of_an_attempt_leaves_none_of_its_frames(door: Door) -> None:
    door.watch(0, 0.7)
    door.attempts.begin_anew()
    door.watch(0.7, 0.9)
    assert (door.probes, door.attempts.phase) == ([], Phase.DWELLING)


def test_a_card_shown_to_nobody_changes_nothing(door: Door) -> None:
    door.attempts.begin_anew()
    assert door.attempts.phase is Phase.WAITING


def shown(*frames: tuple[int, Embedding]) -> bool:
    """Say whether the newest track has shown one face in these frames."""
    attempts = Attempts(AttemptRules(agreement=0.4))
    for at_s, (track, embedding) in enumerate(frames):
        attempts.follow(scene(float(at_s), track=track), float(at_s))
        attempts.fuse(embedding, float(at_s), float(at_s))
    return attempts.is_one_face


def test_one_face_stays_one_face() -> None:
    assert shown((1, ADA), (1, at_distance(0.2)), (1, ADA))
    assert shown((1, ADA), (1, at_distance(0.399)))


def test_another_face_on_the_same_track_is_a_change_that_stays() -> None:
    assert not shown((1, BEN), (1, ADA), (1, ADA))
    assert not shown((1, ADA), (1, at_distance(0.401)))


def test_another_face_on_another_track_is_no_change() -> None:
    assert shown((1, BEN), (2, ADA))
    assert shown((1, BEN), (1, ADA), (2, ADA))


def test_a_face_that_shows_a_card_is_still_known_to_have_changed(door: Door) -> None:
    door.watch(0, 0.7, embedding=BEN)
    door.watch(0.7, 0.8, embedding=ADA)
    door.attempts.begin_anew()
    door.watch(0.8, 2.0, embedding=ADA)
    assert not door.attempts.is_one_face
