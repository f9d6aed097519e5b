"""A backup comes back whole or not at all, never silently older, and without whoever was erased since."""

import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from database.backup import bundle, placing
from database.backup.bundle import KNOWN, Part, archived
from database.backup.envelope import Envelope, Passphrase, new_key, opening_of, unseal
from database.backup.making import Made
from database.backup.manifest import Manifest
from database.backup.swapping import ASIDE_NAME, PLAN_NAME, STAGED_NAME
from database.door_ownership import DoorOwnership
from database.engine import FILE_NAME
from database.log.log_head import End
from database.operators import SqlOperatorStore
from database.people.credentials import SqlCredentialStore
from database.people.passes import SqlPassStore
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import PassTerms, token_of
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, DoorAccessError, DoorInUse, Refused, StorageFault
from door_access.ports import LogFilter
from tests.database.backup.sites import PASSPHRASE, PUBLIC, SECRET, Site, put_back, site_in
from tests.database.building import bring_back, newcomer, template
from tests.fakes import NOON

ONCE = PassTerms(Validity(NOON, NOON + timedelta(hours=8)))
AGE_CHUNK_BYTES = 64 * 1024 + 16


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as site:
        site.rows(3, site.enrol("Ada Lovelace", 0))
        yield site


def file_of(made: Made) -> Path:
    return Path(made.backup.folder) / made.backup.name


def contents(place: Path) -> dict[str, bytes]:
    """Return all that lies in a data directory, but for locks and SQLite's own files beside the database."""
    files = [path for path in (place / "data").rglob("*") if path.is_file()]
    return {
        str(path.relative_to(place)): path.read_bytes()
        for path in files
        if not path.name.endswith((".lock", "-wal", "-shm"))
    }


def assert_refused(
    place: Path, made: Made, wanted: type[DoorAccessError], words: str, **others: object
) -> None:
    """The backup is refused with a sentence, and the data are as they were."""
    before = contents(place)
    with pytest.raises(wanted, match=words) as raised:
        put_back(place, made, **others)
    assert str(raised.value).count("\n") == 0
    assert contents(place) == before


def test_a_new_machine_has_everything_and_an_epoch_in_its_log(site, tmp_path):
    made = site.backup()
    done = put_back(tmp_path / "new", made)

    with site_in(tmp_path / "new") as restored:
        assert restored.names() == ["Ada Lovelace"]
        check = restored.log.verify()
        assert (check.is_ok, check.events, check.epochs) == (True, 4, (4,))
        (row,) = restored.log.page(LogFilter(), before_seq=None, limit=1)
        assert row.event.reason is Act.RESTORE_BACKUP
        assert (row.event.object, row.event.operator) == (made.backup.name, "user:me")
        assert "ends at row 3" in row.event.note
        assert restored.people.remove(next(iter(restored.people.names()))).backups[0].name == made.backup.name
    assert (done.missing_rows, done.epoch_seq, done.erased_again) == (None, 4, 0)
    assert (tmp_path / "new" / "data" / "config.toml").read_bytes().startswith(b"[door]")


def test_a_passphrase_opens_its_backup_and_no_other_does(site, tmp_path):
    made = site.backup(PASSPHRASE)

    assert_refused(tmp_path, made, Refused, "cannot be opened", key=Passphrase("correct horse batterx"))
    assert_refused(tmp_path, made, BadInput, "opened with a passphrase", key=SECRET)
    put_back(tmp_path / "new", made, PASSPHRASE)


def test_another_secret_key_opens_nothing(site, tmp_path):
    made = site.backup()

    assert_refused(tmp_path, made, Refused, "cannot be opened", key=new_key()[0])
    assert_refused(tmp_path, made, BadInput, "opened with a secret key", key=PASSPHRASE)


def test_missing_rows_are_told_and_must_be_accepted(site, tmp_path):
    made = site.backup()
    site.rows(2)
    site.database.close()

    assert_refused(tmp_path, made, Refused, "lacks the rows 4 to 5 .*--accept-missing-rows")
    done = put_back(tmp_path, made, accepts_missing_rows=True)

    assert done.missing_rows == 2
    with site_in(tmp_path) as restored:
        assert restored.log.verify().is_ok
        restored.rows(1)


def test_rows_that_only_the_record_tells_of_are_missed_as_well(site, tmp_path):
    made = site.backup()
    site.rows(2)
    site.database.close()
    (tmp_path / "data" / FILE_NAME).unlink()

    assert_refused(tmp_path, made, Refused, "lacks the rows 4 to 5")


def test_an_anchor_tells_a_new_machine_what_is_missing(site, tmp_path):
    made = site.backup()
    site.rows(2)
    newest = site.log.page(LogFilter(), before_seq=None, limit=1)[0]

    with pytest.raises(Refused, match="lacks the rows 4 to 5"):
        put_back(tmp_path / "new", made, anchor=End(newest.seq, newest.hash))
    with pytest.raises(Refused, match="lacks"):
        put_back(tmp_path / "new", made, anchor=End(2, "f" * 64))


def test_a_lost_record_of_the_head_is_not_taken_for_no_missing_rows(site, tmp_path):
    made = site.backup()
    site.database.close()
    (site.database.key_dir / "log.head").write_text("{}")

    assert_refused(tmp_path, made, Refused, "nobody can say which rows")
    assert put_back(tmp_path, made, accepts_missing_rows=True).missing_rows is None


def test_a_log_that_went_another_way_since_an_earlier_restore_loses_its_rows_only_when_that_is_said(
    site, tmp_path
):
    first = site.backup()
    site.rows(4)
    later = site.backup()
    site.database.close()
    put_back(tmp_path, first, accepts_missing_rows=True)
    with site_in(tmp_path) as restored:
        restored.rows(2)

    assert_refused(tmp_path, later, Refused, "lacks the rows 4 to 6")
    assert put_back(tmp_path, later, accepts_missing_rows=True).missing_rows == 3


def test_somebody_erased_stays_erased_whichever_way_the_machine_is_restored(site, tmp_path):
    ben, cleo = site.enrol("Ben", 10), site.enrol("Cleo", 20)
    site.rows(2, ben)
    made = site.backup()
    site.people.remove(ben)
    site.database.close()
    (tmp_path / "data" / FILE_NAME).unlink()  # the list beside the keys is all that is left

    done = put_back(tmp_path, made)

    assert done.erased_again == 1
    with site_in(tmp_path) as restored:
        assert restored.names() == ["Ada Lovelace", "Cleo"]
        assert restored.log.verify().is_ok
        assert restored.log.verify().sealed == 2
        assert restored.people.people("x") and cleo in restored.people.names()
    everything = b"".join(contents(tmp_path).values())
    assert ben.encode() not in everything


def test_who_is_erased_while_a_backup_is_put_back_does_not_come_back(site, tmp_path):
    ben = site.enrol("Ben", 10)
    made = site.backup()

    def erase(stage: str) -> None:
        if stage == "putting in place":
            site.people.remove(ben)

    with pytest.raises(Refused, match="Try again"):
        put_back(tmp_path, made, on_stage=erase)
    site.database.close()
    assert put_back(tmp_path, made).erased_again == 1


def test_an_erasure_is_carried_into_later_backups_and_their_restores(site, tmp_path):
    ben = site.enrol("Ben", 10)
    before = site.backup()
    site.people.remove(ben)
    after = site.backup()
    put_back(tmp_path / "new", after)

    assert put_back(tmp_path / "new", before, accepts_missing_rows=True).erased_again == 1


def test_a_face_that_was_erased_does_not_come_back_and_one_enrolled_later_stays(site, tmp_path):
    ben, cleo = (
        site.people.enrol(newcomer(name, seed=seed, entry=EntryRule.CARD_PIN))
        for name, seed in (("Ben", 10), ("Cleo", 20))
    )
    before = site.backup()
    for person_id in (ben, cleo):
        site.people.erase_templates(person_id)
    site.people.add_templates(cleo, (template(77),))
    after = site.backup()

    site.database.close()
    assert put_back(tmp_path, before).erased_again == 2
    with site_in(tmp_path) as restored:
        assert [len(restored.people.templates_of(one)) for one in (ben, cleo)] == [0, 0]
    put_back(tmp_path, after, accepts_missing_rows=True)
    with site_in(tmp_path) as restored:
        assert [len(restored.people.templates_of(one)) for one in (ben, cleo)] == [0, 1]


def test_a_spoilt_list_of_the_erased_is_not_taken_for_an_empty_one(site, tmp_path):
    made = site.backup()
    site.people.remove(site.enrol("Ben", 10))
    site.database.close()
    listed = site.database.key_dir / "people.erased"
    told = json.loads(listed.read_text())
    listed.write_text(json.dumps(told | {"erased": {}}))

    assert_refused(tmp_path, made, Refused, "--accept-lost-erasures")
    put_back(tmp_path, made, accepts_lost_erasures=True)


def test_a_list_of_the_erased_counts_though_database_and_record_are_lost(site, tmp_path):
    made = site.backup()
    site.people.remove(next(iter(site.people.names())))
    site.database.close()
    (tmp_path / "data" / FILE_NAME).unlink()
    (site.database.key_dir / "log.head").unlink()

    assert_refused(tmp_path, made, Refused, "which rows of the log would be missing")
    assert put_back(tmp_path, made, accepts_missing_rows=True).erased_again == 1


def test_a_deleted_list_of_the_erased_is_missed_where_no_database_tells_of_them_either(site, tmp_path):
    ben = site.enrol("Ben", 10)
    made = site.backup()
    assert (site.database.key_dir / "people.erased").exists()
    site.people.remove(ben)
    site.database.close()
    (site.database.key_dir / "people.erased").unlink()
    shutil.copytree(tmp_path / "data", tmp_path / "whole" / "data")
    (tmp_path / "data" / FILE_NAME).write_bytes(b"no database any more")

    assert put_back(tmp_path / "whole", made).erased_again == 1  # the database tells of Ben
    assert_refused(tmp_path, made, Refused, "--accept-lost-erasures")
    put_back(tmp_path, made, accepts_lost_erasures=True)
    with site_in(tmp_path) as restored:
        (row,) = restored.log.page(LogFilter(), before_seq=None, limit=1)
        assert "who was erased was lost" in row.event.note


def test_a_backup_of_another_site_goes_into_an_empty_data_directory_only(site, tmp_path):
    made = site.backup()
    with site_in(tmp_path / "other") as other:
        other.rows(1)

    assert_refused(tmp_path / "other", made, Refused, "another site", accepts_missing_rows=True)


def test_no_door_may_run_on_the_data(site, tmp_path):
    made = site.backup()
    with DoorOwnership(tmp_path / "data", "front"), pytest.raises(DoorInUse):
        put_back(tmp_path, made)


def test_old_data_can_be_kept(site, tmp_path):
    made = site.backup()
    site.database.close()
    old = contents(tmp_path)
    (folder, *_) = put_back(tmp_path, made, keeps_old=True).kept_aside

    assert (folder / FILE_NAME).read_bytes() == old[f"data/{FILE_NAME}"]
    assert folder.stat().st_mode & 0o077 == 0


def test_old_data_that_are_kept_are_named_where_somebody_in_them_is_erased(site, tmp_path):
    made = site.backup()
    site.database.close()
    (folder, *_) = put_back(tmp_path, made, keeps_old=True).kept_aside

    with site_in(tmp_path) as restored:
        later = restored.enrol("Later", 30)
        held = restored.people.remove(next(one for one in restored.people.names() if one != later)).backups
        assert [one.name.split()[0] for one in held] == [made.backup.name, folder.name]


def test_nothing_is_left_lying_about(site, tmp_path):
    made = site.backup()
    site.database.close()
    put_back(tmp_path, made)

    there = {path.name for path in (tmp_path / "data").rglob("*")}
    assert not there & {STAGED_NAME, ASIDE_NAME, PLAN_NAME, "manifest.json", "models.json"}


def test_a_backup_that_was_cut_anywhere_changes_nothing(site, tmp_path):
    site.database.outside_transactions("user_version = 1")
    made = site.backup()
    content = file_of(made).read_bytes()
    begin = content.index(b"\n---") + 4
    begin = content.index(b"\n", begin) + 1 + 16
    bounds = [0, 1, 30, content.index(b"\n") + 1, begin, *range(begin, len(content), AGE_CHUNK_BYTES)]
    assert len(bounds) > 8
    before = contents(tmp_path)
    for bound in [*bounds, len(content) - 1]:
        file_of(made).write_bytes(content[:bound])
        with pytest.raises(BadInput):
            put_back(tmp_path, made)
    assert contents(tmp_path) == before


def test_a_changed_byte_anywhere_is_found(site, tmp_path):
    made = site.backup()
    content = file_of(made).read_bytes()
    before = contents(tmp_path)
    for place in range(5, len(content), len(content) // 12):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        file_of(made).write_bytes(changed)
        with pytest.raises(DoorAccessError):
            put_back(tmp_path, made)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"{}\n",
        b"[1]\n",
        b'{"is": 5}\n',
        bytes(5000),
        b'{"is": "door-access backup"}\n',
        b"null\n",
    ],
)
def test_what_is_no_backup_is_named(site, tmp_path, content):
    made = site.backup()
    file_of(made).write_bytes(content)

    assert_refused(tmp_path, made, BadInput, "is no backup")


def test_a_missing_file_or_a_folder_is_named(site, tmp_path):
    made = site.backup()
    file_of(made).unlink()
    assert_refused(tmp_path, made, BadInput, "cannot be read")
    file_of(made).mkdir()
    assert_refused(tmp_path, made, BadInput, "cannot be read")


def parts_of(made: Made) -> dict[str, bytes]:
    """Return what lies in a backup, as anybody with the key can get at it."""
    plain = io.BytesIO()
    with file_of(made).open("rb") as file:
        unseal(file, opening_of(file, "it"), SECRET, plain, "it")
    plain.seek(0)
    with tarfile.open(fileobj=plain) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def rewrite(made: Made, parts: list[Part]) -> None:
    """Put another content into a backup, as anybody can who has the public key."""
    with file_of(made).open("wb") as file:
        Envelope(PUBLIC).seal(archived(parts), file)


def told_of(made: Made, **changes: object) -> bytes:
    manifest = Manifest.read(parts_of(made)[bundle.MANIFEST], "it")
    return replace(manifest, **changes).text()  # type: ignore[arg-type]


def test_ordinary_tools_can_look_into_a_backup(site):
    assert tuple(parts_of(site.backup())) == KNOWN


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../outside", "holds '../outside'"),
        ("/etc/passwd", "which no backup"),
        (bundle.CONFIG, "which no backup"),
        ("keys/other.key", "which no backup"),
    ],
)
def test_a_forged_backup_chooses_no_name_of_a_file(site, tmp_path, name, words):
    made = site.backup()
    parts = [Part(known, content) for known, content in parts_of(made).items()]
    rewrite(made, [*parts, Part(name, b"x")])

    assert_refused(tmp_path, made, BadInput, words)
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("missing", [bundle.MANIFEST, bundle.KEY, bundle.DATABASE])
def test_a_backup_without_one_of_its_files_is_refused(site, tmp_path, missing):
    made = site.backup()
    rewrite(made, [Part(name, content) for name, content in parts_of(made).items() if name != missing])

    assert_refused(tmp_path, made, BadInput, "which no backup|is not whole")


@pytest.mark.parametrize(
    ("changes", "wanted", "words"),
    [
        ({"schema": "9999"}, BadInput, "newer version"),
        ({"seq": 2}, BadInput, "another log than it says"),
        ({"database_bytes": 10**15}, DoorAccessError, "not enough room"),
        ({"rows": -1}, BadInput, "does not say what it holds"),
        ({"made_at_utc": "yesterday"}, BadInput, "does not say what it holds"),
    ],
)
def test_what_a_backup_says_of_itself_is_checked(site, tmp_path, changes, wanted, words):
    made = site.backup()
    parts = parts_of(made)
    told = Manifest.read(parts[bundle.MANIFEST], "it")
    values = json.loads(told.text()) | changes
    parts[bundle.MANIFEST] = json.dumps(values).encode()
    rewrite(made, [Part(name, content) for name, content in parts.items()])

    assert_refused(tmp_path / "new", made, wanted, words)


def test_a_backup_under_another_key_than_its_database_is_refused(site, tmp_path):
    made = site.backup()
    parts = parts_of(made) | {bundle.KEY: bytes(32)}
    rewrite(made, [Part(name, content) for name, content in parts.items()])

    assert_refused(tmp_path / "new", made, BadInput, "another key")


def test_a_file_that_is_not_the_one_made_here_is_not_put_back(site, tmp_path):
    made = site.backup()
    rewrite(made, [Part(name, content) for name, content in parts_of(made).items()])
    site.database.close()

    assert_refused(tmp_path, made, Refused, "somebody has replaced it")


def test_a_backup_of_an_older_version_keeps_every_row(site, tmp_path):
    made = site.backup()
    parts = parts_of(made) | {bundle.MANIFEST: told_of(made, schema="0012")}
    older = tmp_path / "older.sqlite3"
    older.write_bytes(parts[bundle.DATABASE])
    bring_back(older, "0012")
    parts[bundle.DATABASE] = older.read_bytes()
    rewrite(made, [Part(name, content) for name, content in parts.items()])

    put_back(tmp_path / "new", made)

    with site_in(tmp_path / "new") as restored:
        assert restored.names() == ["Ada Lovelace"]
        assert (restored.log.verify().is_ok, restored.newest()) == (True, 4)


def test_who_was_blocked_since_is_not_let_in_by_an_older_backup(site, tmp_path):
    ben, cleo = site.enrol("Ben", 10), site.enrol("Cleo", 20)
    made = site.backup()
    site.people.set_blocked(ben, True)
    site.people.begin_removal(cleo)
    site.database.close()

    put_back(tmp_path, made)

    with site_in(tmp_path) as restored:
        denied = [person.name for person in restored.people.people("x") if person.is_blocked]
        assert denied == ["Ben", "Cleo"]


def test_what_was_spent_or_taken_since_opens_nothing_after_an_older_backup(site, tmp_path):
    ada = next(iter(site.people.names()))
    passes, cards = SqlPassStore(site.database, site.keyring), SqlCredentialStore(site.database, site.keyring)
    staff = SqlOperatorStore(site.database, site.keyring)
    used, revoked, good = (passes.add_pass(ada, token_of(bytes([n] * 16)), ONCE) for n in range(3))
    card = cards.add_card(ada, "04A1B2C3")
    staff.add("Boss", Role.ADMINISTRATOR, "correct horse", is_pin=False)
    left = staff.add("Left", Role.ADMINISTRATOR, "battery staple", is_pin=False)
    made = site.backup()
    assert passes.spend(used, "front", NOON) is None
    passes.revoke_pass(revoked)
    cards.disable_card(card)
    staff.remove(left)
    site.database.close()

    put_back(tmp_path, made)

    with site_in(tmp_path) as restored:
        passes = SqlPassStore(restored.database, restored.keyring)
        later = NOON + timedelta(hours=1)
        refusals = [passes.entry_pass(one).refusal("front", later) for one in (used, revoked, good)]
        assert refusals == [Reason.PASS_USED, Reason.PASS_REVOKED, None]
        (kept,) = SqlCredentialStore(restored.database, restored.keyring).cards_of(ada)
        assert kept.is_disabled
        staff = SqlOperatorStore(restored.database, restored.keyring).operators()
        assert [one.name for one in staff if not one.is_removed] == ["Boss"]


def test_data_that_cannot_be_opened_in_their_place_give_way_to_the_old_ones(site, tmp_path, monkeypatch):
    made = site.backup()
    site.database.close()
    before = contents(tmp_path)
    monkeypatch.setattr(placing.SqlAccessLog, "verify_head", lambda _log: "The disk has changed it.")

    with pytest.raises(StorageFault, match="has changed it"):
        put_back(tmp_path, made)

    assert contents(tmp_path) == before


def test_sqlites_files_beside_the_old_database_are_not_taken_for_the_new_ones(site, tmp_path):
    made = site.backup()
    site.rows(2)
    shutil.copytree(tmp_path / "data", tmp_path / "killed" / "data")
    assert (tmp_path / "killed" / "data" / f"{FILE_NAME}-wal").exists()

    put_back(tmp_path / "killed", made, accepts_missing_rows=True)

    with site_in(tmp_path / "killed") as restored:
        assert (restored.log.verify().is_ok, restored.newest()) == (True, 4)
