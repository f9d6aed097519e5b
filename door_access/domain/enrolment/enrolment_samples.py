"""The samples of one round of an enrolment: which frames become one, and which gives way to a better one.

The wanted number is reached as quickly as frames come. In the time that is left, samples of poses that are
still wanted take the place of those that say least: somebody who cannot move the head loses nothing by it.
"""

from dataclasses import dataclass, replace

import numpy as np

from door_access.domain.enrolment.coverage import FRONT_SAMPLES, Coverage, Front, Pose
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import Quality

LONGEST_WAIT_S = 0.5
"""A slow camera gives a sample so often: twenty in the ten seconds that an enrolment may take."""
LONGEST_STEP_S = 1.0
"""What a gap between two frames counts for at most: a camera that was away takes nobody's time."""
ASKED_FOR_S = 2.5
"""How long one pose is asked for before another one is; a guess at how long somebody tries."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """How one round goes.

    Attributes:
        wanted: samples to take.
        every: accepted frames per sample, so that neighbouring frames do not count twice.
        poses_s: time for the poses from the first accepted frame on; 0 asks for none.
        has_glasses: what the operator said of all samples of this round; None says nothing.
    """

    wanted: int
    every: int
    poses_s: float = 0.0
    has_glasses: bool | None = None


class SampleRound:
    """Chooses frames and keeps the samples of one round. One thread owns it."""

    def __init__(self, rules: RoundRules) -> None:
        self._rules = rules
        self._front_samples: list[Quality] = []
        self._since_frames = self._since_s = 0.0
        self._spent_s = self._gained_s = 0.0
        self._seen_at_s: float | None = None
        self.templates: list[Template] = []

    @property
    def coverage(self) -> Coverage:
        """Return how many samples there are of every pose."""
        poses = [template.pose for template in self.templates if template.pose]
        return Coverage.of(poses, wanted=self._rules.wanted)

    @property
    def asked(self) -> Pose | None:
        """Return the pose to ask for now; None when none is wanted or there is no time for any."""
        wanted = self._wanted
        if not wanted or self.left_s <= 0.0:
            return None
        return wanted[int((self._spent_s - self._gained_s) / ASKED_FOR_S) % len(wanted)]

    @property
    def left_s(self) -> float:
        """Return how much of the time for the poses is left."""
        return max(0.0, self._rules.poses_s - self._spent_s)

    @property
    def is_full(self) -> bool:
        return len(self.templates) >= self._rules.wanted

    @property
    def is_over(self) -> bool:
        """Say whether there are enough samples and either every pose has its share or the time is over."""
        return self.is_full and self.asked is None

    def pass_time(self, at_s: float) -> None:
        """Let the time run up to a frame; it begins with the first accepted one."""
        if self._seen_at_s is not None:
            step_s = min(max(0.0, at_s - self._seen_at_s), LONGEST_STEP_S)
            self._spent_s += step_s
            self._since_s += step_s
            self._seen_at_s = at_s

    def wait_until(self, at_s: float) -> None:
        """Let no time pass: a question stands."""
        if self._seen_at_s is not None:
            self._seen_at_s = at_s

    def is_due(self, quality: Quality, at_s: float) -> bool:
        """Take note of an accepted frame; say whether it is to be a sample."""
        is_first, self._seen_at_s = self._seen_at_s is None, at_s
        self._since_frames += 1
        waited = self._since_frames >= self._rules.every or self._since_s >= LONGEST_WAIT_S
        pose = self._pose(quality)
        is_due = is_first or (waited and self._has_room(pose)) or self._is_new(pose)
        if is_due:
            self._since_frames = self._since_s = 0.0
        return is_due

    def add(self, template: Template) -> int | None:
        """Keep a sample and return its place; None when there is one like it in every place."""
        if len(self._front_samples) < FRONT_SAMPLES:
            self._front_samples.append(template.quality)
        pose = self._pose(template.quality)
        if not self._has_room(pose):
            return None
        if pose in self._wanted:
            self._gained_s = self._spent_s
        new = replace(template, pose=pose, has_glasses=self._rules.has_glasses)
        return self._put(new, self._spare() if self.is_full else None)

    def is_turned(self, quality: Quality) -> bool:
        """Say whether the newcomer does not look straight at the camera."""
        return self._pose(quality) is not Pose.FRONTAL

    def _pose(self, quality: Quality) -> Pose:
        return Front.of(self._front_samples or [quality]).pose(quality)

    def _is_new(self, pose: Pose) -> bool:
        return self._rules.poses_s > 0 and len(self._front_samples) >= FRONT_SAMPLES and not self._count(pose)

    @property
    def _wanted(self) -> tuple[Pose, ...]:
        """Return the poses that are wanted, unless none can spare a place for them."""
        coverage = self.coverage
        has_spare = not self.is_full or coverage.count(coverage.fullest) > coverage.enough
        return coverage.wanted if has_spare else ()

    def _has_room(self, pose: Pose) -> bool:
        return not self.is_full or pose in self._wanted

    def _count(self, pose: Pose) -> int:
        return self.coverage.count(pose)

    def _put(self, new: Template, place: int | None) -> int:
        if place is None:
            self.templates.append(new)
            return len(self.templates) - 1
        self.templates[place] = new
        return place

    def _spare(self) -> int:
        """Return the place of the sample that says least: of the fullest pose, the nearest to another one."""
        fullest = self.coverage.fullest
        places = [n for n, template in enumerate(self.templates) if template.pose is fullest]
        vectors = np.stack([template.embedding.vector for template in self.templates])
        likeness = vectors[places] @ vectors.T
        likeness[np.arange(len(places)), places] = -np.inf
        return places[int(likeness.max(axis=1).argmax())]
