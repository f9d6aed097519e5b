"""``backup``: encrypted copies of everything, in another place, and back again."""

import getpass
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from database.backup.envelope import (
    Passphrase,
    Recipient,
    SecretKey,
    new_key,
    opening_of,
    secret_key_in,
)
from database.backup.restoring import Restored, Wish
from database.log.log_head import End
from door_access import config
from door_access.atomic_file import read_whole, written_whole
from door_access.bootstrap.backups import (
    MakeWish,
    known_backups,
    make_backup,
    models_missing,
    restore_backup,
    verify_backup,
)
from door_access.bootstrap.site import data_directory
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.site import prepared, site_of
from door_access.cli.typed_pin import LONGEST_LINE, typed_pin
from door_access.counts import counted
from door_access.desk.anchor import LONGEST_ANCHOR_BYTES, LogAnchor
from door_access.desk.session import system_user
from door_access.domain.backups.backup import Backup
from door_access.domain.operators.acts import Actor, Doer
from door_access.errors import BadInput, BadSetting

app = typer.Typer(pretty_exceptions_enable=False)

_MOST_BYTES = 10_000
_BYTES_PER_MB = 1_000_000

BackupFile = Annotated[Path, typer.Argument(help="The file of the backup.")]
Identity = Annotated[
    Path | None, typer.Option("--identity", help="File with the secret key, as 'backup key' wrote it.")
]
Stdin = Annotated[bool, typer.Option("--stdin", help="Read the passphrase from standard input.")]
Anchor = Annotated[
    Path | None,
    typer.Option("--anchor", help="A file of 'log anchor --out': the log is known to have gone so far."),
]


@app.command("key")
def key(
    out: Annotated[Path, typer.Option("--out", help="The file for the secret key; keep it elsewhere.")],
    as_json: Json = False,
) -> int:
    """Make a pair of keys: the public one goes into config.toml, the secret one away from this machine."""
    if out.exists():
        raise BadInput(f"{out} is there already; a secret key is never replaced.")
    secret, public = new_key()
    with written_whole(out) as file:
        file.write(f"# public key: {public.text}\n{secret.text}\n")
    lines = [
        f"The secret key lies in {out}. Keep it where the backups are not, and not on this machine:"
        " without it nobody can put a backup back.",
        f'For config.toml, section [backup]: recipient = "{public.text}"',
    ]
    say({"ok": True, "recipient": public.text, "file": str(out)}, lines, as_json=as_json)
    return 0


@app.command("make")
def make(
    to: Annotated[Path | None, typer.Option("--to", help="The folder; else backup.folder says it.")] = None,
    recipient: Annotated[
        str | None, typer.Option("--recipient", help="A public key, age1…; else backup.recipient says it.")
    ] = None,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Encrypt with a passphrase that is asked for.")
    ] = False,
    stdin: Stdin = False,
    new_folder: Annotated[
        bool, typer.Option("--new-folder", help="Begin in a folder that does not bear this site's mark.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Make a backup while everything goes on, read it back, and delete those that are kept no longer."""
    if recipient and (passphrase or stdin):
        raise BadInput("A backup is for a recipient or under a passphrase, not both.")
    wanted: Recipient | Passphrase | None = Recipient(recipient) if recipient else None
    if passphrase or stdin:
        wanted = Passphrase(typed_pin(_checked, is_piped=stdin, what="passphrase"))
    with site_of(data_dir) as site:
        made = make_backup(site, MakeWish(to, wanted, renews_folder=new_folder))
    backup = made.backup
    lines = [
        f"{Path(backup.folder) / backup.name}: {counted(backup.rows, 'row')},"
        f" {_size(backup.size_bytes)}, read back and whole.",
        *(f"{name} is kept no longer and was deleted." for name in made.rotated),
    ]
    document = _record(backup) | {"ok": True, "missing_rows": 0, "deleted": list(made.rotated)}
    say(document, lines, as_json=as_json)
    return 0


@app.command("list")
def list_backups(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the backups that were made here, the newest first, and whether their files are there."""
    with site_of(data_dir) as site:
        backups = known_backups(site)
        newest = site.log.newest_seq()
    records = [_record(backup) for backup in backups]
    lacks = newest - backups[0].seq if backups else newest
    document = {
        "ok": bool(backups),
        "rows": backups[0].rows if backups else 0,
        "missing_rows": max(0, lacks),
        "backups": records,
    }
    lines = [_line(backup) for backup in backups] or ["No backup was made yet."]
    say(document, lines, as_json=as_json)
    return 0


@app.command("verify")
def verify(
    file: BackupFile,
    identity: Identity = None,
    stdin: Stdin = False,
    anchor: Anchor = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Open a backup and look at all of it: every row of its log, and what it lacks of the log here."""
    directory = prepared(data_dir)
    found = verify_backup(directory, _wish(directory, file, identity, stdin=stdin, anchor=anchor))
    manifest = found.manifest
    document = {
        "ok": True,
        "rows": manifest.rows,
        "missing_rows": found.missing_rows,
        "made_at_utc": manifest.made_at_utc,
        "site": manifest.site,
        "people": manifest.people,
        "sha256": found.sha256,
    }
    lines = [
        f"The backup of {manifest.made_at_utc} is whole: {counted(manifest.rows, 'row')},"
        f" {counted(manifest.people, 'person', 'people')}.",
        _missing_sentence(found.missing_rows, "lacks"),
    ]
    say(document, lines, as_json=as_json)
    return 0


@app.command("restore")
def restore(
    file: BackupFile,
    identity: Identity = None,
    stdin: Stdin = False,
    anchor: Anchor = None,
    accept_missing_rows: Annotated[
        bool,
        typer.Option("--accept-missing-rows", help="Rows of the log that it lacks are known to be lost."),
    ] = False,
    accept_lost_erasures: Annotated[
        bool,
        typer.Option(
            "--accept-lost-erasures", help="The list of who was erased is lost; they may come back."
        ),
    ] = False,
    keep_old: Annotated[bool, typer.Option("--keep-old", help="Leave the old data beside the new.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Put a backup in the place of the data, on this machine or a new one; no door may run on them."""
    directory = data_directory(data_dir)
    wish = _wish(
        directory,
        file,
        identity,
        stdin=stdin,
        anchor=anchor,
        accepts_missing_rows=accept_missing_rows,
        accepts_lost_erasures=accept_lost_erasures,
        keeps_old=keep_old,
    )
    done = restore_backup(directory, wish, _told)
    models = models_missing(directory, done)
    say(_restored_record(done, models), _restored_lines(done, models), as_json=as_json)
    return 0


def _restored_record(done: Restored, models: Sequence[str]) -> dict[str, Any]:
    return {
        "ok": True,
        "rows": done.manifest.rows,
        "missing_rows": done.missing_rows,
        "epoch": done.epoch_seq,
        "erased_again": done.erased_again,
        "made_at_utc": done.manifest.made_at_utc,
        "kept": [str(folder) for folder in done.kept_aside],
        "models_missing": list(models),
        "older_keys": done.has_older_keys,
    }


def _restored_lines(done: Restored, models: Sequence[str]) -> list[str]:
    lines = [
        f"The backup of {done.manifest.made_at_utc} is put back: {counted(done.manifest.rows, 'row')}. Row"
        f" {done.epoch_seq} begins a new epoch of the log.",
        _missing_sentence(done.missing_rows, "lacked"),
    ]
    if done.erased_again:
        lines.append(f"{counted(done.erased_again, 'person', 'people')} erased since stayed erased.")
    if done.has_older_keys:
        lines.append("The keys are those of the backup again; 'key rotate' changes them once more.")
    lines += [f"The old data lie in {folder}." for folder in done.kept_aside]
    return lines + [
        f"The model {model} is not installed here: 'weights install' does it." for model in models
    ]


def _told(stage: str) -> None:
    note(f"{stage.capitalize()} …")


def _missing_sentence(missing: int | None, verb: str) -> str:
    if missing is None:
        return "Nothing here tells how far the log went; an anchor kept elsewhere would (--anchor)."
    return (
        f"It {verb} {counted(missing, 'row')} of the log here."
        if missing
        else f"It {verb} no row of the log."
    )


def _wish(
    directory: Path, file: Path, identity: Path | None, *, stdin: bool, anchor: Path | None, **accepted: bool
) -> Wish:
    try:
        door = config.load(directory / config.FILE_NAME).door.id
    except BadSetting:
        door = config.Settings().door.id
    return Wish(
        file,
        _key(file, identity, stdin=stdin),
        door,
        Doer(Actor.COMMAND_LINE, system_user()),
        anchor=None if anchor is None else _anchor(anchor),
        **accepted,
    )


def _key(file: Path, identity: Path | None, *, stdin: bool) -> SecretKey | Passphrase:
    """Return what opens the file: its first line says whether that is a secret key or a passphrase."""
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise BadInput(f"{file} cannot be read: it is no ordinary file.")
        with file.open("rb") as opened:
            opening = opening_of(opened, file.name)
        if not opening.is_for_passphrase:
            if identity is None:
                raise BadInput(f"{file.name} is opened with a secret key: --identity names its file.")
            return secret_key_in(read_whole(identity, at_most=_MOST_BYTES).decode("utf-8", "replace"))
    except OSError as error:
        raise BadInput(f"{error.filename or file} cannot be read: {error.strerror}.") from error
    if stdin:
        return Passphrase(sys.stdin.readline(LONGEST_LINE).rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise BadInput("A passphrase is typed at a terminal; use --stdin to read it from standard input.")
    return Passphrase(getpass.getpass("Passphrase: "))


def _checked(text: str) -> str:
    return Passphrase(text).text


def _anchor(file: Path) -> End:
    try:
        kept = LogAnchor.read(read_whole(file, at_most=LONGEST_ANCHOR_BYTES).decode())
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadInput(f"{file} is not an anchor of the access log: {error}.") from error
    return End(kept.seq, kept.hash)


def _record(backup: Backup) -> dict[str, Any]:
    record = asdict(backup)
    expires = backup.expires_at_utc
    return record | {
        "made_at_utc": backup.made_at_utc.isoformat(),
        "expires_at_utc": None if expires is None else expires.isoformat(),
        "is_there": (Path(backup.folder) / backup.name).exists(),
    }


def _line(backup: Backup) -> str:
    path = Path(backup.folder) / backup.name
    until = backup.expires_at_utc
    kept = "kept until somebody deletes it" if until is None else f"kept until {until.astimezone():%Y-%m-%d}"
    missing = "" if path.exists() else "; NOT THERE NOW"
    return f"{path}  {counted(backup.rows, 'row')}  {_size(backup.size_bytes)}  {kept}{missing}"


def _size(count: int) -> str:
    return f"{count / _BYTES_PER_MB:,.1f} MB"
