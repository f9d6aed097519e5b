"""What relays on USB are told at their serial port: LCUS (CH340 boards), KMTronic and Numato.

Boards of LCUS and KMTronic obey without a word. Some can be asked, each model in its own way or not at all,
so none is.
"""

from typing import Protocol

from door_access.hardware.locks.byte_links import ByteLink, LinkFault

LCUS_BEGINS, KMTRONIC_BEGINS = 0xA0, 0xFF
PROMPT = b">"
LONGEST_LINE = 200
"""Bytes; an answer of Numato's is its question with a word and the prompt, thirty at most."""


class RelayProtocol(Protocol):
    """One relay of one board. Every call raises LinkFault when the board is not there or does not obey."""

    baud: int
    channels: range

    @property
    def can_read(self) -> bool:
        """Say whether the board tells how its relay is; if not, ``is_on`` is None."""

    def begin(self, link: ByteLink, *, until_s: float) -> None:
        """Do what a new link needs first."""

    def switch(self, link: ByteLink, *, is_on: bool, until_s: float) -> None: ...

    def is_on(self, link: ByteLink, *, until_s: float) -> bool | None: ...


class _Mute:
    """What boards that never answer have in common."""

    baud = 9600
    channels = range(1, 33)
    can_read = False

    def __init__(self, channel: int) -> None:
        self._channel = channel

    def begin(self, link: ByteLink, *, until_s: float) -> None:
        """Do nothing: there is nobody to be greeted."""

    def switch(self, link: ByteLink, *, is_on: bool, until_s: float) -> None:
        link.send(self._command(is_on), until_s=until_s)

    def is_on(self, link: ByteLink, *, until_s: float) -> bool | None:  # noqa: ARG002 - cannot be asked
        return None

    def _command(self, is_on: bool) -> bytes:
        raise NotImplementedError


class Lcus(_Mute):
    """Implements ``RelayProtocol``: A0, relay, 1 or 0, and the sum of them."""

    def _command(self, is_on: bool) -> bytes:
        head = (LCUS_BEGINS, self._channel, int(is_on))
        return bytes([*head, sum(head) & 0xFF])


class KmTronic(_Mute):
    """Implements ``RelayProtocol``: FF, relay, 1 or 0."""

    def _command(self, is_on: bool) -> bytes:
        return bytes([KMTRONIC_BEGINS, self._channel, int(is_on)])


class Numato:
    """Implements ``RelayProtocol``: lines of text, repeated by the board and answered with a prompt."""

    baud = 19200
    channels = range(32)
    can_read = True

    def __init__(self, channel: int) -> None:
        self._relay = "0123456789ABCDEFGHIJKLMNOPQRSTUV"[channel]

    def begin(self, link: ByteLink, *, until_s: float) -> None:
        """End a line that somebody has begun, and undo what it may have done."""
        link.send(b"\r", until_s=until_s)
        _until_prompt(link, until_s)
        self.switch(link, is_on=False, until_s=until_s)

    def switch(self, link: ByteLink, *, is_on: bool, until_s: float) -> None:
        self._ask(link, f"relay {'on' if is_on else 'off'} {self._relay}", until_s)
        if self.is_on(link, until_s=until_s) is not is_on:
            raise LinkFault("its relay stays as it was")

    def is_on(self, link: ByteLink, *, until_s: float) -> bool | None:
        match self._ask(link, f"relay read {self._relay}", until_s):
            case ["on"]:
                return True
            case ["off"]:
                return False
            case words:
                raise LinkFault(f"it does not say on or off but {' '.join(words)!r}")

    def _ask(self, link: ByteLink, question: str, until_s: float) -> list[str]:
        link.send(question.encode() + b"\r", until_s=until_s)
        said = _until_prompt(link, until_s).decode("ascii", "replace").split()
        asked = question.split()
        if said[: len(asked)] != asked:
            raise LinkFault("it does not speak Numato's language")
        return said[len(asked) :]


def _until_prompt(link: ByteLink, until_s: float) -> bytes:
    said = b""
    while not said.endswith(PROMPT):
        said += link.receive(until_s=until_s)
        if len(said) > LONGEST_LINE:
            raise LinkFault("it does not speak Numato's language")
    return said.removesuffix(PROMPT)
