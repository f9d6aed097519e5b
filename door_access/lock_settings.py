"""The ``[lock]`` section of config.toml: one kind of settings for each driver, told apart by ``driver``."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

NOT_WIRED = -1
"""The number of an input that is not there."""

ExternalTimer = Annotated[
    bool,
    Field(
        description="Somebody has wired a timer relay behind this board, which ends every pulse by itself:"
        " the board cannot. Without it the door stays open when this program dies."
    ),
]
Address = Annotated[str, Field(min_length=1, max_length=300)]
Url = Annotated[str, Field(min_length=1, max_length=300, description="Where it is, http://192.168.1.50 say.")]
BoardUser = Annotated[str, Field(max_length=60, description="Name to log in with, if it has a password.")]
SecretFile = Annotated[
    str, Field(max_length=1000, description="File with the password alone in it, readable by its owner only.")
]
Certificate = Annotated[
    str,
    Field(
        max_length=1000,
        description="File with the certificate of whoever signed the board's own; empty: the known ones.",
    ),
]
BROKER_PORTS = {"mqtt": 1883, "mqtts": 8883}
"""What IANA has assigned, by the beginning of the address."""


def _checked_broker(address: str) -> str:
    """Return a broker's address as it is; raises ValueError, without a word that may be a password."""
    expected = ValueError("a broker's address is mqtt://host:1883, or mqtts://host:8883 with TLS")
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in BROKER_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        raise expected from None
    if "@" in parts.netloc:
        raise ValueError(
            "a broker's user and password do not stand in its address; see user and password_file"
        )
    if address and (not is_whole or parts.path.strip("/") or parts.query or parts.fragment):
        raise expected
    return address


BrokerAddress = Annotated[str, Field(max_length=300), AfterValidator(_checked_broker)]


def _checked_webhook(url: str) -> str:
    """Return a webhook's address as it is; raises ValueError without a word of it: all may be secret."""
    expected = ValueError("a webhook's address is https://host/path, or http:// without encryption")
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        raise expected from None
    if "@" in parts.netloc:
        raise ValueError("a webhook's address holds no user and no password; messages are signed instead")
    if url and (not is_whole or parts.fragment or not url.isascii() or not url.isprintable() or " " in url):
        raise expected
    return url


WebhookUrl = Annotated[str, Field(max_length=1000), AfterValidator(_checked_webhook)]


def _checked_topic(topic: str) -> str:
    if any(wild in topic for wild in "+#\0"):
        raise ValueError("a topic to write to has neither + nor #")
    return topic


OptionalTopic = Annotated[str, Field(max_length=300), AfterValidator(_checked_topic)]
Topic = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_checked_topic)]
InputNumber = Annotated[int, Field(ge=NOT_WIRED, le=1000)]


class _Lock(BaseModel):
    """The door's lock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def has_contact(self) -> bool:
        """Say whether a door contact is wired."""
        return False


class WiredSettings(_Lock):
    """The door's lock, at a board that has inputs for a contact and an exit button."""

    contact: InputNumber = Field(NOT_WIRED, description="Input of the door contact; -1: there is none.")
    open_when: Literal["off", "on"] = Field(
        "off",
        description="What the contact's input says while the door stands open; off notices a cut wire, too.",
    )
    exit_button: InputNumber = Field(NOT_WIRED, description="Input of the exit button; -1: there is none.")

    @property
    def has_contact(self) -> bool:
        """Say whether a door contact is wired."""
        return self.contact != NOT_WIRED

    @property
    def has_exit_button(self) -> bool:
        """Say whether an exit button is wired."""
        return self.exit_button != NOT_WIRED

    @model_validator(mode="after")
    def _check_inputs(self) -> Self:
        """Else whoever opened the door would press the button, and the lock would never stay locked."""
        if self.contact == self.exit_button != NOT_WIRED:
            raise ValueError(f"contact and exit_button are both input {self.contact}; each needs its own")
        return self


class SimulatedLockSettings(_Lock):
    """The door's lock. This one exists only in the log."""

    driver: Literal["simulated"] = Field("simulated", description="The lock's driver.")


class ShellySettings(WiredSettings):
    """The door's lock, at a Shelly of the second generation or later."""

    driver: Literal["shelly"] = Field("shelly", description="The lock's driver.")
    url: Url
    channel: int = Field(0, ge=0, le=31, description="Number of its switch, from 0.")
    password_file: SecretFile = ""
    ca_file: Certificate = ""


class ShellyGen1Settings(WiredSettings):
    """The door's lock, at a Shelly of the first generation."""

    driver: Literal["shelly-gen1"] = Field("shelly-gen1", description="The lock's driver.")
    url: Url
    channel: int = Field(0, ge=0, le=31, description="Number of its relay, from 0.")
    user: BoardUser = "admin"
    password_file: SecretFile = ""


class TasmotaSettings(_Lock):
    """The door's lock, at a board with Tasmota."""

    driver: Literal["tasmota"] = Field("tasmota", description="The lock's driver.")
    url: Url
    channel: int = Field(1, ge=1, le=32, description="Number of its relay, from 1.")
    user: BoardUser = "admin"
    password_file: SecretFile = ""


class HttpLockSettings(_Lock):
    """The door's lock, at a board that is commanded by addresses of its own."""

    driver: Literal["http"] = Field("http", description="The lock's driver.")
    pulse_url: Address = Field(description="Address that unlocks; {seconds} stands for how long.")
    lock_url: Address = Field(description="Address that locks.")
    state_url: str = Field("", max_length=300, description="Address that tells the state; empty: none.")
    unlocked_text: str = Field("", max_length=100, description="What its answer contains while unlocked.")
    method: Literal["GET", "POST", "PUT"] = Field("GET", description="How the addresses are asked.")
    header: str = Field("", max_length=60, description="Header that carries the secret, X-Key say.")
    secret_file: SecretFile = ""
    ca_file: Certificate = ""
    ends_pulse_itself: bool = Field(
        False, description="The board ends the pulse after {seconds}, also when nobody asks it again."
    )
    external_timer: ExternalTimer = False

    @model_validator(mode="after")
    def _check_commands(self) -> Self:
        if self.pulse_url == self.lock_url:
            raise ValueError("pulse_url and lock_url are the same, so the board would never lock")
        return self


class ModbusSettings(WiredSettings):
    """The door's lock, at a relay board that speaks Modbus."""

    driver: Literal["modbus"] = Field("modbus", description="The lock's driver.")
    address: Address = Field(description="tcp://192.168.1.60:502, or a serial port, /dev/serial/by-id/… say.")
    baud: int = Field(9600, ge=1200, le=921600, description="Speed of a serial port.")
    unit: int = Field(1, ge=0, le=247, description="Number of the board on its wires.")
    channel: int = Field(0, ge=0, le=255, description="Number of the relay, from 0.")
    timer: Literal["none", "waveshare"] = Field(
        "none", description="How the board ends a pulse by itself: waveshare (flash-on), or none."
    )
    external_timer: ExternalTimer = False


class SerialRelaySettings(_Lock):
    """The door's lock, at a relay on USB."""

    driver: Literal["serial-relay"] = Field("serial-relay", description="The lock's driver.")
    protocol: Literal["lcus", "kmtronic", "numato"] = Field(
        description="What it speaks: lcus (CH340 boards), kmtronic or numato."
    )
    port: Address = Field(description="Where it is, /dev/serial/by-id/… say.")
    channel: int = Field(1, ge=0, le=32, description="Number of the relay, as the board counts.")
    external_timer: ExternalTimer = False


class GpioSettings(WiredSettings):
    """The door's lock, at the pins of this computer."""

    driver: Literal["gpio"] = Field("gpio", description="The lock's driver.")
    relay: int = Field(ge=0, le=1000, description="Pin of the relay, by its GPIO number.")
    active_high: bool = Field(True, description="The relay draws when the pin is high.")
    external_timer: ExternalTimer = False

    @model_validator(mode="after")
    def _check_pins(self) -> Self:
        if self.relay in (self.contact, self.exit_button):
            raise ValueError(f"pin {self.relay} is the relay's and cannot be an input as well")
        return self


class MqttLockSettings(_Lock):
    """The door's lock, at a relay that listens to an MQTT broker."""

    driver: Literal["mqtt"] = Field("mqtt", description="The lock's driver.")
    address: BrokerAddress = Field(
        min_length=1, description="The broker, mqtt://192.168.1.5:1883 say, or mqtts://… with TLS."
    )
    user: str = Field("", max_length=200, description="Name to log in to the broker with; empty: none.")
    password_file: SecretFile = ""
    ca_file: Certificate = ""
    command_topic: Topic = Field(description="Topic on which the relay listens.")
    pulse_payload: str = Field(
        "ON", min_length=1, max_length=300, description="What unlocks it; {seconds}: how long."
    )
    lock_payload: str = Field("OFF", min_length=1, max_length=300, description="What locks it.")
    state_topic: OptionalTopic = Field("", description="Topic on which it tells its state; empty: none.")
    unlocked_payload: str = Field("ON", max_length=300, description="What it tells while unlocked.")
    locked_payload: str = Field("OFF", max_length=300, description="What it tells while locked.")
    ends_pulse_itself: bool = Field(
        False, description="The relay ends every pulse by a timer of its own, whoever commands it."
    )
    external_timer: ExternalTimer = False

    @model_validator(mode="after")
    def _check_words(self) -> Self:
        if self.pulse_payload == self.lock_payload:
            raise ValueError("pulse_payload and lock_payload are the same, so the relay would never lock")
        if self.state_topic and self.unlocked_payload == self.locked_payload:
            raise ValueError("unlocked_payload and locked_payload are the same, so they tell nothing")
        return self


LockSettings = Annotated[
    SimulatedLockSettings
    | ShellySettings
    | ShellyGen1Settings
    | TasmotaSettings
    | HttpLockSettings
    | ModbusSettings
    | SerialRelaySettings
    | GpioSettings
    | MqttLockSettings,
    Field(discriminator="driver"),
]
