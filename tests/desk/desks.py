"""A desk over stores in memory."""

from collections.abc import Callable
from pathlib import Path

from door_access import config
from door_access.config import Settings
from door_access.desk.desk import Desk
from door_access.desk.operator_pin import OperatorPin
from door_access.domain.matching.cost import EntryCosts
from tests.builders import MODEL
from tests.fakes import HandClock, MemoryAccessLog, MemoryPeopleStore, MemorySiteStore
from tests.memory_credentials import MemoryCredentialStore


def desk_over(
    people: MemoryPeopleStore,
    folder: Path,
    *,
    log: MemoryAccessLog | None = None,
    credentials: MemoryCredentialStore | None = None,
    cameras: tuple[tuple[str, str], ...] = (),
    costs_of: Callable[[int], EntryCosts | None] = lambda _: None,
    on_settings: Callable[[Settings], object] = lambda _: None,
) -> Desk:
    """Return a desk whose settings lie in the folder."""
    return Desk(
        people,
        log or MemoryAccessLog(people),
        pin=OperatorPin(MemorySiteStore(), clock=HandClock()),
        credentials=credentials or MemoryCredentialStore(people),
        model_key=MODEL,
        config_path=folder / config.FILE_NAME,
        find_cameras=lambda: cameras,
        costs_of=costs_of,
        on_settings=on_settings,
    )
