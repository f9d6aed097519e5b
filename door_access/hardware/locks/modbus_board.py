"""Questions to a board in Modbus, RTU or TCP: one at a time, answered within a bounded time or a fault.

pymodbus makes and reads the messages; its clients are not used, since they keep the cause of a failed
connection to themselves, and wait for an answer in drips longer than they are told.
"""

import struct
import time
from collections.abc import Callable, Sequence

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerBase
from pymodbus.pdu import ModbusPDU, ReadHoldingRegistersRequest
from pymodbus.pdu.bit_message import ReadCoilsRequest, ReadDiscreteInputsRequest

from door_access.hardware.locks.byte_links import ByteLink, KeptLink, LinkFault

ON, OFF = 0xFF00, 0x0000
LONGEST_FRAME = 260
"""Bytes of the longest message in Modbus TCP; RTU has fewer."""
NONSENSE = "it does not answer in Modbus"
_REFUSALS: dict[int, str] = {
    ExcCodes.ILLEGAL_FUNCTION: "it does not know this kind of command",
    ExcCodes.ILLEGAL_ADDRESS: "it has none of this number",
    ExcCodes.ILLEGAL_VALUE: "it does not take this value",
    ExcCodes.DEVICE_FAILURE: "it has failed",
    ExcCodes.DEVICE_BUSY: "it is busy",
    ExcCodes.GATEWAY_PATH_UNAVIABLE: "its gateway does not reach this unit",
    ExcCodes.GATEWAY_NO_RESPONSE: "no board of this unit answers its gateway",
}


class Refusal(LinkFault):
    """The board has understood, and says no."""


class WriteCoil(ModbusPDU):
    """Function 05 with any value, asked and answered alike; pymodbus's own knows on and off alone."""

    function_code = 5
    rtu_frame_size = 8

    def encode(self) -> bytes:
        return struct.pack(">HH", self.address, self.registers[0])

    def decode(self, data: bytes) -> None:
        self.address, *self.registers = struct.unpack(">HH", data[:4])


class ModbusBoard:
    """One board. After a fault its link is closed, and the next question opens it anew."""

    def __init__(
        self, connect: Callable[[float], ByteLink], framer: FramerBase, unit: int, *, quiet_s: float = 0.0
    ) -> None:
        """Prepare it.

        Args:
            connect: returns a new link and is told until when it may take.
            framer: for TCP or RTU.
            unit: the board's number.
            quiet_s: silence by which the boards of a wire know that a new message begins.
        """
        self._link = KeptLink(connect)
        self._framer = framer
        self._framer.decoder.register(WriteCoil)
        self._unit = unit
        self._quiet_s = quiet_s
        self._transaction = 0

    def write_coil(self, address: int, value: int, *, until_s: float) -> None:
        """Write, and see that the board has understood the same."""
        request = WriteCoil(self._unit, address=address, registers=[value])
        answer = self._answer(request, until_s)
        if (answer.address, answer.registers) != (address, [value]):
            self._link.abort()
            raise LinkFault("it confirms another command than it was given")

    def is_coil_on(self, address: int, *, until_s: float) -> bool:
        return self._bit(ReadCoilsRequest(self._unit, address=address, count=1), until_s)

    def is_input_on(self, address: int, *, until_s: float) -> bool:
        return self._bit(ReadDiscreteInputsRequest(self._unit, address=address, count=1), until_s)

    def register(self, address: int, *, until_s: float) -> int:
        """Return what a holding register says."""
        words = self._answer(
            ReadHoldingRegistersRequest(self._unit, address=address, count=1), until_s
        ).registers
        return int(self._first(words))

    def close(self) -> None:
        self._link.close()

    def _bit(self, request: ModbusPDU, until_s: float) -> bool:
        return bool(self._first(self._answer(request, until_s).bits))

    def _first(self, values: Sequence[int]) -> int:
        if not values:
            self._link.abort()
            raise LinkFault(NONSENSE)
        return values[0]

    def _answer(self, request: ModbusPDU, until_s: float) -> ModbusPDU:
        try:
            with self._link.opened(until_s) as link:
                answer = self._exchange(link, request, until_s)
        except (ModbusException, ValueError, LookupError, struct.error) as error:
            raise LinkFault(NONSENSE) from error
        if answer.isError():
            raise Refusal(_REFUSALS.get(answer.exception_code, "it refuses"))
        return answer

    def _exchange(self, link: ByteLink, request: ModbusPDU, until_s: float) -> ModbusPDU:
        self._transaction = self._transaction % 0xFFFF + 1
        request.transaction_id = self._transaction
        time.sleep(self._quiet_s)
        link.send(self._framer.buildFrame(request), until_s=until_s)
        received = b""
        while len(received) <= LONGEST_FRAME:
            received += link.receive(until_s=until_s)
            used, answer = self._framer.handleFrame(received, self._unit, self._transaction)
            received = received[used:]
            if answer is not None:
                if answer.function_code & 0x7F != request.function_code:
                    break
                return answer
        raise LinkFault(NONSENSE)
