"""``weights`` and the door where another, more accurate model is built in: ``halved``, of real parts."""

import shutil
from pathlib import Path

import pytest

from door_access.facenet.installation import shipped
from door_access.facenet.installation.shipped import built_in_models
from door_access.facenet.tensor_file import read_tensor_file, write_half_tensor_file
from tests.cli.terminal import Terminal, assert_one_sentence
from tests.facenet.halved import NAME, OUR_MANIFEST, halved_manifest

CONSENT = ("--consent", "I agree.")


@pytest.fixture
def ship(tmp_path, tmp_path_factory, monkeypatch):
    """Return what brings a release in which ``halved`` is built in; its archive is returned, to be spoilt."""

    def release() -> Path:
        folder = tmp_path / "weights"
        shutil.copytree(halved_manifest(tmp_path_factory).parent, folder, symlinks=True)
        monkeypatch.setattr(shipped, "MANIFEST", folder / OUR_MANIFEST.name)
        return folder / f"{NAME}.npz"

    return release


@pytest.fixture
def own_cache(tmp_path, monkeypatch) -> Path:
    """Let nothing have been converted yet."""
    monkeypatch.setenv("DOOR_ACCESS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def enrol(terminal: Terminal, photos) -> None:
    answer = terminal("enroll", "Grace", "--images", *photos, *CONSENT)
    assert answer.status == 0, answer


def enrol_with_resnet29(terminal: Terminal, photos) -> None:
    """Enrol as a site did before there was another one: nobody has chosen, and no setting stays behind."""
    config = terminal.data_dir / "config.toml"
    config.parent.mkdir()
    config.write_text('[recognition]\nencoder = "resnet29"\n')
    enrol(terminal, photos)
    config.unlink()


def listed(terminal: Terminal) -> dict[str, dict]:
    return {model["id"]: model for model in terminal("weights", "list").document["models"]}


def in_use(terminal: Terminal) -> list[str]:
    return [model_id for model_id, model in listed(terminal).items() if model["in_use"]]


def spoil(archive: Path) -> None:
    tensors = read_tensor_file(archive)
    tensors["head/kernel"][0, 0] += 1
    write_half_tensor_file(archive, tensors)


def test_a_new_site_has_both_and_uses_the_more_accurate_one(terminal, ship):
    ship()

    found = listed(terminal)

    assert {model_id for model_id, model in found.items() if model["installed"]} == set(built_in_models())
    assert found["resnet29"]["ok"] and found[NAME]["ok"]
    assert in_use(terminal) == [NAME]


def test_people_are_enrolled_and_found_with_the_better_one(terminal, ship, grace, eileen):
    ship()
    enrol(terminal, grace[:2])

    assert terminal("identify", grace[2]).status == 0
    assert terminal("identify", eileen[0]).status == 1
    assert in_use(terminal) == [NAME]


def test_a_better_built_in_model_does_not_part_people_from_the_one_they_were_enrolled_with(
    terminal, ship, grace
):
    enrol_with_resnet29(terminal, grace[:2])
    before = terminal("identify", grace[2]).document["faces"]
    ship()

    assert in_use(terminal) == ["resnet29"]
    assert terminal("identify", grace[2]).document["faces"] == before


def test_a_site_whose_people_are_gone_is_free_to_take_the_better_one(terminal, ship, grace):
    enrol_with_resnet29(terminal, grace[:2])
    ship()

    assert terminal("people", "remove", "Grace").status == 0

    assert in_use(terminal) == [NAME]


def test_either_may_be_used_and_each_keeps_its_own_people(terminal, ship, grace):
    ship()
    enrol(terminal, grace[:2])

    refused = terminal("weights", "use", "resnet29")
    assert refused.status == 1
    assert refused.err.startswith("1 of 1 person must be enrolled anew for resnet29.")
    assert terminal("weights", "use", "resnet29", "--yes").status == 0
    assert terminal("identify", grace[2]).document["faces"][0]["reason"] == "nobody_enrolled"
    assert terminal("weights", "use", NAME).status == 0
    assert terminal("identify", grace[2]).status == 0


def test_a_choice_made_before_there_was_a_better_one_stays(terminal, ship):
    assert terminal("weights", "use", "resnet29").status == 0
    ship()

    assert in_use(terminal) == ["resnet29"]


def test_a_setting_may_name_either(terminal, ship):
    ship()
    terminal.data_dir.mkdir()
    (terminal.data_dir / "config.toml").write_text('[recognition]\nencoder = "resnet29"\n')

    assert in_use(terminal) == ["resnet29"]


def test_both_are_verified_and_the_doctor_names_both(terminal, ship):
    ship()
    verified = terminal("weights", "verify")
    checks = {check["name"]: check for check in terminal("doctor").document["checks"]}

    assert verified.status == 0, verified
    assert [model["id"] for model in verified.document["models"]] == list(built_in_models())
    assert checks["model"]["ok"]
    assert f"{NAME}@" in checks["model"]["detail"]
    assert f"installed: {', '.join(built_in_models())}." in checks["model"]["detail"]


def test_a_changed_archive_is_found_and_the_other_model_is_in_order(terminal, ship):
    spoil(ship())

    answer = terminal("weights", "verify")

    assert answer.status == 1
    found = {model["id"]: model for model in answer.document["models"]}
    assert found["resnet29"]["ok"]
    assert "halved.npz does not hold the weights of this model" in found[NAME]["fault"]
    assert f"{NAME}: installed, in use, BROKEN\n" in terminal.plainly("weights", "list").out


def test_a_changed_archive_is_never_converted_and_no_other_model_takes_its_place(
    terminal, ship, own_cache, grace
):
    spoil(ship())

    answer = terminal("enroll", "Grace", "--images", *grace[:2], *CONSENT)

    assert answer.status == 3
    assert "halved.npz does not hold the weights of this model" in answer.err.splitlines()[-1]
    assert not list(own_cache.glob("*.tflite"))
    assert terminal("people", "list").document["people"] == []


def test_a_missing_archive_is_one_sentence(terminal, ship, own_cache):
    ship().unlink()

    answer = terminal("weights", "use", NAME)

    assert answer.status == 3
    assert answer.err.splitlines()[-1].endswith("halved.npz cannot be read; it is missing or damaged.")


def test_a_built_in_model_needs_no_installation_and_takes_no_other_weights(terminal, ship, tmp_path):
    ship()

    installed = terminal("weights", "install", NAME)
    refused = terminal("weights", "install", NAME, "--from", tmp_path)

    assert installed.status == 0
    assert installed.document["models"][0]["installed"]
    assert installed.err == f"{NAME} is in use.\n"
    assert_one_sentence(refused, status=2)
    assert refused.err == f"{NAME} is built in and always installed; --from is for the others.\n"
