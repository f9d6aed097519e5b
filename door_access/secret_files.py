"""Passwords and keys in files of their own, each alone in it, which nobody but their owner can read.

What is read here is shown nowhere: not in a sentence, not in a log, not in a repr.
"""

import errno
import os
import stat

from door_access.errors import BadSetting

MOST_BYTES = 1000
OF_OTHERS = 0o077
"""What group and others may do with a file; Windows keeps no such thing in a file's mode."""


def read_secret(path: str, *, key: str) -> str:
    """Return the one line that the file holds, without its end; empty where no file is named.

    Raises:
        BadSetting: it cannot be read, others can read it, or it does not hold one line; ``key`` names the
            setting, such as ``lock.password_file``.
    """
    return _line(_content(path, key), path, key) if path else ""


def _content(path: str, key: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe keeps nobody waiting
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise OSError(errno.EINVAL, "it is no ordinary file")
            if os.name != "nt" and mode & OF_OTHERS:
                raise BadSetting(
                    f"config.toml, {key}: others can read {path}; make it its owner's only (chmod 600)."
                )
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or "this is no name of a file"
        raise BadSetting(f"config.toml, {key}: {path!r} cannot be read: {cause}.") from error


def _line(content: bytes, path: str, key: str) -> str:
    try:
        line = content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        line = ""
    if not line or not line.isprintable() or len(content) > MOST_BYTES:
        raise BadSetting(f"config.toml, {key}: {path} must hold the secret and nothing else, in one line.")
    return line
