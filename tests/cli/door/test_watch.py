"""``watch`` on the demo feed and, where there is evaluation data, on real video."""

import errno
import io
import sys
from pathlib import Path

import cv2
import pytest

from door_access.cli import run
from tests.cli.people.test_enrol_and_recognise import CONSENT
from tests.cli.terminal import assert_one_sentence

BEGINNING, DECIDED = 150, 3
"""Of five films' first frames, so many bring the door to an answer (measured)."""
KEYS = {"event", "t_s", "outcome", "reason", "person", "person_id", "distance", "threshold"}


def decisions(answer):
    return [event for event in answer.events if event["event"] == "decision"]


def doors(answer):
    return [event["state"] for event in answer.events if event["event"] == "door"]


def test_the_demo_tells_the_whole_story(demo_run):
    answer = demo_run.answer
    assert answer.status == 0
    assert all(event.keys() >= KEYS for event in answer.events)
    outcomes = [(event["outcome"], event["person"]) for event in decisions(answer)]
    assert outcomes[0] == ("denied", None)
    assert outcomes[-1] == ("granted", "Grace Hopper")
    assert doors(answer) == ["locked", "suspended", "locked", "unlocked", "locked"]


@pytest.mark.parametrize(("mode", "reason"), [("pin+face", "face_and_pin"), ("card+face", "card_and_face")])
def test_the_demo_shows_what_the_door_asks_for(terminal, mode, reason):
    answer = terminal("watch", "--source", "demo", "--mode", mode)
    assert decisions(answer)[-1]["reason"] == reason


def test_two_runs_of_one_source_give_the_same_output(terminal, demo_run):
    first, second = demo_run.answer, terminal("watch", "--source", "demo")
    ids = {e["person_id"]: "X" for e in first.events + second.events if e["person_id"]}
    assert [e | {"person_id": ids.get(e["person_id"])} for e in first.events] == [
        e | {"person_id": ids.get(e["person_id"])} for e in second.events
    ]


def test_every_decision_is_a_row_of_the_log(after_demo, demo_run):
    rows = after_demo("log", "list", "--kind", "access").document["events"]
    assert [(row["outcome"], row["reason"]) for row in reversed(rows)] == [
        (event["outcome"], event["reason"]) for event in decisions(demo_run.answer)
    ]
    assert {row["source"] for row in rows} == {"demo"}


def test_a_person_enrolled_from_the_demo_is_granted_at_the_first_visit(terminal):
    enrolled = terminal("enroll", "Grace", "--source", "demo")
    assert "1 of 20 samples: good" in enrolled.err
    assert "20 of 20 samples: good, look" in enrolled.err
    assert sum(enrolled.document["poses"].values()) == enrolled.document["templates"] == 20
    answer = terminal("watch", "--source", "demo")
    assert enrolled.status == 0
    assert decisions(answer)[0]["person_id"] == enrolled.document["person_id"]


@pytest.mark.parametrize("source", ["nowhere.mp4", "ftp://example.org/x", "", "folder", "notes.mp4"])
def test_what_is_no_source_is_refused_in_a_sentence(terminal, tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("notes.mp4").write_text("not a video")
    assert_one_sentence(terminal("watch", "--source", source), status=2)


@pytest.mark.parametrize("source", ["97", "/dev/null", "rtsp://127.0.0.1:9/nothing"])
@pytest.mark.parametrize("words", [("enroll", "X", *CONSENT), ("watch",)])
def test_a_camera_that_is_not_there_is_a_fault_of_the_environment(terminal, words, source):
    assert_one_sentence(terminal(*words, "--source", source), status=3)


class GoneTerminal(io.StringIO):
    """A pipe whose reader has read two lines and left, as ``head -2`` does."""

    def write(self, text: str) -> int:
        if self.getvalue().count("\n") == 2:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        return super().write(text)


def test_a_reader_who_leaves_ends_the_watch_and_no_thread_of_the_door(terminal, monkeypatch, caplog):
    stdout = GoneTerminal()
    monkeypatch.setattr(sys, "stdout", stdout)
    with pytest.raises(SystemExit):
        run(["watch", "--source", "demo", "--data-dir", str(terminal.data_dir)], open_kiosk=lambda _: 3)
    assert len(stdout.getvalue().splitlines()) == 2
    assert caplog.records == []


@pytest.fixture(scope="module")
def halves(data, tmp_path_factory) -> tuple[Path, Path]:
    """The first and the second half of one video of one person."""
    capture = cv2.VideoCapture(str(data / "videos" / "liveportrait_d9.mp4"))
    frames = []
    while (read := capture.read())[0]:
        frames.append(read[1])
    capture.release()
    folder, middle = tmp_path_factory.mktemp("halves"), len(frames) // 2
    return _written(frames[:middle], folder / "a.mp4"), _written(frames[middle:], folder / "b.mp4")


def beginning(video: Path, folder: Path) -> Path:
    """Cut a film down to its first seconds."""
    capture = cv2.VideoCapture(str(video))
    frames = [capture.read()[1] for _ in range(BEGINNING)]
    capture.release()
    return _written(frames, folder / f"{video.stem}.mp4")


def _written(frames, path: Path) -> Path:
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (width, height))
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path


def test_somebody_enrolled_on_video_is_granted_later_and_nobody_else_is(terminal, data, halves, tmp_path):
    first, second = halves
    assert terminal("enroll", "Dee Nine", "--source", first, *CONSENT).document["templates"] == 20
    own = decisions(terminal("watch", "--source", second))
    assert {(event["outcome"], event["person"]) for event in own} == {("granted", "Dee Nine")}
    others = [video for video in sorted((data / "videos").glob("*")) if video.name != "liveportrait_d9.mp4"]
    told = {
        video.name: decisions(terminal("watch", "--source", beginning(video, tmp_path))) for video in others
    }
    answers = {(event["outcome"], event["person"]) for events in told.values() for event in events}
    assert answers == {("denied", None)}, told
    assert len([events for events in told.values() if events]) >= DECIDED, told


def test_the_same_real_video_gives_the_same_output_twice(terminal, data):
    video = data / "videos" / "apfol_real2.webm"
    first, second = terminal("watch", "--source", video), terminal("watch", "--source", video)
    assert decisions(first)
    assert first.out == second.out
