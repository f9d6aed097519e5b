"""What measures make of a track: it can be found out, and then it stays so."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.liveness.liveness import AttackSign, Liveness, LivenessEvidence
from door_access.domain.liveness.liveness_measures import (
    EyeLikeness,
    LivenessMeasures,
    PlaneMotion,
    Recurrence,
)
from door_access.domain.liveness.passive import LivenessFusion

FRAME_S = 0.1
FLAT = {"motion": PlaneMotion(bent=0.02, parallax=0.001)}
DEEP = {"motion": PlaneMotion(bent=0.02, parallax=0.012)}
STILL = {"motion": PlaneMotion(bent=0.003, parallax=0.001)}
BROKEN = {"is_unbroken": False}
FROZEN = {"recurrence": Recurrence(0.0)}
LIVE_PIXELS = {"recurrence": Recurrence(2.0)}
OPEN = {"eyes": EyeLikeness(0.95, 0.95, 0.95)}
SHUT = {"eyes": EyeLikeness(0.2, 0.2, 0.9)}
BLINK = [OPEN] * 4 + [SHUT] * 3 + [OPEN]


class Watch:
    """Sees one track after the other."""

    def __init__(self) -> None:
        self.fusion = LivenessFusion()
        self.now_s = 0.0

    def shows(self, *measured: dict, track: int = 1) -> LivenessEvidence:
        for one in measured:
            self.now_s += FRAME_S
            self.fusion.keep([track], self.now_s)
            evidence = self.fusion.see(LivenessMeasures(track, self.now_s, **one))
        return evidence

    def is_gone_for(self, duration_s: float) -> None:
        self.now_s += duration_s
        self.fusion.keep([], self.now_s)


def test_nothing_measured_decides_nothing() -> None:
    assert Watch().shows({}) == LivenessEvidence(Liveness.UNDECIDED, None, 0, 0.0)


def test_a_face_that_only_shifts_decides_nothing_however_long() -> None:
    evidence = Watch().shows(*[STILL] * 100)

    assert evidence.verdict is Liveness.UNDECIDED
    assert evidence.observed_s == pytest.approx(9.9)


def test_a_view_that_changes_as_a_planes_is_an_attack() -> None:
    watch = Watch()
    assert watch.shows(*[FLAT] * 3).verdict is Liveness.UNDECIDED

    assert watch.shows(FLAT).sign is AttackSign.PLANAR


def test_a_head_that_turns_is_bona_fide() -> None:
    assert Watch().shows(*[DEEP] * 3).verdict is Liveness.BONA_FIDE


def test_measures_of_both_kinds_cancel_each_other() -> None:
    assert Watch().shows(*[FLAT, DEEP] * 20).verdict is Liveness.UNDECIDED


def test_a_head_seen_long_ago_does_not_cover_for_a_plane_seen_now() -> None:
    watch = Watch()
    watch.shows(*[DEEP] * 50)

    assert watch.shows(*[FLAT] * 7).sign is AttackSign.PLANAR


@pytest.mark.parametrize("alive", [[DEEP] * 3, BLINK])
def test_who_was_seen_alive_is_not_any_more_after_a_break(alive) -> None:
    watch = Watch()
    assert watch.shows(*alive).verdict is Liveness.BONA_FIDE
    assert watch.shows(STILL).verdict is Liveness.BONA_FIDE

    assert watch.shows(BROKEN).verdict is Liveness.UNDECIDED
    assert watch.shows(*alive).verdict is Liveness.BONA_FIDE


def test_a_break_forgives_no_movement_of_a_plane() -> None:
    watch = Watch()
    watch.shows(*[FLAT] * 3, BROKEN)

    assert watch.shows(FLAT).sign is AttackSign.PLANAR


@pytest.mark.parametrize(
    "motion", [(math.nan, 0.001), (0.02, math.nan), (0.02, 0.005), (0.012, 0.0025), (0.05, 0.01)]
)
def test_movement_that_is_neither_flat_nor_deep_decides_nothing(motion) -> None:
    measured = {"motion": PlaneMotion(*motion)}

    assert Watch().shows(*[measured] * 50).verdict is Liveness.UNDECIDED


def test_a_blink_is_bona_fide() -> None:
    evidence = Watch().shows(*BLINK)

    assert (evidence.verdict, evidence.blinks) == (Liveness.BONA_FIDE, 1)


def test_eyes_that_blink_in_something_flat_are_not_bona_fide() -> None:
    watch = Watch()
    watch.shows(FLAT)

    assert watch.shows(*BLINK).verdict is Liveness.UNDECIDED


def test_a_frozen_picture_is_an_attack_although_it_had_blinked() -> None:
    watch = Watch()
    watch.shows(*BLINK)

    assert watch.shows(*[FROZEN] * 7).sign is AttackSign.FROZEN


def test_an_attack_stays_one_while_its_track_lasts() -> None:
    watch = Watch()
    watch.shows(*[FROZEN] * 7)
    watch.is_gone_for(0.3)

    assert watch.shows(*[DEEP | LIVE_PIXELS] * 50, *BLINK).sign is AttackSign.FROZEN


def test_a_track_that_has_ended_is_forgotten() -> None:
    watch = Watch()
    watch.shows(*[FROZEN] * 7)
    watch.is_gone_for(0.6)

    assert watch.shows(*[LIVE_PIXELS]).verdict is Liveness.UNDECIDED


def test_a_clock_that_runs_backwards_ends_every_track() -> None:
    watch = Watch()
    watch.shows(*[DEEP] * 3)
    watch.now_s = -5.0

    assert watch.shows({}) == LivenessEvidence(Liveness.UNDECIDED, None, 0, 0.0)


def test_tracks_are_told_apart() -> None:
    watch = Watch()
    watch.shows(*[FLAT] * 4, track=1)

    assert watch.shows({}, track=2).verdict is Liveness.UNDECIDED


shares = st.floats() | st.sampled_from([0.0, 0.001, 0.02, 0.2, 0.95])
measures = st.fixed_dictionaries(
    {},
    optional={
        "motion": st.builds(PlaneMotion, shares, shares),
        "eyes": st.builds(EyeLikeness, shares, shares, shares),
        "recurrence": st.builds(Recurrence, shares, st.none() | shares, shares),
    },
)


@settings(max_examples=100)
@given(st.lists(measures | st.sampled_from([FLAT, DEEP, FROZEN, OPEN, SHUT]), min_size=1, max_size=60))
def test_whatever_is_measured_never_bona_fide_once_an_attack(shown) -> None:
    watch = Watch()
    verdicts = [watch.shows(one).verdict for one in shown]

    first = verdicts.index(Liveness.ATTACK) if Liveness.ATTACK in verdicts else len(verdicts)
    assert set(verdicts[first:]) <= {Liveness.ATTACK}
