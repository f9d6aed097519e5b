"""Asks the person for a random sequence of movements. Its one rule: what is not seen in time, has failed.

A recording cannot know what will be asked. So a step counts only when the face was first seen *without* the
asked pose, long enough after the question to have read it, and then with it; and whoever clearly does
something else than asked has failed, because a film that shows every movement in turn would otherwise
pass by waiting. Who turns to the wrong side by mistake gets another challenge with the next attempt.

Left is the person's own left. Pictures are analysed unmirrored, where that is the picture's right: yaw grows.
Looking up brings the nose nearer to the line of the eyes: pitch falls.
"""

import math
import random
from dataclasses import dataclass
from enum import StrEnum

from door_access.domain.faces.faces import Quality
from door_access.domain.faces.tracking import LONGEST_MISS_S

LONGEST_STEP_S = 4.0
LONGEST_CHALLENGE_S = 10.0
"""Nobody waits longer at a door, and a longer film is easier to find."""
REACTION_S = 0.2
"""Nobody reads an arrow and moves faster; a movement that has begun earlier is no answer."""


class ChallengeStep(StrEnum):
    """What a person can be asked for."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    COME_CLOSER = "come_closer"
    BLINK = "blink"


class ChallengeOutcome(StrEnum):
    """How a challenge stands."""

    ONGOING = "ongoing"
    PASSED = "passed"
    FAILED = "failed"


TURNS = (ChallengeStep.TURN_LEFT, ChallengeStep.TURN_RIGHT)
"""Whoever shakes their head does one after the other; of films that heard no challenge most passed so."""
POSES = (ChallengeStep.TURN_LEFT, ChallengeStep.TURN_RIGHT, ChallengeStep.LOOK_UP)
"""The movements that nobody makes by accident, so that the wrong one tells."""


@dataclass(frozen=True, slots=True)
class ChallengeRules:
    """How much is asked for, and how much movement counts. Poses are changes since the beginning.

    Attributes:
        count: steps of one challenge.
        allowed: what may be asked for.
        step_s, whole_s: time for a step and for all of them.
        turn: change of yaw, in distances of the eyes; about 20 degrees.
        look_up: fall of pitch, in distances of the eyes; about 15 degrees.
        closer: how many times wider the face must become.
        blinks: how many are asked for; people blink once by themselves every few seconds, and so do films.
        clearly: a wrong pose counts from so many times the asked change.
        sightings: scenes in a row that must show a pose, so that one misplaced point passes nobody.
        widest_yaw, lowest_pitch, widest_px: beyond these a face is hardly found; no step asks to go there.
    """

    count: int = 2
    allowed: tuple[ChallengeStep, ...] = tuple(ChallengeStep)
    step_s: float = LONGEST_STEP_S
    whole_s: float = LONGEST_CHALLENGE_S
    turn: float = 0.15
    look_up: float = 0.10
    closer: float = 1.25
    blinks: int = 2
    clearly: float = 1.5
    sightings: int = 2
    widest_yaw: float = 0.45
    lowest_pitch: float = 0.4
    widest_px: float = 320.0

    def __post_init__(self) -> None:
        if min(self.count, self.sightings, self.blinks) < 1:
            raise ValueError(f"a challenge has steps that are seen and done, got {self}")
        if len(set(self.allowed)) < 2:
            raise ValueError(f"a random sequence needs two different steps, got {self.allowed}")
        if not (0 < self.step_s <= LONGEST_STEP_S and 0 < self.whole_s <= LONGEST_CHALLENGE_S):
            raise ValueError(f"a step takes up to 4 s and all up to 10 s, got {self.step_s}, {self.whole_s}")
        if not (self.turn > 0 and self.look_up > 0 and self.closer > 1 and self.clearly >= 1):
            raise ValueError(f"every step asks for a change, got {self}")

    def is_reachable(self, step: ChallengeStep, first: Quality) -> bool:
        """Say whether somebody who stands like this would still be found with that pose."""
        reachable = {
            ChallengeStep.TURN_LEFT: first.yaw + self.turn <= self.widest_yaw,
            ChallengeStep.TURN_RIGHT: first.yaw - self.turn >= -self.widest_yaw,
            ChallengeStep.LOOK_UP: first.pitch - self.look_up >= self.lowest_pitch,
            ChallengeStep.COME_CLOSER: first.width_px * self.closer <= self.widest_px,
            ChallengeStep.BLINK: True,
        }
        return reachable[step]

    def change(self, step: ChallengeStep, first: Quality, now: Quality) -> float:
        """Return how much of the change that a pose asks for has happened; 1 is enough. Not for a blink."""
        changes = {
            ChallengeStep.TURN_LEFT: (now.yaw - first.yaw) / self.turn,
            ChallengeStep.TURN_RIGHT: (first.yaw - now.yaw) / self.turn,
            ChallengeStep.LOOK_UP: (first.pitch - now.pitch) / self.look_up,
            ChallengeStep.COME_CLOSER: _growth(first.width_px, now.width_px) / (self.closer - 1),
        }
        return changes[step]


class _Watched:
    """Knows whether a pose was taken: seen without it, then with it several times in a row."""

    def __init__(self, needed: int) -> None:
        self._needed = needed
        self.is_armed = False
        self._sightings = 0

    def see(self, is_there: bool, *, may_arm: bool) -> bool:
        """Take the next scene and say whether the pose has been taken."""
        if not is_there:
            self.is_armed = self.is_armed or may_arm
            self._sightings = 0
        elif self.is_armed:
            self._sightings += 1
        return self._sightings >= self._needed


class Challenge:
    """One sequence for one track. One thread owns it; time comes in with every scene."""

    def __init__(
        self,
        rules: ChallengeRules,
        steps: tuple[ChallengeStep, ...],
        *,
        track: int,
        first: Quality,
        now_s: float,
    ) -> None:
        """Ask for these steps, beginning now; ``first`` is the pose that changes are measured from."""
        self._rules = rules
        self._steps = steps
        self._track = track
        self._first = first
        self._began_s = self._seen_s = self._now_s = now_s
        self._most_blinks = 0
        self._outcome = ChallengeOutcome.ONGOING
        self._ask(0)

    @classmethod
    def drawn(
        cls, rules: ChallengeRules, dice: random.Random, *, track: int, first: Quality, now_s: float
    ) -> "Challenge":
        """Return a challenge of random steps, no step twice in a row, nor two turns if it can be helped."""
        possible = [step for step in rules.allowed if rules.is_reachable(step, first)]
        choice = possible if len(set(possible)) > 1 else list(rules.allowed)
        steps: list[ChallengeStep] = []
        for _ in range(rules.count):
            steps.append(dice.choice(_following(choice, steps[-1:])))
        return cls(rules, tuple(steps), track=track, first=first, now_s=now_s)

    @property
    def step(self) -> ChallengeStep:
        """Return what is asked for now; the last step once it is over."""
        return self._steps[self._index]

    @property
    def number(self) -> int:
        """Return which step that is, from 1."""
        return self._index + 1

    @property
    def count(self) -> int:
        return len(self._steps)

    @property
    def ends_at_s(self) -> float:
        """Return when the step that is asked for now has failed."""
        return min(self._asked_s + self._rules.step_s, self._began_s + self._rules.whole_s)

    def see(
        self, *, track: int | None, quality: Quality | None, blinks: int, now_s: float
    ) -> ChallengeOutcome:
        """Take the next scene and return how it stands; once over, it stays over.

        Args:
            track: of the one present face; None when there is none or are several.
            quality: of that face; None, or a pose that is no number, counts as not seen.
            blinks: counted on that track so far.
            now_s: the scene's time; one that runs backwards or is no number fails.
        """
        if self._outcome is ChallengeOutcome.ONGOING:
            self._outcome = self._answer(track, quality, blinks, now_s)
        return self._outcome

    def _answer(
        self, track: int | None, quality: Quality | None, blinks: int, now_s: float
    ) -> ChallengeOutcome:
        if not self._now_s <= now_s < self.ends_at_s or now_s - self._seen_s > LONGEST_MISS_S:
            return ChallengeOutcome.FAILED
        self._now_s = now_s
        if track is not None and track != self._track:
            return ChallengeOutcome.FAILED
        if track is None or quality is None or not _is_measured(quality):
            return ChallengeOutcome.ONGOING
        self._seen_s = now_s
        return self._judge(quality, blinks)

    def _judge(self, quality: Quality, blinks: int) -> ChallengeOutcome:
        may_arm = self._now_s - self._asked_s >= REACTION_S
        is_there = self._is_there(quality, blinks)
        if not self._asked.is_armed:
            self._most_blinks = max(self._most_blinks, blinks)
        if self._asked.see(is_there, may_arm=may_arm):
            return self._next()
        return ChallengeOutcome.FAILED if self._is_wrong(quality) else ChallengeOutcome.ONGOING

    def _is_there(self, quality: Quality, blinks: int) -> bool:
        if self.step is ChallengeStep.BLINK:
            return self._asked.is_armed and blinks >= self._most_blinks + self._rules.blinks
        return self._rules.change(self.step, self._first, quality) >= 1.0

    def _is_wrong(self, quality: Quality) -> bool:
        """Say whether another pose was clearly taken since this step began."""
        seen = [
            watched.see(self._rules.change(pose, self._first, quality) >= self._rules.clearly, may_arm=True)
            for pose, watched in self._wrong.items()
        ]
        return any(seen)

    def _next(self) -> ChallengeOutcome:
        if self.number == self.count:
            return ChallengeOutcome.PASSED
        self._ask(self._index + 1)
        return ChallengeOutcome.ONGOING

    def _ask(self, index: int) -> None:
        """Ask for a step; the pose of the one before may still be held, or grow, while it is read."""
        self._index, self._asked_s = index, self._now_s
        self._asked = _Watched(self._rules.sightings)
        expected = self._steps[max(0, index - 1) : index + 1]
        self._wrong = {pose: _Watched(self._rules.sightings) for pose in POSES if pose not in expected}


def _following(choice: list[ChallengeStep], before: list[ChallengeStep]) -> list[ChallengeStep]:
    """Return what may be asked for after a step: something else, and of another kind where there is any."""
    others = [step for step in choice if step not in before]
    turned = set(before) & set(TURNS)
    return [step for step in others if not turned or step not in TURNS] or others


def _is_measured(quality: Quality) -> bool:
    return all(map(math.isfinite, (quality.yaw, quality.pitch, quality.width_px)))


def _growth(before_px: float, now_px: float) -> float:
    """Return by what share a width has grown; no growth where there was no width."""
    return now_px / before_px - 1 if before_px > 0 else 0.0
