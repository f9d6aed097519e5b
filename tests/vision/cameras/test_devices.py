"""Cameras are listed under paths that stay, and only those that give pictures."""

from pathlib import Path

import pytest

from door_access.vision.cameras import camera
from door_access.vision.cameras.camera import list_cameras


def plug_in(kernel: Path, number: int, *, name: str, index: int = 0) -> None:
    node = kernel / f"video{number}"
    node.mkdir(parents=True)
    (node / "index").write_text(f"{index}\n")
    (node / "name").write_text(f"{name}\n")


def link(by_id: Path, name: str, number: int) -> str:
    by_id.mkdir(parents=True, exist_ok=True)
    device = by_id.parent / f"video{number}"
    device.touch()
    (by_id / name).symlink_to(device)
    return str(by_id / name)


@pytest.fixture
def by_id(tmp_path: Path) -> Path:
    return tmp_path / "dev" / "by-id"


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    return tmp_path / "sys"


def cameras(by_id: Path, kernel: Path) -> tuple[tuple[str, str], ...]:
    return list_cameras(by_id, kernel, platform="linux")


def test_a_machine_without_cameras_has_an_empty_list(by_id: Path, kernel: Path) -> None:
    assert cameras(by_id, kernel) == ()


def test_a_camera_is_offered_by_its_lasting_path_and_its_name(by_id: Path, kernel: Path) -> None:
    plug_in(kernel, 0, name="HD Webcam")
    path = link(by_id, "usb-HD_Webcam-video-index0", 0)
    assert cameras(by_id, kernel) == ((path, "HD Webcam"),)


def test_the_metadata_device_of_a_camera_is_not_offered(by_id: Path, kernel: Path) -> None:
    plug_in(kernel, 0, name="HD Webcam")
    plug_in(kernel, 1, name="HD Webcam", index=1)
    link(by_id, "usb-HD_Webcam-video-index1", 1)
    assert cameras(by_id, kernel) == (("0", "HD Webcam"),)


def test_a_camera_without_a_lasting_path_is_offered_by_its_index(by_id: Path, kernel: Path) -> None:
    plug_in(kernel, 2, name="Built-in")
    assert cameras(by_id, kernel) == (("2", "Built-in"),)


def test_cameras_come_in_the_order_of_their_numbers(by_id: Path, kernel: Path) -> None:
    for number in (10, 2, 0):
        plug_in(kernel, number, name=f"Camera at {number}")
    assert [source for source, _ in cameras(by_id, kernel)] == ["0", "2", "10"]


def test_a_camera_that_is_being_pulled_out_does_no_harm(by_id: Path, kernel: Path) -> None:
    (kernel / "video0").mkdir(parents=True)
    plug_in(kernel, 1, name="")
    assert cameras(by_id, kernel) == (("1", "Camera 1"),)


def test_where_there_is_no_list_the_first_indexes_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    class Opened:
        def close(self) -> None: ...

    monkeypatch.setattr(camera, "open_stream", lambda plan: Opened() if plan.target == 1 else None)
    assert list_cameras(platform="darwin") == (("1", "Camera 1"),)
