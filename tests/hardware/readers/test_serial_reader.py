"""The serial card reader on a real terminal device of the system."""

import os
import sys

import pytest

from door_access.domain.entry.card_readings import CardReadings, ReadingOutcome
from door_access.errors import ReaderFault
from door_access.hardware.readers.serial_reader import MOST_BYTES, SerialCardReader
from tests.hardware.readers.port_card_reader import AT_ONCE_S, CardReaderContract
from tests.patience import PATIENCE_S

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)


class Cable:
    """A port whose other end the test holds, and which can be pulled out."""

    def __init__(self, port) -> None:
        self.port = port
        self._ends: tuple[int, ...] = ()

    def plug_in(self) -> None:
        self._ends = os.openpty()
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        for end in self._ends:
            os.close(end)
        self._ends = ()
        self.port.unlink(missing_ok=True)

    def send(self, sent: bytes) -> None:
        os.write(self._ends[0], sent)


@pytest.fixture
def cable(tmp_path):
    cable = Cable(tmp_path / "reader")
    cable.plug_in()
    yield cable
    cable.unplug()


@pytest.fixture
def reader(cable):
    reader = SerialCardReader(str(cable.port))
    assert reader.read(AT_ONCE_S) is None
    yield reader
    reader.close()


class TestSerialCardReader(CardReaderContract):
    @pytest.fixture
    def show(self, cable, reader):
        def show(number: str) -> None:
            if reader._port is None:
                reader.read(AT_ONCE_S)
            cable.send(number.encode() + b"\r\n")

        return show

    @pytest.fixture
    def unplug(self, cable):
        return cable.unplug

    @pytest.fixture
    def plug_in(self, cable):
        return cable.plug_in


@pytest.mark.parametrize(
    "sent",
    [b"04A1B2C3\r", b"04A1B2C3\n", b"\x0204A1B2C3\r\n\x03", b"\r\n04A1B2C3\r\n", b"\x00\x0204A1B2C3\x03"],
    ids=["CR", "LF", "STX ETX", "empty line before", "zero before"],
)
def test_number_is_freed_of_what_readers_put_around_it(cable, reader, sent):
    cable.send(sent)

    assert reader.read(PATIENCE_S) == "04A1B2C3"
    assert reader.read(AT_ONCE_S) is None


def test_number_that_comes_in_parts_is_put_together(cable, reader):
    cable.send(b"04A1")
    assert reader.read(PATIENCE_S) is None
    cable.send(b"B2C3\r\n")

    assert reader.read(PATIENCE_S) == "04A1B2C3"


def test_numbers_that_come_at_once_are_read_one_by_one(cable, reader):
    cable.send(b"04A1B2C3\r\n99887766\r\n")

    assert [reader.read(PATIENCE_S) for _ in range(2)] == ["04A1B2C3", "99887766"]
    assert reader.read(AT_ONCE_S) is None


def test_number_that_breaks_off_is_half_a_card_and_does_not_spoil_the_next(cable, reader):
    cable.send(b"04A1B2")
    assert reader.read(PATIENCE_S) is None

    assert reader.read(AT_ONCE_S) == ""
    cable.send(b"99887766\r\n")
    assert reader.read(PATIENCE_S) == "99887766"


def test_noise_without_an_end_is_given_out_in_bounded_pieces(cable, reader):
    cable.send(b"7" * 1000)

    texts = [text for text in (reader.read(PATIENCE_S) for _ in range(4)) if text]

    assert texts and all(MOST_BYTES < len(text) <= 2 * MOST_BYTES + 1 for text in texts)
    assert {CardReadings().take(text, 0.0).outcome for text in texts} == {ReadingOutcome.TOO_LONG}


def test_bytes_that_are_no_letters_are_unreadable(cable, reader):
    cable.send(b"04A1\xff\xfe\x80C3\r\n")

    text = reader.read(PATIENCE_S)

    assert CardReadings().take(text, 0.0).outcome is ReadingOutcome.UNREADABLE


@pytest.mark.parametrize(
    ("port", "cause"),
    [("/dev/no-such-reader", "No such file or directory"), ("/dev/null", "Inappropriate ioctl for device")],
)
def test_port_that_is_none_is_named_in_one_sentence(port, cause):
    with pytest.raises(ReaderFault) as fault:
        SerialCardReader(port).read(AT_ONCE_S)

    assert str(fault.value) == f"The card reader at {port} does not answer: {cause}."


def test_speed_that_is_none_is_a_fault():
    with pytest.raises(ReaderFault, match="baudrate"):
        SerialCardReader("/dev/ttyS99", baud=-3).read(AT_ONCE_S)


def test_only_one_program_reads_a_port(cable, reader):
    with pytest.raises(ReaderFault, match="another program uses it"):
        SerialCardReader(str(cable.port)).read(AT_ONCE_S)
