"""Relays on USB that speak LCUS, KMTronic and Numato at the end of a cable; power comes with the cable."""

import threading
from abc import abstractmethod
from pathlib import Path

from tests.hardware.locks.boards import Trouble
from tests.hardware.locks.cable import Cable
from tests.patience import PATIENCE_S

RELAYS = 8
MARK = b"\x55"
"""Sent from the near end by the tests; in no command of these boards for the relays that are used."""
DRIP_EVERY_S = 0.9


class _UsbRelays:
    """Implements ``Board`` but for its language."""

    def __init__(self, port: Path, channel: int) -> None:
        self._channel = channel
        self._on: set[int] = set()
        self._trouble = Trouble.NONE
        self._well = threading.Event()
        self._heard = b""
        self._mark = threading.Event()
        self.cable = Cable(port, self._hear)
        self.cable.plug_in()

    def is_unlocked(self) -> bool:
        """Hear all that was sent before, and say."""
        if self.cable.is_in:
            self._mark.clear()
            self.cable.say_at_near_end(MARK)
            assert self._mark.wait(PATIENCE_S)
        return self._channel in self._on

    def be_in(self, trouble: Trouble) -> None:
        self._trouble = trouble
        if trouble is Trouble.UNPLUGGED:
            self.cable.unplug()
            self._on.clear()
            self._heard = b""
        elif trouble is Trouble.NONE:
            self._well.set()
            self.cable.plug_in()
        if trouble is not Trouble.NONE:
            self._well.clear()

    def wire(self, *, is_open: bool, is_exit_pressed: bool) -> None:
        raise AssertionError("these boards have no inputs")

    def close(self) -> None:
        self._well.set()
        self.cable.unplug()

    def _hear(self, heard: bytes) -> None:
        self._heard = self._obey(self._heard + heard.replace(MARK, b""))
        if MARK in heard:
            self._mark.set()

    @abstractmethod
    def _obey(self, heard: bytes) -> bytes:
        """Do what was heard, and return what is no whole command yet."""

    def _switch(self, channel: int, is_on: int) -> None:
        if is_on:
            self._on.add(channel)
        else:
            self._on.discard(channel)


class LcusBoard(_UsbRelays):
    def _obey(self, heard: bytes) -> bytes:
        while len(heard) >= 4:
            begins, channel, is_on, check = heard[:4]
            if begins == 0xA0 and check == (begins + channel + is_on) % 256 and is_on in (0, 1):
                self._switch(channel, is_on)
                heard = heard[4:]
            else:
                heard = heard[1:]
        return heard


class KmTronicBoard(_UsbRelays):
    def _obey(self, heard: bytes) -> bytes:
        while len(heard) >= 3:
            begins, channel, is_on = heard[:3]
            if begins == 0xFF and is_on in (0, 1):
                self._switch(channel, is_on)
                heard = heard[3:]
            else:
                heard = heard[1:]
        return heard


class NumatoBoard(_UsbRelays):
    def _obey(self, heard: bytes) -> bytes:
        *lines, rest = heard.split(b"\r")
        for line in lines:
            self._answer(line + b"\n\r" + self._done(line.decode().split()) + b">")
        return rest

    def _done(self, words: list[str]) -> bytes:
        match words:
            case ["relay", "read", number]:
                return b"on\n\r" if int(number, 32) in self._on else b"off\n\r"
            case ["relay", "on" | "off" as wanted, number]:
                if self._trouble is not Trouble.REFUSES:
                    self._switch(int(number, 32), wanted == "on")
        return b""

    def _answer(self, answer: bytes) -> None:
        match self._trouble:
            case Trouble.SILENT:
                pass
            case Trouble.GARBAGE:
                self.cable.answer(bytes(255 - byte for byte in answer))
            case Trouble.HALF:
                self.cable.answer(answer[: len(answer) // 2])
            case Trouble.DRIPS:
                for byte in answer:
                    if self._well.wait(DRIP_EVERY_S):
                        return
                    self.cable.answer(bytes([byte]))
            case _:
                self.cable.answer(answer)
