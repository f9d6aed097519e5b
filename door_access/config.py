"""The settings: one commented TOML file, read into frozen values; a wrong key is named, never ignored."""

from pathlib import Path
from typing import Annotated, Any, Self

import tomlkit
from pydantic import (
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from tomlkit.exceptions import TOMLKitError

from door_access.addresses import public_address
from door_access.atomic_file import written_whole
from door_access.complaints import Complaint
from door_access.domain.door.supervision import SupervisionRules
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.keyboards import ReaderKeyboard
from door_access.domain.faces.guidance import PresenceZone, QualityGate
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.errors import BadSetting, StorageFault
from door_access.kept_settings import BackupSettings, PrivacySettings, Section
from door_access.lock_settings import (
    BrokerAddress,
    Certificate,
    LockSettings,
    OptionalTopic,
    SecretFile,
    SimulatedLockSettings,
    Topic,
    WebhookUrl,
)
from door_access.zones import is_zone

FILE_NAME = "config.toml"
BYTE_ORDER_MARK = "\ufeff"
"""What some Windows editors put before the first line."""

LEAST_FACE_PX = "min_width_px"
"""What ``zone.least_face`` was before it followed the picture's size."""

NO_PICTURE_PROMISED = "No picture is stored."
"""What the notice at the door says unless somebody changes it."""

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class SiteSettings(Section):
    """What all doors of this data directory share."""

    key_dir: str = Field(
        "",
        max_length=1000,
        description="Folder of the keys, better on another disk than the data; empty: in the data directory.",
    )


class CameraSettings(Section):
    """Where pictures come from."""

    source: str = Field(
        "0", description="Camera index, /dev/v4l/by-id/… path, file, rtsp://…, http://… or demo."
    )
    width_px: int = Field(640, ge=160, le=4096, description="Wanted picture width.")
    height_px: int = Field(480, ge=120, le=4096, description="Wanted picture height.")
    pixel_aspect: float = Field(
        0.0,
        ge=0.0,
        le=4.0,
        description="Width of a pixel over its height, for cameras that stretch pictures without saying so;"
        " 0 believes the camera.",
    )
    mirrored: bool = Field(True, description="Show the picture as a mirror; recognition is not affected.")


class ZoneSettings(Section):
    """Where a person must stand, in fractions of the picture, and how near."""

    left: Fraction = 0.0
    top: Fraction = 0.0
    right: Fraction = 1.0
    bottom: Fraction = 1.0
    least_face: float = Field(
        0.25,
        ge=0.05,
        le=1.0,
        description="Narrowest face that counts as present: its width over the picture's shorter side.",
    )
    dwell_s: float = Field(
        0.5, ge=0.0, le=5.0, description="How long a face must stay before it is compared."
    )

    def zone(self) -> PresenceZone:
        """Return the zone; raises ValueError when its edges do not fit."""
        return PresenceZone(self.left, self.top, self.right, self.bottom, self.least_face)


class QualitySettings(Section):
    """Which faces are good enough to compare."""

    darkest: float = Field(40.0, ge=0, le=255, description="Mean grey level below which it is too dark.")
    brightest: float = Field(230.0, ge=0, le=255, description="Mean grey level above which it is too bright.")
    least_sharpness: float = Field(
        9.0, ge=0, description="Variance of the Laplacian below which it is blurred."
    )
    widest_yaw: float = Field(
        0.36, gt=0, le=1, description="Nose beside the eyes' middle, over their distance."
    )
    lowest_pitch: float = Field(0.5, ge=-1, le=2, description="Nose below the eyes, over their distance.")
    highest_pitch: float = Field(1.05, ge=-1, le=2, description="Nose below the eyes, over their distance.")
    widest_roll_degrees: float = Field(30.0, gt=0, le=90, description="Slope of the line through the eyes.")

    def gate(self) -> QualityGate:
        return QualityGate(**self.model_dump())


class RecognitionSettings(Section):
    """How sure the door must be."""

    encoder: str = Field("auto", description="Model id, or auto: the most accurate one that is installed.")
    wanted_fpir: float = Field(
        0.003,
        ge=1e-6,
        le=0.05,
        description="Share of strangers' attempts that may be let in. Lower is stricter.",
    )
    margin: float = Field(
        0.01,
        ge=0,
        le=1,
        description="How much nearer the best must be than the second best; in resnet29's distances.",
    )
    fixed_threshold: float | None = Field(
        None, gt=0, le=2, description="Override the calibrated threshold. Not advised: it does not follow N."
    )


class LivenessSettings(Section):
    """Whether a face must be alive. An ordinary camera cannot catch everything: see docs/THREATS.md."""

    level: LivenessLevel = Field(
        LivenessLevel.PASSIVE,
        description="off, passive (watches), challenge (asks everybody to move).",
    )


class DoorSettings(Section):
    """The door, and what it asks of everybody."""

    id: str = Field(
        "main-entrance",
        min_length=1,
        max_length=60,
        description="Written into every log row and message; leave it as it is, also when the name changes.",
    )
    name: str = Field("main entrance", min_length=1, max_length=60, description="What people call this door.")
    mode: DoorMode = Field(DoorMode.FACE, description="face, card+face, pin+face (the PIN after the face).")
    secure: bool = Field(False, description="This door guards something: it asks for more than a face.")
    face_alone_accepted: bool = Field(
        False, description="Somebody has read what a face alone cannot stop, and wants it at a secure door."
    )
    card_reader: str = Field(
        "", description="Serial port of a card reader, /dev/ttyUSB0 say; readers that type need none."
    )
    reader_keyboard: ReaderKeyboard = Field(
        ReaderKeyboard.SAME,
        description="Keyboard that a typing reader types as, on which one this computer has: us on fr, say.",
    )
    unlock_s: float = Field(5.0, ge=1.0, le=60.0, description="How long a grant leaves the door unlocked.")
    long_unlock_s: float = Field(
        15.0, ge=1.0, le=60.0, description="The same for people for whom the door opens longer."
    )
    reads_passes: bool = Field(
        True, description="Read visitors' passes, QR codes that are held to the camera, while there are any."
    )
    zone: str = Field(
        "",
        max_length=60,
        description="Time zone of the clock beside the door, Europe/Berlin say; empty: the computer's own.",
    )

    @field_validator("zone")
    @classmethod
    def _is_known_zone(cls, zone: str) -> str:
        if zone and not is_zone(zone):
            raise ValueError(f"no time zone is called {zone!r}; expected one like Europe/Berlin, or nothing")
        return zone

    @model_validator(mode="before")
    @classmethod
    def _known_by_its_name(cls, values: Any) -> Any:
        """Let a door from before doors had ids be known by its name, as in the rows it has written."""
        if isinstance(values, dict) and values.get("name"):
            return {"id": values["name"], **values}
        return values


class SupervisionSettings(Section):
    """What counts as forced and held, where a door contact is wired."""

    held_s: float = Field(
        30.0, ge=10.0, le=3600.0, description="How long the door may stand open before it counts as held."
    )
    warn_s: float = Field(
        5.0, ge=0.0, le=60.0, description="How long before that it warns, on the screen and by a sound."
    )
    relocks_on_close: bool = Field(True, description="Lock as soon as the door has closed again.")
    relocks_on_open: bool = Field(
        False, description="Lock as soon as the door has opened, against whoever slips in behind."
    )

    def rules(self) -> SupervisionRules:
        """Return the rules; raises ValueError when its times do not fit."""
        return SupervisionRules(**self.model_dump())


class MqttSettings(Section):
    """A broker that hears what the door does: docs/MQTT.md."""

    address: BrokerAddress = Field(
        "", description="mqtt://192.168.1.5:1883 say, or mqtts://… with TLS; empty: no broker hears anything."
    )
    user: str = Field("", max_length=200, description="Name to log in with; empty: none.")
    password_file: SecretFile = ""
    ca_file: Certificate = Field(
        "", description="File with the certificate of whoever signed the broker's; empty: the known ones."
    )
    topic: Topic = Field("door_access", description="What every topic begins with, before the door's id.")
    discovery_prefix: OptionalTopic = Field(
        "homeassistant", description="Where Home Assistant looks for new devices; empty: it is not told."
    )
    names_told: bool = Field(False, description="Events tell by name who was let in.")
    release_allowed: bool = Field(
        False,
        description="Whoever may write to the door's topics at the broker can open it once, and lock it.",
    )


class WebhookSettings(Section):
    """A server that is told by HTTP of duress and alarms: docs/WEBHOOK.md."""

    url: WebhookUrl = Field("", description="https://… of the server; empty: none is told anything.")
    secret_file: SecretFile = Field(
        "",
        description="File with the secret, in Base64, that signs messages; readable by its owner only.",
    )
    ca_file: Certificate = Field(
        "", description="File with the certificate of whoever signed the server's; empty: the known ones."
    )
    duress_told: bool = Field(True, description="Tell when somebody has typed their PIN under threat.")
    alarms_told: bool = Field(True, description="Tell of alarms: a door forced, held open, and so on.")
    decisions_told: bool = Field(False, description="Tell of everybody who was let in, or was not.")
    names_told: bool = Field(False, description="Tell people's names, and not their ids alone.")

    @model_validator(mode="after")
    def _is_signed(self) -> Self:
        if self.url and not self.secret_file:
            raise ValueError("a webhook needs secret_file: messages without a signature could be anybody's")
        return self


class ScreenSettings(Section):
    """What the door view says."""

    denied_sentence: Sentence = Field(
        "Please ring reception.", description="Shown when somebody is not let in."
    )
    welcome_sentence: Sentence = Field("Please come in.", description="Shown below the name.")
    privacy_notice: Sentence = Field(
        f"This camera compares faces with those of enrolled people. {NO_PICTURE_PROMISED}",
        description="Always visible at the door; empty hides it.",
    )


class Settings(Section):
    """Everything that config.toml can say."""

    site: SiteSettings = SiteSettings()
    camera: CameraSettings = CameraSettings()
    zone: ZoneSettings = ZoneSettings()
    quality: QualitySettings = QualitySettings()
    recognition: RecognitionSettings = RecognitionSettings()
    liveness: LivenessSettings = LivenessSettings()
    door: DoorSettings = DoorSettings()
    lock: LockSettings = SimulatedLockSettings()
    supervision: SupervisionSettings = SupervisionSettings()
    mqtt: MqttSettings = MqttSettings()
    webhook: WebhookSettings = WebhookSettings()
    backup: BackupSettings = BackupSettings()
    screen: ScreenSettings = ScreenSettings()
    privacy: PrivacySettings = PrivacySettings()

    @property
    def is_duress_heard(self) -> bool:
        """Say whether anybody is told from afar that somebody is threatened."""
        return bool(self.mqtt.address or (self.webhook.url and self.webhook.duress_told))

    @model_validator(mode="before")
    @classmethod
    def _lock_of_the_door(cls, values: Any) -> Any:
        """Understand the lock's driver where it stood before locks had a section: it was simulated then."""
        door = values.get("door") if isinstance(values, dict) else None
        if not isinstance(door, dict) or "lock" not in door:
            return values
        rest = {key: value for key, value in door.items() if key != "lock"}
        return {"lock": {"driver": door["lock"]}, **values, "door": rest}

    @model_validator(mode="before")
    @classmethod
    def _face_in_pictures(cls, values: Any) -> Any:
        """Understand the narrowest face in pixels, of a picture of the size that the same file asks for."""
        zone = values.get("zone") if isinstance(values, dict) else None
        if not isinstance(zone, dict) or not isinstance(zone.get(LEAST_FACE_PX), int | float):
            return values
        asked = {"width_px": 640, "height_px": 480} | dict(values.get("camera") or {})
        share = zone[LEAST_FACE_PX] / min(asked["width_px"], asked["height_px"])
        rest = {key: value for key, value in zone.items() if key != LEAST_FACE_PX}
        return {**values, "zone": {"least_face": share, **rest}}


def load(path: Path) -> Settings:
    """Read the file; the defaults where there is none.

    Raises:
        BadSetting: it is not TOML, or a key or value is wrong; the message names it.
    """
    if not path.exists():
        return Settings()
    try:
        return checked(_parsed(path.read_text(encoding="utf-8")).unwrap())
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} is not a TOML file: {str(error).rstrip('.')}.") from error
    except OSError as error:
        raise StorageFault(f"{path} cannot be read: {error.strerror}.") from error


def checked(values: dict[str, Any]) -> Settings:
    """Return the settings of a nested dictionary.

    Raises:
        BadSetting: a key is unknown or a value is out of range; the message names it.
    """
    section = "zone"
    try:
        settings = Settings.model_validate(values)
        settings.zone.zone()
        section = "supervision"
        settings.supervision.rules()
        _check_secure(settings.door)
        _check_privacy(settings)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in _place(first["loc"]))
        raise BadSetting(f"{FILE_NAME}, {key}: {_complaint(first)}.") from error
    except ValueError as error:
        raise BadSetting(f"{FILE_NAME}, {section}: {error}.") from error
    return settings


def _place(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the place in the file; pydantic tells of a lock's driver as if it were a section of its own."""
    return loc[:1] + loc[2:] if loc[0] == "lock" and len(loc) > 1 else loc


def _check_secure(door: DoorSettings) -> None:
    if door.secure and door.mode is DoorMode.FACE and not door.face_alone_accepted:
        raise BadSetting(
            f"{FILE_NAME}, door.mode: a secure door takes a face alone only when door.face_alone_accepted"
            " says that somebody knows what that cannot stop; choose card+face or pin+face."
        )


def _check_privacy(settings: Settings) -> None:
    """Refuse what does not fit together, and pictures while the notice at the door promises none."""
    kept = settings.privacy
    if kept.headers_years and kept.headers_years * 365 < max(
        kept.entries_days, kept.door_days, kept.acts_days, kept.system_days
    ):
        wrong = "headers_years", "rows would be cut off before what they tell is forgotten"
    elif kept.pictures_days > kept.entries_days:
        wrong = "pictures_days", "a picture cannot be kept for longer than what its row tells"
    elif kept.pictures_days and NO_PICTURE_PROMISED in settings.screen.privacy_notice:
        wrong = (
            "pictures_days",
            f"the notice at the door promises “{NO_PICTURE_PROMISED}”; change it (screen.privacy_notice)"
            " before pictures are kept",
        )
    else:
        return
    raise BadSetting(f"{FILE_NAME}, privacy.{wrong[0]}: {wrong[1]}.")


_COMPLAINTS = {
    "extra_forbidden": "there is no such setting",
    "less_than_equal": "{input} is too much, at most {le} is allowed",
    "greater_than_equal": "{input} is too little, at least {ge} is needed",
    "greater_than": "{input} is too little, it must be more than {gt}",
    "string_too_long": "the text is too long, at most {max_length} characters are allowed",
    "string_too_short": "the text cannot be empty",
    "literal_error": "{input!r} is unknown, expected {expected}",
    "model_type": "this is a section, write [{key}]",
    "model_attributes_type": "this is a section, write [{key}]",
    "missing": "this must be said",
    "value_error": "{error}",
    "union_tag_not_found": 'it needs a driver, write driver = "simulated" say',
    "union_tag_invalid": "there is no driver {tag!r}, only {expected_tags}",
}


def _complaint(error: ErrorDetails) -> str:
    """Say what is wrong with a value; what is not in the list keeps the library's words."""
    wanted = _COMPLAINTS.get(error["type"])
    if wanted is None:
        return public_address(error["msg"][0].lower() + error["msg"][1:] + f", got {error['input']!r}")
    return wanted.format(input=error["input"], key=error["loc"][-1], **error.get("ctx", {}))


def _parsed(text: str) -> tomlkit.TOMLDocument:
    return tomlkit.parse(text.removeprefix(BYTE_ORDER_MARK))


def write(settings: Settings, path: Path) -> None:
    """Put the settings into the file, its comments kept, whole or not at all.

    Raises:
        StorageFault: it cannot be read or written.
    """
    try:
        existing = path.read_text(encoding="utf-8") if path.exists() else ""
        with written_whole(path) as file:
            file.write(document(settings, existing))
    except OSError as error:
        raise StorageFault(Complaint.FILE_UNWRITABLE, path=path, why=error.strerror) from error


def document(settings: Settings, existing: str = "") -> str:
    """Return the commented TOML text, with the comments and the order of an existing text kept."""
    file = _parsed(existing)
    for section_name, section in settings:
        _write_section(file, section_name, section)
    return tomlkit.dumps(file)


def _write_section(file: tomlkit.TOMLDocument, name: str, section: BaseModel) -> None:
    is_another_driver = name in file and file[name].get("driver") != getattr(section, "driver", None)
    if name not in file or is_another_driver:
        table = tomlkit.table()
        table.comment((type(section).__doc__ or "").strip())
        file[name] = table
    for retired in file[name].keys() - type(section).model_fields.keys():
        file[name].pop(retired)
    for key, field in type(section).model_fields.items():
        _write_value(file[name], key, getattr(section, key), field.description)


def _write_value(table: Any, key: str, value: Any, description: str | None) -> None:
    if value is None:
        table.pop(key, None)
    elif key in table:
        table[key] = value
    else:
        if description:
            table.add(tomlkit.comment(description))
        table.add(key, value)
