"""The key file: random keys, each with the number of its generation. Never replaced silently.

One key is 32 bytes, raw, and of generation 0: so the file was for years, and so it is until keys are first
changed. From then on it is JSON, ``{"keys": {"1": hexadecimal, …}}``, with more than one key only while a
change is under way.
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from door_access.atomic_file import private_folder, read_whole, written_whole_bytes
from door_access.errors import StorageFault

KEY_NAME = "templates.key"
KEY_BYTES = 32
CREDENTIAL_NAME = "door-access.key"
"""What a service manager calls the key that it hands over (systemd: LoadCredentialEncrypted=)."""
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_MOST_BYTES = 10_000


class KeyFile:
    """The keys of one data directory. Any thread may use it; writers hold a lock between processes."""

    def __init__(self, key_dir: Path) -> None:
        folder = os.environ.get(_CREDENTIALS)
        handed = Path(folder) / CREDENTIAL_NAME if folder else None
        self.is_handed = handed is not None and handed.exists()
        """Whether a service manager hands it over, so that we cannot change it."""
        self.path = handed if handed and self.is_handed else key_dir / KEY_NAME

    def read(self) -> dict[int, bytes]:
        """Return the keys by generation; none where there is no file.

        Raises:
            StorageFault: it cannot be read, or holds no keys.
        """
        try:
            stored = read_whole(self.path, at_most=_MOST_BYTES)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable(error) from error
        try:
            return keys_in(stored)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._no_key(len(stored)) from error

    def write(self, keys: Mapping[int, bytes]) -> None:
        """Put these keys in place of all others, whole or not at all; raises StorageFault."""
        if self.is_handed:
            raise StorageFault(
                f"{self.path} is handed over by the service manager: change the key there, or take it into a"
                " folder of its own (--key-dir)."
            )
        try:
            private_folder(self.path.parent)
            with written_whole_bytes(self.path) as file:
                file.write(key_text(keys))
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> StorageFault:
        return StorageFault(f"{self.path} cannot be used: {error.strerror}.")

    def _no_key(self, length: int) -> StorageFault:
        return StorageFault(f"{self.path} is no key: it has {length} bytes instead of {KEY_BYTES}.")


def keys_in(text: bytes) -> dict[int, bytes]:
    """Return the keys of a key file's text; raises ValueError and its like when they are none."""
    if len(text) == KEY_BYTES:
        return {0: text}
    keys = {int(number): bytes.fromhex(key) for number, key in json.loads(text)["keys"].items()}
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise ValueError("it holds no key")
    return keys


def key_text(keys: Mapping[int, bytes]) -> bytes:
    """Return what a key file holds of these keys."""
    text = {"keys": {str(number): key.hex() for number, key in sorted(keys.items())}}
    return keys[0] if set(keys) == {0} else json.dumps(text).encode()


def new_key() -> bytes:
    """Return a random key."""
    return secrets.token_bytes(KEY_BYTES)
