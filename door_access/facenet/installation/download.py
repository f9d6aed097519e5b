"""Fetch one file over the network: https, bounded, resumed after a break, checked before anybody reads it.

One rule: what has arrived stays while it may be gone on with, and is removed as soon as it was used or has
turned out to be the wrong file.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx

from door_access.atomic_file import private_folder
from door_access.domain.models.model import Download
from door_access.errors import BadInput, WeightsFault
from door_access.facenet.installation.partial_file import PartialFile

HERE = ("localhost", "127.0.0.1", "::1")
"""Only to this machine may a request go without encryption."""
PATIENCE_S = 30.0
"""A server that is silent for longer has gone (guess)."""
MOST_BYTES = 1_000_000_000
"""Ten times the largest weights known here, an archive of 94 MB."""
ALL, A_PART, NO_SUCH_PART = 200, 206, 416

Tell = Callable[[int, int | None], None]
"""Hears how many bytes have arrived, and of how many; None where the server does not say."""


class _Unfinished(WeightsFault):
    """What has arrived is worth keeping."""


def is_address(text: str) -> bool:
    """Say whether this is meant as an address on the network, not as a path."""
    return "://" in text


def plain_address(url: str) -> str:
    """Return the address without name, password and query, fit to be shown and kept."""
    parts = _parts(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def check_address(url: str) -> None:
    """Raise BadInput unless it is one of https, or leads to this machine."""
    parts = _parts(url)
    is_here = parts.scheme == "http" and parts.hostname in HERE
    if not is_here and not (parts.scheme == "https" and parts.hostname):
        raise BadInput(f"{plain_address(url)} cannot be fetched: an address of https:// expected.")


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise BadInput(f"{url!r} is not an address.") from error


@contextmanager
def fetched(wanted: Download, downloads: Path, tell: Tell) -> Iterator[Path]:
    """Give the whole file, named as the address ends.

    Raises:
        BadInput: the address is not one of https.
        WeightsFault: there is no connection, the server refuses, or it gave another file than the wanted one.
        OSError: the disk is full, or cannot be written.
    """
    check_address(wanted.url)
    folder = private_folder(downloads / hashlib.sha256(wanted.url.encode()).hexdigest()[:16])
    with _kept_while_unfinished(folder):
        file = _received(wanted.url, folder, tell)
        _check_hash(wanted, file)
        yield file


@contextmanager
def _kept_while_unfinished(folder: Path) -> Iterator[None]:
    is_kept = False
    try:
        yield
    except (_Unfinished, KeyboardInterrupt, SystemExit):
        is_kept = PartialFile(folder).size > 0
        raise
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):
                folder.parent.rmdir()  # succeeds when it is empty


def _received(url: str, folder: Path, tell: Tell) -> Path:
    part = PartialFile(folder)
    try:
        if not part.is_whole:
            _receive(url, part, tell)
    except httpx.HTTPError as error:
        raise _Unfinished(_sentence(url, error, part.size)) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise BadInput(f"{plain_address(url)!r} is not an address.") from error
    _check_length(url, part)
    return part.finish(folder / _name(url))


def _check_length(url: str, part: PartialFile) -> None:
    """Raise unless all is there that was announced: a server may end a part early."""
    if part.total is not None and part.size < part.total:
        raise _Unfinished(
            f"{plain_address(url)} sent {part.size} bytes of {part.total};"
            " the same command goes on from there."
        )


def _receive(url: str, part: PartialFile, tell: Tell) -> None:
    with _client(url) as client:
        if _attempt(client, url, part, tell) == NO_SUCH_PART:
            part.forget()
            _attempt(client, url, part, tell)


def _client(url: str) -> httpx.Client:
    try:
        return httpx.Client(timeout=PATIENCE_S, follow_redirects=True, event_hooks=_EVERY_REQUEST)
    except (OSError, ValueError, ImportError) as error:
        raise WeightsFault(
            f"{plain_address(url)} cannot be fetched: the environment names a proxy or certificates"
            " that cannot be used (HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE)."
        ) from error


def _attempt(client: httpx.Client, url: str, part: PartialFile, tell: Tell) -> int:
    """Ask once, and keep what comes; return the server's status."""
    headers = part.range_headers() | {"Accept-Encoding": "identity"}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code in {ALL, A_PART}:
            _check_begin(url, response, part)
            with part.begin(response.headers) if response.status_code == ALL else part.go_on() as file:
                _keep(url, response, file, part.total, tell)
        elif response.status_code != NO_SUCH_PART or "Range" not in headers:
            raise _Unfinished(
                f"{plain_address(url)} cannot be fetched: the server answers {response.status_code}."
            )
        return response.status_code


def _check_begin(url: str, response: httpx.Response, part: PartialFile) -> None:
    begin = f"bytes {part.size}-"
    if response.status_code == A_PART and not response.headers.get("content-range", "").startswith(begin):
        raise WeightsFault(f"The server of {plain_address(url)} sent another part than the one asked for.")


def _keep(url: str, response: httpx.Response, file: BinaryIO, total: int | None, tell: Tell) -> None:
    tell(file.tell(), total)
    for chunk in response.iter_raw():
        file.write(chunk)
        if max(file.tell(), total or 0) > MOST_BYTES:
            raise WeightsFault(
                f"{plain_address(url)} is larger than {MOST_BYTES} bytes, which is the most that is taken."
            )
        tell(file.tell(), total)


def _name(url: str) -> str:
    """Return a file name with the address's ending, by which readers know the format."""
    return "weights-" + re.sub(r"[^A-Za-z0-9._-]", "_", urlsplit(url).path.rpartition("/")[2])[-100:]


def _check_redirect(request: httpx.Request) -> None:
    """Look at every address on the way: a server may send us elsewhere."""
    check_address(str(request.url))


_EVERY_REQUEST = {"request": [_check_redirect]}


def _check_hash(wanted: Download, file: Path) -> None:
    with file.open("rb") as content:
        got = hashlib.file_digest(content, "sha256").hexdigest()
    if wanted.sha256 and got != wanted.sha256:
        raise WeightsFault(
            f"{plain_address(wanted.url)} gave another file than the wanted one:"
            f" SHA-256 {got}, expected {wanted.sha256}."
        )


def _sentence(url: str, error: Exception, size: int) -> str:
    host = urlsplit(url).hostname
    match error:
        case httpx.TimeoutException():
            reason = f"{host} has been silent for {PATIENCE_S:g} seconds"
        case httpx.TooManyRedirects():
            reason = "the server sends us in circles"
        case httpx.ConnectError():
            reason = f"there is no connection to {host}"
        case _:
            reason = "the connection broke off"
    rest = f"; {size} bytes have arrived, and the same command goes on from there" if size else ""
    return f"{plain_address(url)} cannot be fetched: {reason}{rest}."
