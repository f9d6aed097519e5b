"""Every error the product raises on purpose, in one tree.

::

    DoorAccessError
    ├── EnvironmentFault        the world is not as it should be            (exit 3)
    │   ├── CameraFault         no picture: missing, lost, unreadable
    │   ├── DisplayFault        no screen, or Qt cannot use it
    │   ├── WeightsFault        a model is missing, broken or fails its self-test
    │   ├── StorageFault        the data directory or its database cannot be used
    │   │   ├── NewerDatabase   written by a newer version of the product
    │   │   ├── DoorInUse       another process owns this door
    │   │   └── UnsettledRow    a row of the log is written, but could still be lost
    │   ├── LockFault           the lock's driver did not do as told
    │   ├── ReaderFault         a card reader cannot be read
    │   ├── BrokerFault         an MQTT broker cannot be reached, or refuses
    │   └── WebhookFault        a server that is told of the door takes no message
    ├── BadInput                what somebody gave us cannot be used        (exit 2)
    │   ├── BadImage            not a picture, or one we do not take
    │   ├── BadSetting          a key or value of config.toml
    │   └── BadName             a name that cannot be a person's
    └── Refused                 understood, and answered with no            (exit 1)

A message is one sentence for a person: it names the offending value and what was expected. Errors of the core
carry a code and values (``complaints``), so that whoever shows them can say it in another language.
Ordinary outcomes (no face, no match, denied) are values, never exceptions.
"""

from collections.abc import Iterator

from door_access.complaints import ENGLISH, Complaint


class DoorAccessError(Exception):
    """Base of everything the product raises on purpose.

    Attributes:
        complaint: in the core, what is wrong; None where the error carries a sentence of its own.
        values: what the complaint's sentence has places for.
    """

    def __init__(self, what: Complaint | str = "", /, **values: object) -> None:
        self.complaint = what if isinstance(what, Complaint) else None
        self.values = values
        super().__init__(ENGLISH[self.complaint].format(**values) if self.complaint else what)


class EnvironmentFault(DoorAccessError):
    """The world around the program is not as it should be."""


class CameraFault(EnvironmentFault):
    """The source gives no picture."""


class DisplayFault(EnvironmentFault):
    """There is no screen to open a window on."""


class WeightsFault(EnvironmentFault):
    """A model is missing, broken, or fails its self-test."""


class StorageFault(EnvironmentFault):
    """The data directory or its database cannot be used."""


class NewerDatabase(StorageFault):
    """The database was written by a newer version of the product."""


class DoorInUse(StorageFault):
    """Another process owns this door."""


class UnsettledRow(StorageFault):
    """A row of the log is written, but could still be lost, or others were: it may open nothing.

    It must not be written again. ``AccessLog.settle`` says when it is safe.
    """

    def __init__(self, sentence: str, *, seq: int) -> None:
        super().__init__(sentence)
        self.seq = seq


class LockFault(EnvironmentFault):
    """The lock's driver did not do as told."""


class ReaderFault(EnvironmentFault):
    """A card reader cannot be read."""


class BrokerFault(EnvironmentFault):
    """An MQTT broker cannot be reached, or refuses what it is asked."""


class WebhookFault(EnvironmentFault):
    """A server that is told of the door does not take a message."""


class BadInput(DoorAccessError):
    """What somebody gave us cannot be used."""


class BadImage(BadInput):
    """A file is not a picture, or not one we take."""


class BadSetting(BadInput):
    """A key or a value of config.toml is wrong."""


class BadName(BadInput):
    """A text cannot be a person's name."""


class Refused(DoorAccessError):
    """The request was understood and the answer is no."""


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Go through an error and all that it came from, those of a group as well."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from causes_of(one)
        error = error.__cause__ or error.__context__
