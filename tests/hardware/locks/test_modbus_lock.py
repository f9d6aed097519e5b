"""Locks at Modbus boards: the contract on boards of our own, and the same commands on pymodbus's server."""

import asyncio
import logging
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from door_access.domain.door.lock import LockState
from door_access.errors import BadSetting, LockFault
from door_access.hardware.locks import modbus_lock
from door_access.hardware.locks.byte_links import LinkFault
from door_access.hardware.locks.modbus_board import ModbusBoard, WriteCoil
from door_access.hardware.locks.modbus_lock import FLASH_ON, ModbusLock
from door_access.hardware.registry import make_lock
from door_access.lock_settings import ModbusSettings
from door_access.ports import LOCK_ANSWERS_WITHIN_S
from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.lock_contract import LockContract
from tests.hardware.locks.modbus_peer import CONTACT, EXIT_BUTTON, ModbusRtuBoard, ModbusTcpBoard
from tests.hardware.locks.time_to_answer import BRIEF_S, be_patient_while_well
from tests.patience import PATIENCE_S

needs_ptys = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


@pytest.fixture
def tcp_board(monkeypatch):
    board = ModbusTcpBoard()
    be_patient_while_well(board, modbus_lock, monkeypatch)
    yield board
    board.close()


@pytest.fixture
def rtu_board(tmp_path, monkeypatch):
    board = ModbusRtuBoard(tmp_path / "relay")
    be_patient_while_well(board, modbus_lock, monkeypatch)
    yield board
    board.close()


class TestModbusFlashOnByTcp(LockContract):
    @pytest.fixture
    def board(self, tcp_board):
        return tcp_board

    @pytest.fixture
    def settings(self, board):
        return ModbusSettings(
            address=board.address, timer="waveshare", contact=CONTACT, exit_button=EXIT_BUTTON
        )


class TestModbusCoilByTcp(LockContract):
    @pytest.fixture
    def board(self, monkeypatch):
        board = ModbusTcpBoard(relay=3, has_flash=False)
        be_patient_while_well(board, modbus_lock, monkeypatch)
        yield board
        board.close()

    @pytest.fixture
    def settings(self, board):
        return ModbusSettings(address=board.address, channel=3, external_timer=True)


@needs_ptys
class TestModbusFlashOnByRtu(LockContract):
    @pytest.fixture
    def board(self, rtu_board):
        return rtu_board

    @pytest.fixture
    def settings(self, board):
        return ModbusSettings(address=str(board.cable.port), timer="waveshare", exit_button=EXIT_BUTTON)


def flashing(board: ModbusTcpBoard, **changed) -> ModbusSettings:
    return ModbusSettings(**{"address": board.address, "timer": "waveshare", **changed})


def fault_of(settings: ModbusSettings) -> str:
    lock = make_lock(settings)
    with pytest.raises(LockFault) as caught:
        lock.pulse(1.0)
    lock.close()
    return str(caught.value)


def test_it_answers_sooner_than_the_port_grants() -> None:
    assert modbus_lock.ANSWERS_WITHIN_S < LOCK_ANSWERS_WITHIN_S


def test_a_board_without_a_timer_is_refused_until_somebody_has_wired_one(tcp_board) -> None:
    with pytest.raises(BadSetting, match="external_timer"):
        make_lock(ModbusSettings(address=tcp_board.address))


def test_a_shorter_pulse_does_not_cut_a_longer_one_until_it_is_locked(tcp_board) -> None:
    now_s = [1000.0]
    lock = ModbusLock(flashing(tcp_board), clock=lambda: now_s[0])
    lock.pulse(3000.0)
    lock.pulse(0.25)
    now_s[0] += 2700.0
    lock.pulse(0.25)
    lock.lock()
    lock.pulse(0.25)
    lock.close()

    assert tcp_board.relays.flashes == [30000, 30000, 3000, 3]


def test_a_pulse_longer_than_the_board_can_count_is_the_longest_it_can(tcp_board) -> None:
    lock = make_lock(flashing(tcp_board))
    lock.pulse(1e6)
    lock.close()

    assert tcp_board.relays.flashes == [0x7FFF]


@pytest.mark.parametrize(
    ("open_when", "is_on", "is_open"),
    [("off", False, True), ("off", True, False), ("on", True, True), ("on", False, False)],
)
def test_the_contact_says_open_as_it_is_wired(tcp_board, open_when, is_on, is_open) -> None:
    tcp_board.relays.inputs[5] = is_on
    lock = make_lock(flashing(tcp_board, contact=5, open_when=open_when))

    assert lock.inputs().is_open is is_open
    lock.close()


def test_a_connection_that_the_board_has_closed_costs_no_pulse(tcp_board) -> None:
    lock = make_lock(flashing(tcp_board))
    lock.lock()
    tcp_board.hang_up()

    lock.pulse(30.0)

    assert tcp_board.is_unlocked()
    lock.close()


@needs_ptys
@pytest.mark.parametrize("kind", ["tcp", "rtu"])
def test_an_input_that_moves_the_relay_past_the_program_is_told(tcp_board, rtu_board, kind) -> None:
    board = tcp_board if kind == "tcp" else rtu_board
    address = board.address if kind == "tcp" else str(board.cable.port)
    lock = make_lock(ModbusSettings(address=address, timer="waveshare", channel=2))
    assert lock.shortcomings() == ()
    board.relays.modes = [0, 0, 1]

    assert lock.shortcomings() == (
        f"Input 2 of the relay board at {address} moves relay 2 by itself:"
        " write 0 to its register 0x1002, which says 1.",
    )
    board.relays.modes = [0, 0, 0]
    assert lock.shortcomings() == ()
    lock.close()


def test_a_board_that_says_it_locks_and_does_not_is_found_out(tcp_board) -> None:
    lock = make_lock(flashing(tcp_board))
    lock.pulse(30.0)
    tcp_board.relays.is_stuck = True

    with pytest.raises(LockFault, match=r"\(relay 0\): it stays as it was\."):
        lock.lock()
    lock.close()


@pytest.mark.parametrize("channel", [8, 255])
def test_a_relay_that_the_board_does_not_have_is_named(tcp_board, channel) -> None:
    assert f"(relay {channel}): it has none of this number." in fault_of(flashing(tcp_board, channel=channel))


def test_an_input_that_the_board_does_not_have_is_named(tcp_board) -> None:
    lock = make_lock(flashing(tcp_board, contact=CONTACT, exit_button=90))
    with pytest.raises(LockFault, match=r"\(input 90\): it has none of this number\."):
        lock.inputs()
    lock.close()


def test_a_board_that_has_no_flash_on_is_a_fault_and_stays_locked() -> None:
    board = ModbusTcpBoard(has_flash=False)
    assert "it has none of this number" in fault_of(flashing(board))
    assert not board.is_unlocked()
    board.close()


def test_a_board_that_is_not_there_is_a_sentence(tcp_board) -> None:
    settings = flashing(tcp_board)
    tcp_board.be_in(Trouble.UNPLUGGED)

    assert fault_of(settings) == (
        f"The relay board at {settings.address} does not do as told (relay 0): Connection refused."
    )


@needs_ptys
def test_a_unit_that_nobody_is_on_the_wires_does_not_answer(rtu_board, monkeypatch) -> None:
    monkeypatch.setattr(modbus_lock, "ANSWERS_WITHIN_S", BRIEF_S)
    settings = ModbusSettings(address=str(rtu_board.cable.port), unit=7, timer="waveshare")
    assert "it does not answer in time" in fault_of(settings)


@needs_ptys
def test_a_port_that_another_program_holds_is_a_sentence(rtu_board) -> None:
    settings = ModbusSettings(address=str(rtu_board.cable.port), timer="waveshare")
    first = make_lock(settings)
    first.lock()

    assert "another program uses it" in fault_of(settings)
    first.close()


def test_a_port_that_is_not_there_is_a_sentence() -> None:
    assert "No such file or directory" in fault_of(
        ModbusSettings(address="/dev/serial/by-id/none", timer="waveshare")
    )


@pytest.mark.parametrize(
    "address", ["tcp://relay.local", "tcp://", "tcp://10.0.0.9:99999", "udp://10.0.0.9", "tcp://[::1"]
)
def test_an_address_that_is_none_is_a_sentence(address) -> None:
    with pytest.raises(BadSetting, match=r"lock\.address"):
        make_lock(ModbusSettings(address=address, timer="waveshare"))


class Saying:
    """A link to something that says what it is made with, a part at a time, and then nothing more."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = list(parts)

    def send(self, sent: bytes, *, until_s: float) -> None:
        pass

    def receive(self, *, until_s: float) -> bytes:
        if not self._parts:
            raise LinkFault("it does not answer in time")
        return self._parts.pop(0)

    def is_fresh(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass


@pytest.mark.parametrize("framer", [FramerRTU, FramerSocket])
@given(parts=st.lists(st.binary(min_size=1, max_size=300), max_size=4), head=st.booleans())
def test_whatever_comes_back_is_a_fault_and_never_a_confirmed_command(framer, parts, head) -> None:
    beginning = [bytes.fromhex("0001 0000 0006 01" if framer is FramerSocket else "01")] if head else []
    board = ModbusBoard(lambda _: Saying(beginning + parts), framer(DecodePDU(is_server=False)), unit=1)

    with pytest.raises(LinkFault):
        board.write_coil(FLASH_ON, 50, until_s=0.0)


class ServerWriteCoil(WriteCoil):
    """How pymodbus's server takes Waveshare's flash-on: it knows on and off alone, too."""

    async def datastore_update(self, context, device_id) -> ModbusPDU:
        bits = [bool(self.registers[0])]
        if refusal := await context.async_setValues(device_id, 5, self.address & 0xFF, bits):
            raise RuntimeError(refusal)
        return self


class PymodbusServer:
    def __init__(self) -> None:
        self.port = 0
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._is_up.wait(PATIENCE_S)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._server.shutdown(), self._loop).result(PATIENCE_S)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        coils = SimData(0, values=[False] * 16, datatype=DataType.BITS)
        inputs = SimData(0, values=[True, False] * 8, datatype=DataType.BITS)
        words = SimData(0, values=0)
        device = SimDevice(1, simdata=([coils], [inputs], [words], [words]))
        self._server = ModbusTcpServer(device, address=("127.0.0.1", 0), custom_pdu=[ServerWriteCoil])
        await self._server.serve_forever(background=True)
        self.port = self._server.transport.sockets[0].getsockname()[1]
        self._is_up.set()
        await self._server.serving


@pytest.fixture
def pymodbus_server():
    logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)
    server = PymodbusServer()
    yield server
    server.close()


@pytest.mark.parametrize("timer", ["none", "waveshare"])
def test_the_commands_are_those_that_pymodbus_understands(pymodbus_server, timer) -> None:
    settings = ModbusSettings(
        address=f"tcp://127.0.0.1:{pymodbus_server.port}",
        channel=2,
        timer=timer,
        external_timer=True,
        contact=0,
        exit_button=1,
    )
    lock = make_lock(settings)
    lock.pulse(5.0)
    assert lock.state() is LockState.UNLOCKED
    lock.lock()
    assert lock.state() is LockState.LOCKED
    inputs = lock.inputs()
    assert (inputs.is_open, inputs.is_exit_pressed) == (False, False)
    lock.close()
