"""Until when what is kept, in words: what the settings say of it, and what goes with the person."""

from door_access.config import Settings
from door_access.counts import counted
from door_access.kept_settings import PrivacySettings

WITH_THE_PERSON = "until the person is erased"
NOT_AT_ALL = "not kept at all"


def kept_for(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return each kind of data, and until when it is kept."""
    privacy = settings.privacy
    pictures = counted(privacy.pictures_days, "day") if privacy.pictures_days else NOT_AT_ALL
    return (
        ("name, department, notes, dates, groups", WITH_THE_PERSON),
        ("what was measured of the face", f"{WITH_THE_PERSON}, or takes the consent back"),
        ("pictures of the face, where somebody agreed", f"{WITH_THE_PERSON}, or takes that consent back"),
        ("cards, passes and PIN", WITH_THE_PERSON),
        *_log(privacy),
        ("pictures of what the door answered", pictures),
        ("faces of people who are not enrolled", NOT_AT_ALL),
        ("sound, and films of the door", NOT_AT_ALL),
    )


def _log(privacy: PrivacySettings) -> tuple[tuple[str, str], ...]:
    headers = (
        f"{counted(privacy.headers_years, 'year')}; they name nobody"
        if privacy.headers_years
        else "for good; they name nobody"
    )
    return (
        ("the access log: who came, and when", f"{_days(privacy.entries_days)}, or {WITH_THE_PERSON}"),
        ("the access log: what a door noticed", _days(privacy.door_days)),
        ("the access log: what operators did", f"{_days(privacy.acts_days)}, or {WITH_THE_PERSON}"),
        ("the access log: what the program did", _days(privacy.system_days)),
        ("the access log: time, door and answer of each row", headers),
    )


def _days(days: int) -> str:
    return counted(days, "day")
