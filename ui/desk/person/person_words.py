"""What one person's page says of them, in sentences."""

from PySide6.QtCore import QCoreApplication

from door_access.desk.person_desk import PersonFile
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.enrolment.coverage import Coverage, Pose
from door_access.domain.enrolment.people import Person
from ui.desk.enrolling.guidance import pose_words
from ui.words import QT_TRANSLATE_NOOP, counted, local_date_text, local_day_text

_CONTEXT = "person"
_BLOCKED = QT_TRANSLATE_NOOP("person", "Blocked: no door opens for them.")
_LEAVING = QT_TRANSLATE_NOOP("person", "Being removed: everything about them is about to be erased.")
_ALLOWED = QT_TRANSLATE_NOOP("person", "Not blocked.")
_SEEN = QT_TRANSLATE_NOOP("person", "Last let in {when} at {door}.")
_UNSEEN = QT_TRANSLATE_NOOP("person", "Not let in yet, as far as the log tells.")
_NO_FACE = QT_TRANSLATE_NOOP("person", "No face is stored.")
_ONE = QT_TRANSLATE_NOOP("person", "{count} template, from {day}.")
_MORE = QT_TRANSLATE_NOOP("person", "{count} templates, the newest from {day}.")
_EVERY_POSE = QT_TRANSLATE_NOOP("person", "Every pose is there.")
_MISSING = QT_TRANSLATE_NOOP("person", "Missing poses: {poses}.")
_AGREED: dict[ConsentKind, str] = {
    ConsentKind.FACE: QT_TRANSLATE_NOOP("person", "Agreed to face recognition on {day}, {words}."),
    ConsentKind.PICTURE: QT_TRANSLATE_NOOP(
        "person", "Agreed on {day} that pictures of the face are kept, {words}; kept now: {pictures}."
    ),
}
_WITHDRAWN: dict[ConsentKind, str] = {
    ConsentKind.FACE: QT_TRANSLATE_NOOP("person", "Took back the consent to face recognition on {day}."),
    ConsentKind.PICTURE: QT_TRANSLATE_NOOP("person", "Took back on {day} that pictures are kept."),
}
_NEVER: dict[ConsentKind, str] = {
    ConsentKind.FACE: QT_TRANSLATE_NOOP("person", "No consent to face recognition is stored."),
    ConsentKind.PICTURE: QT_TRANSLATE_NOOP("person", "No pictures of the face are kept."),
}
_VERSION = QT_TRANSLATE_NOOP("person", "to version {version} of the site's words")
_OWN_WORDS = QT_TRANSLATE_NOOP("person", "in words of their own")
_BEHIND = QT_TRANSLATE_NOOP("person", "The site asks in newer words today: ask again when they come by.")


def state_words(person: Person) -> str:
    """Return whether somebody is blocked or on their way out."""
    if person.erased_from_utc is not None:
        return _tr(_LEAVING)
    return _tr(_BLOCKED if person.is_blocked else _ALLOWED)


def seen_words(file: PersonFile) -> str:
    """Return when and where somebody was let in last."""
    seen = file.last_seen
    if seen is None:
        return _tr(_UNSEEN)
    return _tr(_SEEN).format(when=local_day_text(seen.at_utc), door=seen.door)


def templates_words(file: PersonFile) -> str:
    """Return how many templates there are, and from when the newest is."""
    if not file.templates:
        return _tr(_NO_FACE)
    newest = max(one.created_at_utc for one in file.templates)
    return counted(len(file.templates), _tr(_ONE), _tr(_MORE), day=local_date_text(newest))


def poses_words(file: PersonFile) -> str:
    """Return which poses are missing; empty where nobody looked after poses, or there is no face."""
    poses: list[Pose] = [one.pose for one in file.templates if one.pose is not None]
    if not poses:
        return ""
    missing = Coverage.of(poses, wanted=len(file.templates)).missing
    if not missing:
        return _tr(_EVERY_POSE)
    return _tr(_MISSING).format(poses=", ".join(pose_words(pose) for pose in missing))


def consent_words(file: PersonFile, kind: ConsentKind) -> str:
    """Return since when somebody agrees to something, in which words, or that they do not."""
    consent = next((one for one in file.agreed.consents if one.kind is kind), None)
    if consent is None:
        return _tr(_NEVER[kind])
    if consent.withdrawn_at_utc is not None:
        return _tr(_WITHDRAWN[kind]).format(day=local_date_text(consent.withdrawn_at_utc))
    told = _tr(_AGREED[kind]).format(
        day=local_date_text(consent.given_at_utc),
        words=_tr(_OWN_WORDS if consent.version is None else _VERSION).format(version=consent.version),
        pictures=file.agreed.pictures,
    )
    is_behind = any(consent.is_behind(text) for text in file.site_texts if text.kind is kind)
    return f"{told} {_tr(_BEHIND)}" if is_behind else told


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
