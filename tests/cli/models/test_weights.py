"""``weights``: what is installed, and which model the door uses. "mine" is ``resnet29``, renamed."""

import io
import shutil
import sys
from dataclasses import replace

import pytest

from database.door_ownership import DoorOwnership
from door_access.bootstrap.kiosk import build_kiosk
from door_access.bootstrap.models import make_models
from door_access.errors import WeightsFault
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.shipped import built_in_models, shipped_models
from door_access.facenet.tensors import digest
from door_access.offline import models as models_here
from tests.cli.terminal import Terminal, assert_one_sentence
from tests.facenet.installation.models import TENSORS
from tests.facenet.installation.web import serving
from tests.facenet.resnet29 import converted_resnet29, resnet29_model

BUILT_IN = built_in_models()
DEFAULT = min(BUILT_IN.values(), key=lambda model: model.accuracy_rank).id
"""What a site without people uses."""
NAMED = ", ".join(BUILT_IN)
TO_INSTALL = {"facenet": 128, "openface-nn4": 128, "mobilefacenet": 128, "mobileface-v2": 256}
CONSENT = ("--consent", "I agree.")


@pytest.fixture
def models(terminal: Terminal) -> InstalledModels:
    return make_models(terminal.data_dir)


@pytest.fixture
def install_mine(models, tmp_path_factory):
    """Return what installs "mine", more accurate than any other model unless told otherwise."""

    def install(**values) -> None:
        given = {"id": "mine", "weights_sha256": digest(TENSORS), "accuracy_rank": 0} | values
        model = replace(resnet29_model(), **given)
        models.install(model, converted_resnet29(tmp_path_factory).read_bytes(), TENSORS, origin="a test")

    return install


def listed(terminal: Terminal) -> dict[str, dict]:
    return {model["id"]: model for model in terminal("weights", "list").document["models"]}


def in_use(terminal: Terminal) -> list[str]:
    return [model_id for model_id, model in listed(terminal).items() if model["in_use"]]


def enrol(terminal: Terminal, photos) -> None:
    answer = terminal("enroll", "Grace", "--images", *photos, *CONSENT)
    assert answer.status == 0, answer


def written(terminal: Terminal) -> list[str]:
    """Return what an installation has left in the data directory."""
    folder = terminal.data_dir / "models"
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock") if folder.exists() else []


def test_a_new_site_has_the_built_in_models_and_may_install_four_others(terminal):
    found = listed(terminal)

    dims = {model_id: model["dim"] for model_id, model in found.items() if model_id not in BUILT_IN}
    assert dims == TO_INSTALL
    assert [model_id for model_id, model in found.items() if model["installed"]] == list(BUILT_IN)
    assert {found[model_id]["ok"] for model_id in BUILT_IN} == {True}
    assert found["facenet"]["ok"] is None
    assert in_use(terminal) == [DEFAULT]


def test_every_listed_model_tells_its_licences_and_where_it_comes_from(terminal):
    for model in listed(terminal).values():
        assert model["weights_licence"] and model["training_data_terms"] and model["source"]


def test_the_list_is_told_to_people_too(terminal, install_mine):
    install_mine()
    told = terminal.plainly("weights", "list").out

    assert "resnet29: installed\n" in told
    assert "mobilefacenet: not installed\n" in told
    assert "mine: installed, in use\n" in told
    assert "    installed from a test\n" in told


def test_before_anybody_is_enrolled_the_most_accurate_installed_model_is_in_use(terminal, install_mine):
    install_mine()

    assert in_use(terminal) == ["mine"]


def test_a_less_accurate_model_changes_nothing(terminal, install_mine):
    install_mine(accuracy_rank=99)

    assert in_use(terminal) == [DEFAULT]


def test_a_better_model_does_not_part_people_from_the_one_they_were_enrolled_with(
    terminal, install_mine, grace
):
    enrol(terminal, grace[:2])
    install_mine()

    assert in_use(terminal) == [DEFAULT]
    assert terminal("identify", grace[2]).status == 0


def test_a_switch_says_how_many_must_be_enrolled_anew_and_needs_a_yes(terminal, install_mine, grace):
    enrol(terminal, grace[:2])
    install_mine()

    answer = terminal("weights", "use", "mine")

    assert answer.status == 1
    assert answer.err.splitlines() == [
        "1 of 1 person must be enrolled anew for mine.",
        "Nothing was changed; --yes uses mine without a question.",
    ]
    assert in_use(terminal) == [DEFAULT]


def test_the_model_in_use_may_be_used_without_a_question(terminal, install_mine, grace):
    enrol(terminal, grace[:2])
    install_mine()
    terminal("weights", "use", "mine", "--yes")

    answer = terminal("weights", "use", "mine")

    assert answer.status == 0
    assert "1 of 1 person must be enrolled anew" in answer.err


def test_after_a_switch_people_are_strangers_until_they_are_enrolled_anew(terminal, install_mine, grace):
    enrol(terminal, grace[:2])
    install_mine()

    answer = terminal("weights", "use", "mine", "--yes")

    assert answer.status == 0
    assert [(model["id"], model["in_use"]) for model in answer.document["models"]] == [("mine", True)]
    assert terminal("identify", grace[2]).document["faces"][0]["reason"] == "nobody_enrolled"
    assert terminal("enroll", "Grace", "--add", "--images", *grace[:2]).status == 2
    assert terminal("enroll", "Grace", "--add", "--images", *grace[:2], *CONSENT).status == 0
    assert terminal("identify", grace[2]).status == 0


def test_a_switch_without_people_needs_no_yes_and_lasts(terminal, install_mine):
    install_mine()

    assert terminal("weights", "use", "resnet29").status == 0
    assert in_use(terminal) == ["resnet29"]


class Keyboard(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


def test_somebody_at_the_terminal_is_asked(terminal, install_mine, grace, monkeypatch):
    enrol(terminal, grace[:2])
    install_mine()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    assert terminal("weights", "use", "mine").status == 1
    monkeypatch.setattr("sys.stdin", Keyboard("y\n"))
    assert terminal("weights", "use", "mine").status == 0


def test_a_running_door_keeps_its_model(terminal, install_mine):
    install_mine(accuracy_rank=99)
    terminal("weights", "list")
    with DoorOwnership(terminal.data_dir, "main entrance"):
        answer = terminal("weights", "use", "mine")

    assert_one_sentence(answer, status=3)
    assert "is already run by process" in answer.err
    assert in_use(terminal) == [DEFAULT]


def test_a_model_named_in_the_settings_file_is_changed_there_and_comments_stay(terminal, install_mine):
    install_mine()
    config = terminal.data_dir / "config.toml"
    config.write_text('[recognition]\nencoder = "resnet29"  # the old one\n')
    assert in_use(terminal) == ["resnet29"]

    assert terminal("weights", "use", "mine").status == 0

    assert in_use(terminal) == ["mine"]
    assert "# the old one" in config.read_text()


def test_a_model_without_impostor_curves_is_not_taken_into_use(terminal, install_mine):
    install_mine(measured_curves=None)

    answer = terminal("weights", "use", "mine")

    assert_one_sentence(answer, status=1)
    assert "mine has no impostor curves" in answer.err
    assert in_use(terminal) == [DEFAULT]
    assert listed(terminal)["mine"]["can_decide"] is False


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("vgg99", f"There is no model 'vgg99'; installed are {NAMED}."),
        ("facenet", "facenet is not installed yet: 'weights install facenet' does that."),
    ],
)
def test_a_model_that_is_not_installed_cannot_be_used(terminal, model, sentence):
    answer = terminal("weights", "use", model)

    assert_one_sentence(answer, status=2)
    assert answer.err.strip() == sentence


def test_nobody_is_recognised_with_another_model_than_the_missing_one(terminal, install_mine, models, grace):
    install_mine()
    enrol(terminal, grace[:2])
    shutil.rmtree(models.folder / "mine")

    answer = terminal("identify", grace[2])

    assert_one_sentence(answer, status=3)
    assert answer.err.startswith(f"The model 'mine' is not installed; there is {NAMED}; install it again, or")
    with pytest.raises(WeightsFault, match="'mine' is not installed"):
        build_kiosk(terminal.data_dir, "demo", print)
    assert terminal("weights", "list").status == 0
    assert terminal("weights", "use", "resnet29", "--yes").status == 0
    assert terminal("identify", grace[2]).document["faces"][0]["reason"] == "nobody_enrolled"


def test_people_enrolled_with_other_weights_of_the_model_are_not_compared(terminal, install_mine, grace):
    install_mine()
    enrol(terminal, grace[:2])
    install_mine(weights_sha256="1" * 64)

    answer = terminal("identify", grace[2])

    assert_one_sentence(answer, status=3)
    assert "People are enrolled with mine@" in answer.err
    assert terminal("weights", "use", "mine", "--yes").status == 0
    assert terminal("identify", grace[2]).document["faces"][0]["reason"] == "nobody_enrolled"


def test_a_setting_that_names_a_missing_model_is_bad_input(terminal):
    terminal.data_dir.mkdir(mode=0o700)
    (terminal.data_dir / "config.toml").write_text('[recognition]\nencoder = "gone"\n')

    answer = terminal("people", "list")

    assert_one_sentence(answer, status=2)
    assert f"recognition.encoder: The model 'gone' is not installed; there is {NAMED}." in answer.err


def test_models_in_order_are_verified(terminal, install_mine, models):
    install_mine()

    answer = terminal("weights", "verify")

    # "mine" holds no numbers of resnet29, but its own
    assert answer.status == 0
    found = {model["id"]: model["ok"] for model in answer.document["models"]}
    assert found == dict.fromkeys([*BUILT_IN, "mine"], True)


@pytest.mark.parametrize("name", ["model.tflite", "weights.npz", "card.toml"])
def test_a_file_that_was_changed_is_found_and_named(terminal, install_mine, models, name):
    install_mine()
    path = models.folder / "mine" / name
    path.write_bytes(path.read_bytes()[:-100] + bytes(100))

    answer = terminal("weights", "verify")

    assert answer.status == 1
    (found,) = (model for model in answer.document["models"] if model["id"] == "mine")
    assert found["ok"] is False
    assert name in found["fault"]


def test_a_broken_model_is_never_run(terminal, install_mine, models, grace):
    install_mine()
    path = models.folder / "mine" / "model.tflite"
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    answer = terminal("identify", grace[0])

    assert_one_sentence(answer, status=3)
    assert "is not the model that was installed" in answer.err
    assert "BROKEN" in terminal.plainly("weights", "list").out


def test_the_doctor_tells_which_model_is_in_use(terminal, install_mine):
    install_mine()
    checks = {check["name"]: check for check in terminal("doctor").document["checks"]}

    assert checks["model"]["ok"]
    assert "mine@" in checks["model"]["detail"]
    assert f"installed: {NAMED}, mine" in checks["model"]["detail"]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["vgg99"], 2, f"There is no model 'vgg99' to install; there is {', '.join(shipped_models())}."),
        (["facenet", "--from", "/nowhere"], 2, "/nowhere is not there: a folder, a weights file"),
        (["openface-nn4"], 2, "openface-nn4 has no address of its own: --from must say"),
        (["facenet", "--from", "ftp://x.org/a.zip"], 2, "ftp://x.org/a.zip cannot be fetched: an address of"),
        (["facenet", "--from", "http://127.0.0.1:9/a.zip"], 3, "there is no connection to 127.0.0.1."),
    ],
)
def test_a_source_that_cannot_be_had_is_one_sentence_and_leaves_nothing(terminal, words, status, sentence):
    answer = terminal("weights", "install", *words)

    assert answer.status == status
    assert sentence in answer.err.splitlines()[-1]
    assert "Traceback" not in answer.err
    assert written(terminal) == []


def test_the_built_in_model_needs_no_installation(terminal):
    answer = terminal("weights", "install", "resnet29")

    assert answer.status == 0
    assert [model["installed"] for model in answer.document["models"]] == [True]


def test_the_built_in_model_takes_no_other_weights(terminal, tmp_path):
    answer = terminal("weights", "install", "resnet29", "--from", tmp_path)

    assert_one_sentence(answer, status=2)
    assert "--from" in answer.err


def test_weights_under_terms_are_fetched_only_for_those_who_accept_them(terminal, monkeypatch):
    with serving() as web:
        refer(monkeypatch, web)
        answer = terminal("weights", "install", "mobilefacenet")

        assert answer.status == 1
        assert "non-commercial research" in answer.err
        assert "--accept-licence" in answer.err.splitlines()[-1]
        assert web.asked == []


def test_a_fetched_file_that_is_not_the_models_is_refused_and_removed(terminal, monkeypatch):
    with serving() as web:
        web.files["/model-0000.params"] = b"something else"
        refer(monkeypatch, web)
        answer = terminal("weights", "install", "mobilefacenet", "--accept-licence")

    assert answer.status == 3
    assert "gave another file than the wanted one" in answer.err.splitlines()[-1]
    assert written(terminal) == []


def refer(monkeypatch, web) -> None:
    """Let mobilefacenet name our own server."""
    shipped = shipped_models()
    model = shipped["mobilefacenet"]
    ours = replace(model.download, url=web.address + "/model-0000.params")
    monkeypatch.setattr(
        models_here, "shipped_models", lambda: shipped | {model.id: replace(model, download=ours)}
    )


def test_weights_from_the_models_address_are_installed_and_verified(terminal, monkeypatch, data, models):
    with serving() as web:
        web.files["/model-0000.params"] = (data / "mobilefacenet_mxnet" / "model-0000.params").read_bytes()
        refer(monkeypatch, web)
        answer = terminal("weights", "install", "mobilefacenet", "--accept-licence")

    assert answer.status == 0, answer
    assert [model["ok"] for model in answer.document["models"]] == [True]
    assert models.installed("mobilefacenet").installation.terms_accepted
    assert written(terminal) == ["mobilefacenet"]
    assert terminal("weights", "verify").status == 0


def test_a_truncated_file_is_one_sentence_and_leaves_nothing(terminal, data, tmp_path):
    (source,) = (data / "mobileface_v2_mxnet").glob("*.params")
    broken = tmp_path / "broken.params"
    broken.write_bytes(source.read_bytes()[:-7])

    answer = terminal("weights", "install", "mobileface-v2", "--from", broken)

    assert answer.status == 3
    assert answer.err.splitlines()[-1].startswith("broken.params is not a whole MXNet parameter file")
    assert written(terminal) == []


def test_weights_of_another_network_are_one_sentence_and_leave_nothing(terminal, data):
    answer = terminal("weights", "install", "mobilefacenet", "--from", data / "mobileface_v2_mxnet")

    assert answer.status == 3
    assert len(answer.err.splitlines()) == 3  # the terms, what is being done, the refusal
    assert written(terminal) == []


def test_whoever_installs_beside_a_running_kiosk_is_told_that_it_keeps_its_model(terminal):
    terminal("weights", "list")
    with DoorOwnership(terminal.data_dir, "main entrance"):
        answer = terminal("weights", "install", "resnet29")

    assert answer.err.splitlines()[0].startswith("A kiosk is running here; it keeps its model")
