"""Until when what is kept, in words: what the settings say of it, and what goes with the person."""

from door_access.config import Settings
from door_access.counts import counted

WITH_THE_PERSON = "until the person is erased"
_DAYS = {
    "entries_days": "who came and went, and when",
    "door_days": "what a door noticed by itself",
    "acts_days": "what operators did",
    "system_days": "what the program did by itself",
}


def kept_for(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return each kind of data, and until when it is kept."""
    return (
        ("name, department, notes, dates, groups", WITH_THE_PERSON),
        ("what was measured of the face", f"{WITH_THE_PERSON}, or takes the consent back"),
        ("pictures of the face, where somebody agreed", f"{WITH_THE_PERSON}, or takes that consent back"),
        ("cards and PIN", WITH_THE_PERSON),
        *_log_days(settings),
        ("faces of people who are not enrolled", "not kept at all"),
        ("sound, and films of the door", "not kept at all"),
    )


def log_days(settings: Settings) -> int | None:
    """Return for how many days the log tells who came; None where nothing limits that."""
    privacy = getattr(settings, "privacy", None)
    return getattr(privacy, "entries_days", None)


def _log_days(settings: Settings) -> tuple[tuple[str, str], ...]:
    privacy = getattr(settings, "privacy", None)
    if privacy is None:
        return (("the access log", f"{WITH_THE_PERSON}; then a row keeps time, door and answer alone"),)
    rows = tuple(
        (f"the access log: {what}", f"{counted(getattr(privacy, key), 'day')}, or {WITH_THE_PERSON}")
        for key, what in _DAYS.items()
        if hasattr(privacy, key)
    )
    return rows + _pictures_days(getattr(privacy, "pictures_days", 0))


def _pictures_days(days: int) -> tuple[tuple[str, str], ...]:
    return (("pictures of what the door decided", counted(days, "day") if days else "not kept at all"),)
