"""What one program of this computer claims for itself, by name; a claim ends with its process, crash or not.

On Linux a claim is a socket with a name and no file: all users see it, services with a file system of their
own too, and nothing is left behind. Elsewhere it is a locked file among the user's own.
"""

import errno
import hashlib
import json
import os
import socket
import struct
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
import platformdirs

from door_access.atomic_file import OWNER_ONLY, PRIVATE, written_whole

APPLICATION = "door-access"
ASKED_S = 1.0
"""Longer than anybody holds a claim who only tries."""
_POLL_S = 0.02
_CREDENTIALS = struct.Struct("iII")
"""Linux's ``ucred``: process, user, group."""


class Claimed(Exception):
    """Somebody else has claimed it.

    Attributes:
        pid: whose process it is; None where that cannot be said.
    """

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"claimed by {pid}")
        self.pid = pid


@contextmanager
def claimed(what: str) -> Iterator[None]:
    """Claim it for the block.

    Raises:
        Claimed: another process has, and keeps it longer than a moment.
        OSError: it cannot be said.
    """
    name = f"{APPLICATION}-{hashlib.sha256(what.encode()).hexdigest()[:32]}"
    with _named_socket(name) if sys.platform == "linux" else _locked_file(name):
        yield


@contextmanager
def _named_socket(name: str) -> Iterator[None]:
    address = f"\0{name}"
    until_s = time.monotonic() + ASKED_S
    with socket.socket(socket.AF_UNIX) as claim:
        while True:
            try:
                claim.bind(address)
                break
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            if time.monotonic() > until_s:
                raise Claimed(_owner_of(address))
            time.sleep(_POLL_S)
        claim.listen()  # whoever asks learns whose it is, and is never answered
        yield


def _owner_of(address: str) -> int | None:
    """Ask the system who listens there."""
    with socket.socket(socket.AF_UNIX) as question, suppress(OSError):
        question.setblocking(False)
        question.connect(address)
        said = question.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        pid, _, _ = _CREDENTIALS.unpack(said)
        return int(pid) or None
    return None


@contextmanager
def _locked_file(name: str) -> Iterator[None]:
    with warnings.catch_warnings(action="ignore"):  # a service often has no runtime folder but the common one
        folder = platformdirs.user_runtime_path(APPLICATION)
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    owner = folder / f"{name}.owner"
    lock = filelock.FileLock(
        folder / f"{name}.lock",
        mode=PRIVATE,
        thread_local=False,
        fallback_to_soft=False,
        preserve_lock_file=True,
    )
    try:
        lock.acquire(timeout=ASKED_S, poll_interval=_POLL_S)
    except filelock.Timeout:
        raise Claimed(_signed_by(owner)) from None
    try:
        with suppress(OSError), written_whole(owner) as file:  # the lock counts, not it
            json.dump(os.getpid(), file)
        yield
    finally:
        with suppress(OSError):
            owner.unlink()  # before the next owner signs
        lock.release(force=True)


def _signed_by(owner: Path) -> int | None:
    with suppress(OSError, ValueError, TypeError):
        return int(json.loads(owner.read_text(encoding="utf-8")))
    return None
