"""How a backup is encrypted: one line that says what it is, then an age file (https://age-encryption.org/v1).

age is made for files: its chunks are authenticated one by one, the last one as the last, so that a changed,
cut or swapped one is noticed before it is used. The line tells anybody what kind of key opens the file:

- ``recipient``: the age file is for the public key in the settings; who has the secret one opens it.
- ``passphrase``: it is for a key of its own, which stands in the line, itself sealed with the passphrase.

Every file is also for a second key that lives as long as the writing takes: so the writer can read back what
it wrote, and can read none of it afterwards.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import pyrage

from door_access.errors import BadInput, Refused

FORMAT = 1
_WORD = "door-access backup"
_LONGEST_LINE = 4_000
SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 1_000
_WRONG = "{name} cannot be opened with this key or passphrase; nothing was changed."
_BROKEN = "{name} is not whole: it was cut off or changed; nothing was changed here."
_NONE = "{name} is no backup of this product."


class Readable(Protocol):
    """A file, as far as it is read."""

    def read(self, size: int, /) -> bytes: ...


class ReadableLines(Protocol):
    """A file, as far as its first line is read."""

    def readline(self, size: int, /) -> bytes: ...


class Sink(Protocol):
    """Takes what was decrypted, piece by piece; nothing is whole before the end."""

    def write(self, some: bytes) -> int: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key: what is written for it, only its owner reads."""

    text: str

    def __post_init__(self) -> None:
        try:
            pyrage.x25519.Recipient.from_str(self.text)
        except pyrage.RecipientError as error:
            raise BadInput(f"{self.text!r} is no recipient's key; expected one like age1….") from error


@dataclass(frozen=True, slots=True, repr=False)
class Passphrase:
    """What somebody types; slow to guess (scrypt, chosen by age)."""

    text: str

    def __post_init__(self) -> None:
        if not SHORTEST_PASSPHRASE <= len(self.text) <= LONGEST_PASSPHRASE:
            raise BadInput(
                f"A passphrase of a backup has {SHORTEST_PASSPHRASE} to {LONGEST_PASSPHRASE} characters; this"
                f" one has {len(self.text)}."
            )


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """The secret half of a recipient's key."""

    text: str

    def identity(self) -> "pyrage.x25519.Identity":
        try:
            return pyrage.x25519.Identity.from_str(self.text)
        except pyrage.IdentityError as error:
            raise BadInput("This is no secret key; expected a line like AGE-SECRET-KEY-1….") from error


def new_key() -> tuple[SecretKey, Recipient]:
    """Return a new pair of keys."""
    identity = pyrage.x25519.Identity.generate()
    return SecretKey(str(identity)), Recipient(str(identity.to_public()))


def secret_key_in(text: str) -> SecretKey:
    """Return the secret key of a key file, beside comments; raises BadInput when there is none."""
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    key = SecretKey(found[0] if found else "")
    key.identity()
    return key


class Envelope:
    """Writes one backup; reads back what it wrote."""

    def __init__(self, key: Recipient | Passphrase) -> None:
        self._own = pyrage.x25519.Identity.generate()
        header: dict[str, object] = {"is": _WORD, "format": FORMAT, "opens": "recipient"}
        self._recipients = [self._own.to_public()]
        if isinstance(key, Passphrase):
            sealed = pyrage.passphrase.encrypt(str(self._own).encode(), key.text)
            header |= {"opens": "passphrase", "key": base64.b64encode(sealed).decode()}
        else:
            self._recipients.append(pyrage.x25519.Recipient.from_str(key.text))
        self._line = json.dumps(header).encode() + b"\n"

    def seal(self, plain: Iterable[bytes], file: BinaryIO) -> None:
        """Write the encrypted file; raises OSError."""
        file.write(self._line)
        pieces, target = _Pieces(plain), _Target(file)
        try:
            pyrage.encrypt_io(pieces, target, self._recipients)
        finally:  # age takes an error of a reader for the end of what there is
            target.complain()
            pieces.complain()

    def read_back(self, file: Readable, sink: Sink, name: str) -> None:
        """Decrypt what was written; raises BadInput when it is not whole."""
        if file.read(len(self._line)) != self._line:
            raise BadInput(_BROKEN.format(name=name))
        _decrypted(file, sink, self._own, name)


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first line tells."""

    is_for_passphrase: bool
    sealed_key: bytes


def opening_of(file: ReadableLines, name: str) -> Opening:
    """Read the first line; raises BadInput when this is no backup, or one of a newer version."""
    try:
        values = json.loads(file.readline(_LONGEST_LINE))
        is_ours = values["is"] == _WORD
        version, opens = values["format"], values["opens"]
        sealed = base64.b64decode(values.get("key", ""), validate=True)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput(_NONE.format(name=name)) from error
    if not is_ours:
        raise BadInput(_NONE.format(name=name))
    if version != FORMAT:
        raise BadInput(f"{name} was written by a newer version of this product; update the program.")
    return Opening(opens == "passphrase", sealed)


def unseal(file: Readable, opening: Opening, key: SecretKey | Passphrase, sink: Sink, name: str) -> None:
    """Decrypt all that follows the first line.

    Raises:
        Refused: the key or passphrase is another one.
        BadInput: the file is not whole; what the sink has got is then worth nothing.
    """
    if opening.is_for_passphrase != isinstance(key, Passphrase):
        wanted = "a passphrase" if opening.is_for_passphrase else "a secret key (--identity)"
        raise BadInput(f"{name} is opened with {wanted}.")
    _decrypted(file, sink, _identity(opening, key, name), name)


def _identity(opening: Opening, key: SecretKey | Passphrase, name: str) -> "pyrage.x25519.Identity":
    if isinstance(key, SecretKey):
        return key.identity()
    try:
        text = pyrage.passphrase.decrypt(opening.sealed_key, key.text)
        return pyrage.x25519.Identity.from_str(text.decode())
    except pyrage.DecryptError as error:
        raise Refused(_WRONG.format(name=name)) from error
    except (pyrage.IdentityError, ValueError) as error:
        raise BadInput(_BROKEN.format(name=name)) from error


def _decrypted(file: Readable, sink: Sink, identity: "pyrage.x25519.Identity", name: str) -> None:
    target, source = _Target(sink), _Source(file)
    try:
        pyrage.decrypt_io(source, target, [identity])
    except (pyrage.DecryptError, OSError) as error:
        target.complain()
        source.complain()
        if "No matching keys" in str(error):
            raise Refused(_WRONG.format(name=name)) from error
        raise BadInput(_BROKEN.format(name=name)) from error
    source.complain()


class _Source:
    """A reader that remembers what went wrong."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except BaseException as error:
            self._error = error
            raise

    def complain(self) -> None:
        if self._error is not None:
            raise self._error


class _Target:
    """A writer that remembers what went wrong, which age tells as an error of its own."""

    def __init__(self, sink: Sink | BinaryIO) -> None:
        self._sink = sink
        self._error: BaseException | None = None

    def write(self, some: bytes) -> int:
        try:
            self._sink.write(some)
        except BaseException as error:
            self._error = error
            raise
        return len(some)

    def flush(self) -> None:
        self._sink.flush()

    def complain(self) -> None:
        if self._error is not None:
            raise self._error


class _Pieces:
    """A reader over pieces of bytes."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._left = memoryview(b"")
        self._error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._left:
                self._left = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self._error = error
            raise
        some, self._left = self._left[:size], self._left[size:]
        return bytes(some)

    def complain(self) -> None:
        if self._error is not None:
            raise self._error
