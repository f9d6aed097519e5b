"""What two settings differ in, for the access log: every key by its name in config.toml, old and new."""

from door_access.addresses import told_address
from door_access.config import Settings
from door_access.ports import OBJECTS_APART, Change


def setting_changes(before: Settings, after: Settings) -> tuple[Change, ...]:
    """Return what is no longer as it was, in the order of the file; passwords in addresses are left out.

    Another lock has other keys: one that is not there is told as empty.
    """
    old, new = before.model_dump(), after.model_dump()
    return tuple(
        Change(f"{section}.{key}", _text(old[section].get(key)), _text(values.get(key)))
        for section, values in new.items()
        for key in values | old[section]
        if values.get(key) != old[section].get(key)
    )


def sections_of(changes: tuple[Change, ...]) -> str:
    """Return which sections of the file the changes are in."""
    return OBJECTS_APART.join(dict.fromkeys(change.what.partition(".")[0] for change in changes))


def _text(value: object) -> str:
    return "" if value is None else told_address(str(value))
