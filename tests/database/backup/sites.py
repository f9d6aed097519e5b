"""A site with a few people and rows, and a backup of it, for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from database.backup.bundle import CONFIG
from database.backup.envelope import Passphrase, Recipient, SecretKey
from database.backup.making import BackupMaker, Made, Order
from database.backup.restoring import Restored, Target, Wish, restore
from database.connections import Database
from database.engine import KEY_DIR_NAME, open_database
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.people import SqlPeopleStore, open_people
from door_access.domain.backups.keeping import Keeping
from door_access.domain.operators.acts import Actor, Doer
from tests.database.building import event, newcomer, usually

SECRET = SecretKey("AGE-SECRET-KEY-142KYAHD3XXPGTA73Y39WTSTCMS9GJR87J7V3HH2Z87UQ52XTHE5SVAMDSD")
PUBLIC = Recipient("age16xxq8sujka08xn2udc8x38sstq0lzd2ze0ukapyudq2awqhcjv8qd4dgyw")
"""The same in every process of a test, and of nothing else."""
PASSPHRASE = Passphrase("correct horse battery")
CONFIG_TEXT = b'[door]\nname = "front"\n'


@dataclass(frozen=True)
class Site:
    """An opened data directory."""

    database: Database
    keyring: Keyring
    people: SqlPeopleStore
    log: SqlAccessLog
    folder: Path

    def backup(self, key: Recipient | Passphrase = PUBLIC, **others: object) -> Made:
        self.folder.mkdir(exist_ok=True)
        values = {"keeping": Keeping(100), "door": "front", "program": "1", "extras": {CONFIG: CONFIG_TEXT}}
        order = Order(self.folder, key, **(values | others))  # type: ignore[arg-type]
        return BackupMaker(self.database, self.keyring).make(order)

    def enrol(self, name: str, seed: int) -> str:
        return self.people.enrol(newcomer(name, seed=seed))

    def rows(self, count: int, person_id: str | None = None) -> None:
        for minute in range(count):
            self.log.append(event(minute, person_id=person_id))

    def newest(self) -> int:
        return self.log.newest_seq()

    def names(self) -> list[str]:
        return sorted(self.people.names().values())


@contextmanager
def site_in(place: Path) -> Iterator[Site]:
    """Open the data directory ``data`` of a place, beside which ``stick`` takes the backups."""
    with open_database(place / "data") as database:
        keyring = open_keyring(database)
        people = open_people(database, usually)
        yield Site(database, keyring, people, SqlAccessLog(database, keyring), place / "stick")


def put_back(
    place: Path,
    made: Made,
    key: SecretKey | Passphrase = SECRET,
    on_stage: Callable[[str], object] = lambda _stage: None,
    **others: object,
) -> Restored:
    """Put a backup back into the data directory of a place."""
    data = place / "data"
    target = Target(data, data / KEY_DIR_NAME, lambda _config: data / KEY_DIR_NAME, on_stage=on_stage)
    file = Path(made.backup.folder) / made.backup.name
    return restore(target, Wish(file, key, "front", Doer(Actor.COMMAND_LINE, "user:me"), **others))  # type: ignore[arg-type]
