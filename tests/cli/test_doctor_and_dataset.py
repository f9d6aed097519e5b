"""``doctor`` and ``dataset capture``."""

from PIL import Image

from tests.cli.terminal import assert_one_sentence


def checks(answer):
    return {check["name"]: check for check in answer.document["checks"]}


def test_the_doctor_looks_at_everything_and_names_the_missing_camera(terminal):
    answer = terminal("doctor")
    found = checks(answer)
    assert answer.status == 3
    assert {name for name, check in found.items() if not check["ok"]} == {"camera"}
    assert found.keys() >= {"settings", "database", "disk space", "access log", "model", "threshold"}


def test_the_doctor_names_the_wrong_setting(terminal):
    terminal.data_dir.mkdir()
    (terminal.data_dir / "config.toml").write_text("[door]\nunlok_s = 3\n")
    answer = terminal("doctor")
    assert "door.unlok_s" in checks(answer)["settings"]["detail"]


def test_captured_chips_are_the_networks_input(terminal, tmp_path):
    answer = terminal("dataset", "capture", "Grace", "--source", "demo", "--out", tmp_path, "--wanted", "4")
    assert answer.status == 0
    assert len(answer.document["images"]) == 4
    assert {size_of(file) for file in answer.document["images"]} == {(150, 150)}


def size_of(file):
    with Image.open(file) as picture:
        return picture.size


def test_chips_are_not_taken_without_consent(terminal, tmp_path):
    answer = terminal("dataset", "capture", "Grace", "--source", "0", "--out", tmp_path / "out")
    assert_one_sentence(answer, status=2)
    assert not (tmp_path / "out").exists()
