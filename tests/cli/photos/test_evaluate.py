"""``evaluate`` on real photos: one answer for people and scripts, one sentence for what is wrong."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from door_access.bootstrap.site import opened_site
from door_access.cli.photos import evaluate, photo_encoding
from door_access.cli.photos.evaluate import calibration_document, calibration_lines
from door_access.domain.matching.calibration import Configuration
from door_access.evaluation.measured_curve import MeasuredCurve
from door_access.facenet.installation.shipped import shipped_models
from door_access.offline.calibration import calibrate
from tests.builders import CURVES
from tests.cli.terminal import Terminal, answer_of, assert_one_sentence

PEOPLE = 12
PHOTOS = 3


@pytest.fixture(scope="session")
def office(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve people of LFW with three photos each."""
    folder = tmp_path_factory.mktemp("office")
    found = [one for one in sorted((data / "lfw_dev").iterdir()) if (one / f"{one.name}_0003.jpg").exists()]
    for person in found[: 4 * PEOPLE : 4]:
        (folder / person.name).mkdir()
        for photo in sorted(person.iterdir())[:PHOTOS]:
            (folder / person.name / photo.name).symlink_to(photo)
    return folder


@pytest.fixture(scope="session")
def evaluated(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose cache knows the office."""
    data_dir = tmp_path_factory.mktemp("evaluated") / "data"
    assert answer_of("evaluate", office, "--data-dir", data_dir).status == 0
    return data_dir


@pytest.fixture
def knowing(terminal: Terminal, evaluated: Path) -> Terminal:
    """A terminal on a copy of that directory."""
    shutil.copytree(evaluated, terminal.data_dir)
    return terminal


def pairs_of(office: Path) -> str:
    names = sorted(path.name for path in office.iterdir())
    same = [f"{name}\t1\t{number}" for name in names for number in (2, 3)]
    different = [
        f"{a}\t1\t{b}\t{i}" for a, b in zip(names, names[1:] + names[:1], strict=True) for i in (1, 2)
    ]
    return "\n".join(same + different) + "\n"


class TestRealPhotos:
    def test_every_promised_key_is_there(self, knowing, office, tmp_path) -> None:
        pairs = tmp_path / "pairs.txt"
        pairs.write_text(pairs_of(office))

        answer = knowing("evaluate", office, "--pairs", pairs)

        found = answer.document
        strictest = shipped_models()["door-128"].curves.threshold(Configuration(1, 1), 1e-4)
        assert answer.status == 0, answer
        assert (found["images"], found["people"]) == (PEOPLE * PHOTOS, PEOPLE)
        assert found["accuracy"] > 0.9
        assert (found["pairs"]["same"], found["pairs"]["different"]) == (24, 24)
        assert set(found["fnmr_at_fmr"]) == {"1e-3", "1e-4", "1e-5"}
        assert list(found["fnir_at_fpir"]) == ["10"]
        assert found["configurations"][0]["at_card_threshold"]["threshold"] == strictest
        assert answer.err == "" or answer.err.startswith("Preparing the face model")

    def test_people_read_the_same_figures_with_their_intervals(self, knowing, office) -> None:
        evaluate = ("evaluate", office, "--model", "resnet29")
        found = knowing(*evaluate).document["configurations"][0]["fnmr_at_fmr"]["1e-3"]

        answer = knowing.plainly(*evaluate)

        assert answer.status == 0
        line = next(line for line in answer.out.splitlines() if line.startswith("single photos"))
        assert f"{found['rate'] * 100:.1f}" in line or f"{found['rate'] * 100:.2f}" in line
        assert f"{PEOPLE * PHOTOS} photos of {PEOPLE} people; model resnet29@55533b28" in answer.out

    def test_photos_without_a_face_and_unreadable_ones_are_counted_by_person(
        self, knowing, office, empty_room, tmp_path
    ) -> None:
        folder = tmp_path / "people"
        shutil.copytree(office, folder, symlinks=True)
        person = sorted(folder.iterdir())[0]
        shutil.copy(empty_room, person / "room.png")
        (person / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe0 torn")

        found = knowing("evaluate", folder).document

        assert (found["images"], found["no_face"], found["unreadable"]) == (PEOPLE * PHOTOS + 2, 1, 1)
        assert [(one["person"], one["reason"]) for one in found["failures"]] == [
            (person.name, "no_face"),
            (person.name, "unreadable"),
        ]
        # three photos have three pairs; with two lost ones there would have been ten
        with_failures = found["fnmr_at_fmr_with_failures"]["1e-3"]["trials"]
        assert with_failures - found["configurations"][0]["genuine"] == 7

    def test_photos_are_encoded_only_once(self, knowing, office, monkeypatch) -> None:
        first = knowing("evaluate", office).document

        def no_encoder(*_: object) -> None:
            raise AssertionError("everything was encoded before")

        monkeypatch.setattr(photo_encoding, "make_encoder", no_encoder)

        assert knowing("evaluate", office).document == first

    def test_without_the_cache_nothing_is_kept(self, terminal, grace, eileen, tmp_path) -> None:
        folder = two_people(grace, eileen, tmp_path)

        assert terminal("evaluate", folder, "--no-cache").status == 0

        assert [one["files"] for one in terminal("cache", "show").document["cached"]] == [0, 0]

    def test_the_report_is_one_whole_file(self, knowing, office, tmp_path) -> None:
        page = tmp_path / "report.html"

        found = knowing("evaluate", office, "--report", page).document

        assert found["report"] == str(page)
        text = page.read_text(encoding="utf-8")
        assert text.startswith("<!DOCTYPE html>") and text.rstrip().endswith("</html>")
        assert text.count("<svg") == 2
        assert str(office) in text

    def test_sessions_enrol_with_the_first_and_probe_with_the_later_ones(
        self, terminal, data, tmp_path
    ) -> None:
        folder = tmp_path / "webcam"
        for name, sessions in (("0001", ("01", "02")), ("0005", ("01", "02"))):
            (folder / name).mkdir(parents=True)
            for session in sessions:
                for photo in sorted((data / "nuaa_dev/live" / name).glob(f"{name}_*_*_{session}_*"))[:4]:
                    (folder / name / photo.name).symlink_to(photo)

        answer = terminal("evaluate", folder, "--session-field", "4")

        single = answer.document["configurations"][0]
        assert (single["genuine"], single["impostor"]) == (2 * 4 * 4, 2 * 4 * 4)
        assert answer.document["session_field"] == 4


def resnet29_of(site):
    return site.models.model("resnet29")


def forced_on(document):
    """Return the day on which laxer curves were forced on ``resnet29``, as ``weights list`` tells it."""
    return next(model["curves_forced_on"] for model in document["models"] if model["id"] == "resnet29")


def two_people(grace: list[Path], eileen: list[Path], folder: Path) -> Path:
    for name, files in (("grace", grace[:2]), ("eileen", eileen[:2])):
        (folder / "two" / name).mkdir(parents=True)
        for file in files:
            shutil.copy(file, folder / "two" / name)
    return folder / "two"


class TestWithoutEvaluationData:
    def test_two_people_with_two_photos_are_compared(self, terminal, grace, eileen, tmp_path) -> None:
        found = terminal("evaluate", two_people(grace, eileen, tmp_path)).document

        assert (found["configurations"][0]["genuine"], found["configurations"][0]["impostor"]) == (2, 4)
        assert found["configurations"][0]["at_card_threshold"]["fnmr"]["rate"] == 0.0

    def test_one_photo_each_has_no_fnmr_and_says_so(self, terminal, grace, eileen, tmp_path) -> None:
        folder = two_people(grace[:1], eileen[:1], tmp_path)

        assert terminal("evaluate", folder).document["fnmr_at_fmr"] == {
            "1e-3": None,
            "1e-4": None,
            "1e-5": None,
        }
        assert "Nobody has two photos" in terminal.plainly("evaluate", folder).out

    def test_too_few_people_calibrate_nothing(self, terminal, grace, eileen, tmp_path) -> None:
        answer = terminal("evaluate", two_people(grace, eileen, tmp_path), "--calibrate")

        assert answer.status == 1
        assert answer.document["calibration"]["written"] == []
        assert "too few people" in answer.document["calibration"]["reason"]
        assert not (terminal.data_dir / "models").exists()

    def test_a_missing_folder_is_one_sentence(self, terminal, tmp_path) -> None:
        assert_one_sentence(terminal("evaluate", tmp_path / "nowhere"), status=2)

    def test_an_empty_folder_is_one_sentence(self, terminal, tmp_path) -> None:
        assert_one_sentence(terminal("evaluate", tmp_path), status=2)

    def test_a_photo_instead_of_a_folder_is_one_sentence(self, terminal, grace) -> None:
        assert_one_sentence(terminal("evaluate", grace[0]), status=2)

    def test_a_folder_with_one_person_is_one_sentence(self, terminal, grace, tmp_path) -> None:
        (tmp_path / "people" / "grace").mkdir(parents=True)
        shutil.copy(grace[0], tmp_path / "people" / "grace")

        answer = terminal("evaluate", tmp_path / "people")

        assert_one_sentence(answer, status=2)
        assert "1 of 1 person" in answer.err

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("grace\t1\t2\ngrace\t1\teileen\t1\n", "grace/grace_0001"),
            ("nonsense in a line\n", "line 1"),
            ("", "needs pairs"),
        ],
    )
    def test_a_pairs_file_that_does_not_fit_is_refused_before_any_work(
        self, terminal, grace, eileen, tmp_path, text, named
    ) -> None:
        folder, pairs = two_people(grace, eileen, tmp_path), tmp_path / "pairs.txt"
        pairs.write_text(text)

        answer = terminal("evaluate", folder, "--pairs", pairs)

        assert_one_sentence(answer, status=2)
        assert named in answer.err
        assert not terminal.data_dir.exists()

    @pytest.mark.parametrize(
        ("options", "status"),
        [
            (("--pairs", "missing.txt"), 2),
            (("--report", "missing/report.html"), 2),
            (("--force",), 2),
            (("--session-field", "9"), 2),
            (("--model", "nobody-installed-this"), 3),
        ],
    )
    def test_an_option_that_cannot_be_followed_is_one_sentence(
        self, terminal, grace, eileen, tmp_path, options, status
    ) -> None:
        answer = terminal("evaluate", two_people(grace, eileen, tmp_path), *options)

        assert_one_sentence(answer, status=status)
        assert answer.out == ""

    def test_nothing_is_calibrated_where_the_report_cannot_be_written(
        self, terminal, grace, eileen, tmp_path, monkeypatch
    ) -> None:
        def no_calibration(*_: object, **__: object) -> None:
            raise AssertionError("the curves were written, and nobody was told")

        monkeypatch.setattr(evaluate, "calibrate", no_calibration)
        too_long = tmp_path / f"{'a' * 250}.html"

        answer = terminal(
            "evaluate", two_people(grace, eileen, tmp_path), "--calibrate", "--report", too_long
        )

        assert_one_sentence(answer, status=3)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_report_takes_no_devices_place(self, terminal, grace, eileen, tmp_path) -> None:
        os.mkfifo(tmp_path / "device")

        answer = terminal("evaluate", two_people(grace, eileen, tmp_path), "--report", tmp_path / "device")

        assert_one_sentence(answer, status=2)
        assert (tmp_path / "device").is_fifo()


def moved(by: float) -> dict[Configuration, MeasuredCurve]:
    """Return the shipped curves as if measured so much farther away."""
    return {
        at: MeasuredCurve(tuple((fmr, round(distance + by, 4)) for fmr, distance in curve.points), ())
        for at, curve in CURVES.curves.items()
    }


class TestCalibration:
    def test_a_stricter_curve_is_written_and_used_from_then_on(self, tmp_path) -> None:
        with opened_site(tmp_path) as site:
            before = resnet29_of(site).curves.threshold(Configuration(5, 3), 1e-3)
            outcome = calibrate(site.models, resnet29_of(site), moved(-0.02), is_forced=False)

        with opened_site(tmp_path) as site:
            after = resnet29_of(site).curves.threshold(Configuration(5, 3), 1e-3)
        assert outcome.is_written
        assert after < before
        assert (tmp_path / "models" / "resnet29" / "card.toml").is_file()

    def test_a_laxer_curve_is_not_written_unless_forced(self, tmp_path) -> None:
        with opened_site(tmp_path) as site:
            outcome = calibrate(site.models, resnet29_of(site), moved(0.02), is_forced=False)

        assert not outcome.is_written
        assert "--force" in calibration_document(outcome)["reason"]
        assert {point["fmr"] for point in calibration_document(outcome)["laxer"]} >= {1e-2, 1e-3}
        assert not (tmp_path / "models").exists()

    def test_a_forced_laxer_curve_is_written_and_logged(self, tmp_path, caplog) -> None:
        with opened_site(tmp_path) as site, caplog.at_level("WARNING"):
            outcome = calibrate(site.models, resnet29_of(site), moved(0.02), is_forced=True)

        with opened_site(tmp_path) as site:
            assert resnet29_of(site).curves.threshold(Configuration(1, 1), 1e-2) > 0.423
        assert outcome.is_written
        assert any("laxer" in record.message and "resnet29" in record.message for record in caplog.records)
        assert any(line.startswith("Laxer than shipped") for line in calibration_lines(outcome))
        json.dumps(calibration_document(outcome), allow_nan=False)

    def test_the_model_says_when_laxer_curves_were_forced_until_others_are_measured(self, terminal) -> None:
        with opened_site(terminal.data_dir) as site:
            calibrate(site.models, resnet29_of(site), moved(0.02), is_forced=True)
        forced, told = terminal("weights", "list").document, terminal.plainly("weights", "list").out
        with opened_site(terminal.data_dir) as site:
            calibrate(site.models, resnet29_of(site), moved(-0.02), is_forced=True)
        measured = terminal("weights", "list").document

        today = date.today().isoformat()
        assert forced_on(forced) == today
        assert f"laxer than the ones before them were forced on {today}" in told
        assert forced_on(measured) is None

    def test_after_a_strict_calibration_the_shipped_curve_is_still_the_measure(self, tmp_path) -> None:
        with opened_site(tmp_path) as site:
            calibrate(site.models, resnet29_of(site), moved(-0.02), is_forced=False)
        with opened_site(tmp_path) as site:
            outcome = calibrate(site.models, resnet29_of(site), moved(0.02), is_forced=False)

        assert {point["shipped"] for point in calibration_document(outcome)["laxer"]} >= {0.423, 0.378}
