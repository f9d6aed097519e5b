"""Claims on this computer, both ways: by a socket's name, and by a locked file."""

import os
import sys
import uuid

import platformdirs
import pytest

from door_access.hardware import machine_claims
from door_access.hardware.machine_claims import Claimed, claimed

by_sockets = pytest.mark.skipif(sys.platform != "linux", reason="sockets without a file are Linux's")


@pytest.fixture(params=[pytest.param("linux", marks=by_sockets), "elsewhere"], autouse=True)
def platform(request, monkeypatch, tmp_path) -> str:
    monkeypatch.setattr(machine_claims, "APPLICATION", f"door-access-test-{uuid.uuid4()}")
    monkeypatch.setattr(machine_claims, "ASKED_S", 0.05)
    monkeypatch.setattr(platformdirs, "user_runtime_path", lambda _: tmp_path / "runtime")
    monkeypatch.setattr(machine_claims.sys, "platform", request.param)
    return request.param


def test_what_is_claimed_is_refused_with_the_owner_until_it_is_free() -> None:
    with claimed("relay 1"):
        for _ in range(3):
            with pytest.raises(Claimed) as refused, claimed("relay 1"):
                pass
            assert refused.value.pid == os.getpid()

    with claimed("relay 1"):
        pass


def test_each_name_is_claimed_by_itself() -> None:
    with claimed("relay 1"), claimed("relay 2"):
        pass


def test_an_owner_that_has_not_signed_is_nobody_known(platform, tmp_path) -> None:
    if platform == "linux":
        pytest.skip("the system knows")
    with claimed("relay 1"):
        (owner,) = tmp_path.rglob("*.owner")
        owner.write_text("{}")
        with pytest.raises(Claimed) as refused, claimed("relay 1"):
            pass
        assert refused.value.pid is None


def test_a_folder_that_cannot_be_made_is_no_free_relay(platform, tmp_path) -> None:
    if platform == "linux":
        pytest.skip("needs no folder")
    (tmp_path / "runtime").write_text("in the way")
    with pytest.raises(OSError, match="exists"), claimed("relay 1"):
        pass
