"""``watch --lock`` from end to end: a camera on the network, somebody it knows, and real boards that open.

The row is proven to be there before the command: whenever a board is told to unlock, it reads the log.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from database.engine import FILE_NAME
from door_access.bootstrap.site import opened_site
from door_access.ports import LogFilter
from tests.cli.terminal import Terminal
from tests.hardware.locks.http_peer import Request, Response
from tests.hardware.locks.modbus_peer import ModbusTcpBoard
from tests.hardware.locks.mqtt_relay import MqttRelay, relay_settings
from tests.hardware.locks.shelly_peer import ShellyPeer
from tests.mosquitto import Mosquitto, Party, running_broker
from tests.patience import PATIENCE_S
from tests.secret_file import secret_file
from tests.vision.cameras import rtsp_server
from tests.vision.cameras.test_film import write_film

ROOT = Path(__file__).parents[3]
FPS = 10
FILM_S = 12.0
CONSENT = ("--consent", "They agreed.")


@dataclass(frozen=True)
class Opening:
    """What a board found in the log when it was told to unlock, and when by the system's clock."""

    at_s: float
    newest: tuple[str, str, str] | None
    """Outcome, reason and time of the newest row."""


class Witness:
    """Reads the log of a data directory, as another program could, whenever a board is told to unlock."""

    def __init__(self, data_dir: Path) -> None:
        self._database = data_dir / FILE_NAME
        self.openings: list[Opening] = []

    def look(self) -> None:
        at_s = time.time()
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as log:
            query = "SELECT outcome, reason, at_utc FROM access_events ORDER BY seq DESC LIMIT 1"
            self.openings.append(Opening(at_s, log.execute(query).fetchone()))


@pytest.fixture
def witness(terminal: Terminal) -> Witness:
    return Witness(terminal.data_dir)


@pytest.fixture(scope="module")
def film(grace: list[Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film of Grace Hopper, who never stands quite still, as a network camera sends it."""
    portrait = Image.open(grace[0]).convert("RGB").resize((400, 480))
    rng = np.random.default_rng(7)
    pictures = []
    for _ in range(round(FPS * FILM_S)):
        picture = Image.new("RGB", (640, 480), (120, 120, 120))
        picture.paste(portrait, (120 + int(rng.integers(-4, 5)), int(rng.integers(-4, 5))))
        noise = rng.integers(-6, 7, (480, 640, 3))
        pictures.append(np.clip(np.asarray(picture, np.int16) + noise, 0, 255).astype(np.uint8))
    path = tmp_path_factory.mktemp("film") / "door.ts"
    write_film(path, pictures, codec="mpeg2video", options={"b": "4000000"})
    return path.read_bytes()


def configure(terminal: Terminal, **sections: dict[str, Any]) -> None:
    lines = []
    for section, values in sections.items():
        lines += [f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    terminal.data_dir.mkdir(mode=0o700, exist_ok=True)
    (terminal.data_dir / "config.toml").write_text("\n".join(lines) + "\n")


@contextmanager
def watching(terminal: Terminal, film: bytes) -> Iterator[Callable[[Callable[[dict[str, Any]], bool]], None]]:
    """Watch the camera with the lock until the end of the block; give what waits for an event."""
    with rtsp_server.served(film, lasts_s=FILM_S) as address:
        words = ["watch", "--source", address, "--lock", "--liveness", "off", "--json"]
        command = [sys.executable, ROOT / "main.py", *words, "--data-dir", terminal.data_dir]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as child:

            def wait_for(is_it: Callable[[dict[str, Any]], bool]) -> None:
                assert child.stdout is not None
                for line in child.stdout:
                    if is_it(json.loads(line)):
                        return
                raise AssertionError(child.stderr.read() if child.stderr else "")

            try:
                yield wait_for
            finally:
                child.terminate()
                child.communicate(timeout=PATIENCE_S)


def is_granted(event: dict[str, Any]) -> bool:
    return event["event"] == "decision" and event["outcome"] == "granted"


def is_locked(event: dict[str, Any]) -> bool:
    return event["event"] == "door" and event["state"] == "locked"


def assert_recorded_before_it_opened(witness: Witness, terminal: Terminal) -> None:
    assert witness.openings
    for opening in witness.openings:
        assert opening.newest is not None
        outcome, reason, at_utc = opening.newest
        assert (outcome, reason) == ("granted", "match")
        assert datetime.fromisoformat(at_utc).timestamp() <= opening.at_s
    with opened_site(terminal.data_dir) as site:
        rows = list(site.log.oldest_first(LogFilter()))
        assert {row.person for row in rows if row.event.reason == "match"} == {"Grace"}
        assert site.log.verify().is_ok


class WitnessedShelly(ShellyPeer):
    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        super().__init__(lambda _: None, password="open: Sesame")

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        if request.query.get("on") == "true" and response.status == 200:
            self._witness.look()
        return response


class TestAtAShelly:
    @pytest.fixture
    def broker(self, tmp_path: Path) -> Iterator[Mosquitto]:
        folder = tmp_path / "broker"
        folder.mkdir()
        with running_broker(folder) as running:
            yield running

    def test_who_is_known_is_let_in_after_the_row_and_the_broker_hears_of_it(
        self, terminal: Terminal, witness: Witness, film: bytes, grace: list[Path], broker: Mosquitto
    ) -> None:
        shelly = WitnessedShelly(witness)
        secret = secret_file(terminal.data_dir.parent, "open: Sesame")
        configure(
            terminal,
            lock={"driver": "shelly", "url": shelly.url, "contact": 0, "password_file": secret},
            mqtt={"address": broker.address},
        )
        assert terminal("enroll", "Grace", "--images", *grace, *CONSENT).status == 0
        told = Party(broker, "door_access/#")
        try:
            with watching(terminal, film) as wait_for:
                wait_for(is_granted)
                assert shelly.is_unlocked() or witness.openings
                wait_for(is_locked)
            assert_recorded_before_it_opened(witness, terminal)
            heard = set()
            while not {("lock", "UNLOCKED"), ("availability", "offline")} <= heard:
                message = told.next()
                heard.add((message.topic.rsplit("/", 1)[-1], message.payload))
            assert "Grace" not in str(heard)
        finally:
            told.close()
            shelly.close()


class TestAtAModbusBoard:
    def test_who_is_known_is_let_in_after_the_row(
        self, terminal: Terminal, witness: Witness, film: bytes, grace: list[Path]
    ) -> None:
        board = ModbusTcpBoard()
        obeyed = board.relays._obeyed

        def witnessed(function: int, address: int, value: int) -> bytes:
            if function == 5 and value not in (0, 0xFF00):
                witness.look()
            return obeyed(function, address, value)

        board.relays._obeyed = witnessed  # type: ignore[method-assign]
        configure(terminal, lock={"driver": "modbus", "address": board.address, "timer": "waveshare"})
        assert terminal("enroll", "Grace", "--images", *grace, *CONSENT).status == 0
        try:
            with watching(terminal, film) as wait_for:
                wait_for(is_granted)
                wait_for(is_locked)
            assert_recorded_before_it_opened(witness, terminal)
            assert not board.is_unlocked()
        finally:
            board.close()


class TestAtARelayOfABroker:
    def test_who_is_known_is_let_in_after_the_row(
        self, terminal: Terminal, witness: Witness, film: bytes, grace: list[Path], tmp_path: Path
    ) -> None:
        folder = tmp_path / "broker"
        folder.mkdir()
        with running_broker(folder) as broker:
            relay = MqttRelay(broker, own_s=None)
            ear = Party(
                broker, "relay/command", hear=lambda _, word: witness.look() if word != "OFF" else None
            )
            settings = relay_settings(
                relay, driver="mqtt", pulse_payload="ON {seconds}", ends_pulse_itself=True
            )
            configure(terminal, lock=settings)
            assert terminal("enroll", "Grace", "--images", *grace, *CONSENT).status == 0
            try:
                with watching(terminal, film) as wait_for:
                    wait_for(is_granted)
                    wait_for(is_locked)
                assert_recorded_before_it_opened(witness, terminal)
            finally:
                ear.close()
                relay.close()


@pytest.mark.parametrize("source", ["demo", "film.ts"])
def test_no_demo_and_no_file_drives_a_lock(terminal: Terminal, film: bytes, source: str) -> None:
    shelly = ShellyPeer(lambda _: None)
    configure(terminal, lock={"driver": "shelly", "url": shelly.url})
    path = terminal.data_dir / source
    path.write_bytes(film)
    try:
        answer = terminal("watch", "--source", "demo" if source == "demo" else path, "--lock")
        assert answer.status == 2
        assert "only those drive a lock" in answer.err
        assert not shelly.requests
    finally:
        shelly.close()
