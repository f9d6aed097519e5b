"""What a real kiosk keeps of faces on its disk: nothing of a stranger's, and pictures only where wanted."""

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from database import face_cache
from database.engine import FILE_NAME
from database.keys import keys
from database.log import log_keys
from door_access import config
from door_access.bootstrap.kiosk import Kiosk, build_kiosk
from door_access.bootstrap.site import opened_site
from door_access.bootstrap.vision import make_encoder
from door_access.config import ScreenSettings, Settings
from door_access.domain.matching.access import Outcome
from door_access.kept_settings import PrivacySettings
from door_access.runtime.events import DecisionMade, Event, SceneSeen
from door_access.vision.detector import HogDetector
from tests.database.test_erasing import Plain, files_of
from tests.patience import PATIENCE_S

WITH_PICTURES = Settings(
    privacy=PrivacySettings(pictures_days=2), screen=ScreenSettings(privacy_notice="Pictures are kept.")
)


class Listener:
    """Remembers the stranger's samples, and waits for an answer."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.chips: list[np.ndarray] = []
        self.rows: list[int] = []
        self._answered = threading.Event()
        kiosk.hub.subscribe(self)

    def __call__(self, event: Event) -> None:
        if isinstance(event, SceneSeen) and event.scene.sample is not None:
            self.chips.append(event.scene.sample.chip_rgb)
        if isinstance(event, DecisionMade) and event.seq is not None:
            assert event.decision.outcome is Outcome.DENIED
            self.rows.append(event.seq)
            self._answered.set()

    def wait(self) -> None:
        assert self._answered.wait(PATIENCE_S)


def _seen_by(data_dir: Path, video: Path) -> Listener:
    """Let a kiosk where nobody is enrolled see a film until it has answered."""
    kiosk = build_kiosk(data_dir, str(video), lambda *_: None)
    listener = Listener(kiosk)
    kiosk.start()
    try:
        listener.wait()
    finally:
        kiosk.stop()
    return listener


@pytest.fixture
def without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (keys, log_keys, face_cache):
        monkeypatch.setattr(module, "AESGCM", Plain)


def test_nothing_of_a_strangers_face_is_in_any_file_also_without_encryption(
    without_encryption, data, tmp_path
):
    seen = _seen_by(tmp_path / "data", data / "videos" / "liveportrait_d14.mp4")

    with opened_site(tmp_path / "data") as site:
        encoder = make_encoder(site.models, site.model, lambda *_: None)
        vectors = [encoder.encode(chip).vector.tobytes() for chip in seen.chips[:5]]
        assert site.pictures.count() == 0
    rows = [chip[line].tobytes() for chip in seen.chips[:5] for line in range(0, chip.shape[0], 10)]
    traces = [part for one in (*vectors, *rows) for part in (one[:32], one[-32:])] + [b"JFIF", b"\x89PNG"]
    written = b"".join(
        path.read_bytes() for path in files_of(tmp_path / "data") if path.suffix not in (".tflite", ".dat")
    )
    assert written and traces and not [trace for trace in traces if trace in written]


def test_where_pictures_are_wanted_a_stranger_cannot_be_made_out_in_theirs(data, tmp_path):
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    config.write(WITH_PICTURES, data_dir / config.FILE_NAME)

    seen = _seen_by(data_dir, data / "videos" / "liveportrait_d14.mp4")

    with opened_site(data_dir) as site:
        jpeg = site.pictures.picture_of(seen.rows[0])
    assert jpeg is not None and jpeg not in (data_dir / FILE_NAME).read_bytes()
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert HogDetector(smallest_face_px=60.0).detect(cv2.resize(picture[:, :, ::-1], None, fx=2, fy=2)) == ()
