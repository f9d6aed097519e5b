"""Secrets in files: for their owner alone, and shown nowhere."""

import os

import pytest

from door_access.errors import BadSetting
from door_access.secret_files import read_secret
from tests.secret_file import secret_file

KEY = "lock.password_file"


@pytest.mark.parametrize("secret", ["x", "with blanks, and: signs", " kept ", "Schlüssel"])
def test_the_line_is_the_secret_without_its_end(tmp_path, secret) -> None:
    assert read_secret(secret_file(tmp_path, secret), key=KEY) == secret


def test_no_file_is_no_secret() -> None:
    assert read_secret("", key=KEY) == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such thing in a file's mode")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_can_read_is_refused(tmp_path, mode) -> None:
    file = secret_file(tmp_path, "Sesame", mode=mode)

    with pytest.raises(BadSetting, match=r"lock\.password_file: others can read .*chmod 600") as caught:
        read_secret(file, key=KEY)
    assert "Sesame" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"a\x00b", b"\xff\xfe", b"x" * 2000])
def test_a_file_that_does_not_hold_one_line_is_refused(tmp_path, content) -> None:
    file = secret_file(tmp_path, "")
    (tmp_path / "secret").write_bytes(content)

    with pytest.raises(BadSetting, match=r"lock\.password_file: .* must hold the secret and nothing else"):
        read_secret(file, key=KEY)


@pytest.mark.parametrize("name", ["missing", "", "a\x00b"])
def test_what_is_no_file_is_named(tmp_path, name) -> None:
    with pytest.raises(BadSetting, match=r"lock\.password_file: .* cannot be read"):
        read_secret(str(tmp_path / name), key=KEY)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_a_pipe_keeps_nobody_waiting(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)

    with pytest.raises(BadSetting, match="it is no ordinary file"):
        read_secret(str(tmp_path / "pipe"), key=KEY)
