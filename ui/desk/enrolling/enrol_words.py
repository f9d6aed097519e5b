"""What poses, parts of the quality and results of the rehearsal are called on the enrolment's pages."""

from PySide6.QtCore import QCoreApplication

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.faces.quality_parts import PartReading, QualityPart
from ui import words
from ui.translation import QT_TRANSLATE_NOOP

_CONTEXT = "enrolment"

_POSES: dict[Pose, str] = {
    Pose.FRONTAL: QT_TRANSLATE_NOOP("enrolment", "Front"),
    Pose.LEFT: QT_TRANSLATE_NOOP("enrolment", "Left"),
    Pose.RIGHT: QT_TRANSLATE_NOOP("enrolment", "Right"),
    Pose.UP: QT_TRANSLATE_NOOP("enrolment", "Up"),
    Pose.DOWN: QT_TRANSLATE_NOOP("enrolment", "Down"),
}

_REQUESTS: dict[Pose, str] = {
    Pose.FRONTAL: QT_TRANSLATE_NOOP("enrolment", "Look straight at the camera"),
    Pose.LEFT: QT_TRANSLATE_NOOP("enrolment", "Turn your head a little to your left"),
    Pose.RIGHT: QT_TRANSLATE_NOOP("enrolment", "Turn your head a little to your right"),
    Pose.UP: QT_TRANSLATE_NOOP("enrolment", "Lift your chin a little"),
    Pose.DOWN: QT_TRANSLATE_NOOP("enrolment", "Lower your chin a little"),
}

_PARTS: dict[QualityPart, str] = {
    QualityPart.SIZE: QT_TRANSLATE_NOOP("enrolment", "Size"),
    QualityPart.SHARPNESS: QT_TRANSLATE_NOOP("enrolment", "Sharp"),
    QualityPart.EXPOSURE: QT_TRANSLATE_NOOP("enrolment", "Light"),
    QualityPart.POSE: QT_TRANSLATE_NOOP("enrolment", "Pose"),
}


_TWO_NAMES = QT_TRANSLATE_NOOP("enrolment", "{first} and {last}")


def pose_words(pose: Pose) -> str:
    """Return the pose's short name."""
    return _translated(_POSES[pose])


def request_words(pose: Pose) -> str:
    """Return what the newcomer is asked to do."""
    return _translated(_REQUESTS[pose])


def part_words(part: QualityPart) -> str:
    return _translated(_PARTS[part])


def reading_words(reading: PartReading) -> str:
    """Return the part with what to change, as a screen reader tells it."""
    return f"{part_words(reading.part)}: {words.guidance_words(reading.hint)}"


def listed(names: list[str]) -> str:
    """Return two names or more as one would say them."""
    return _translated(_TWO_NAMES).format(first=", ".join(names[:-1]), last=names[-1])


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
