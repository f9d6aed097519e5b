"""The sections of config.toml about what is kept: ``[backup]`` where, ``[privacy]`` how long."""

import re
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from door_access.domain.backups.keeping import Keeping
from door_access.domain.privacy.pictures import PicturesOf

LEAST_ENTRIES_DAYS = 7
"""Somebody must be able to look on Monday at what happened the week before."""
LEAST_OTHER_DAYS = 30
MOST_DAYS = 3650
LEAST_HEADERS_YEARS = 3
MOST_PICTURES_DAYS = 30
"""Pictures are there to look at what has just happened, and for nothing else."""

_RECIPIENT = re.compile("age1[0-9a-z]{58}")


class Section(BaseModel):
    """A section of config.toml: what it does not know is an error, and nothing changes it once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BackupSettings(Section):
    """Encrypted copies of everything, in another place."""

    folder: str = Field(
        "",
        max_length=1000,
        description="Folder of the backups: a stick, another disk, a share; empty: none is made by itself.",
    )
    recipient: str = Field(
        "",
        description="Public key for which they are encrypted (age1…, made by 'backup key'); never a secret.",
    )
    every_h: float = Field(
        24.0, ge=1.0, le=744.0, description="How often one is made while the kiosk runs, in hours."
    )
    keep_daily: int = Field(7, ge=1, le=366, description="Of how many days the newest one is kept.")
    keep_weekly: int = Field(4, ge=0, le=520, description="The same of weeks.")
    keep_monthly: int = Field(0, ge=0, le=120, description="The same of months.")

    @field_validator("recipient")
    @classmethod
    def _is_public_key(cls, recipient: str) -> str:
        if recipient and not _RECIPIENT.fullmatch(recipient):
            raise ValueError("this is no public key; expected age1… as 'backup key' prints it")
        return recipient

    @property
    def is_scheduled(self) -> bool:
        """Say whether backups are made by themselves."""
        return bool(self.folder and self.recipient)

    def keeping(self) -> Keeping:
        return Keeping(self.keep_daily, self.keep_weekly, self.keep_monthly)

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        if self.folder and not self.recipient:
            raise ValueError("backups need recipient, a public key that 'backup key' makes")
        return self


class PrivacySettings(Section):
    """How long what is kept; what is older is forgotten by itself. Nothing is kept of unknown faces."""

    entries_days: int = Field(
        90,
        description="Days until who came is forgotten; time, door and answer stay. A quarter of a year is"
        " enough to look into an incident, and no longer a record of how somebody works.",
    )
    door_days: int = Field(
        365,
        description="Days until details of what a door noticed are forgotten (forced, held, out of order)."
        " They tell of no person; a year shows what comes back every winter.",
    )
    acts_days: int = Field(
        730,
        description="Days until details of what operators did are forgotten. Two years, so that an auditor"
        " who comes once a year sees who gave whom which right.",
    )
    system_days: int = Field(
        730,
        description="Days until details about the program itself are forgotten; as long as acts are kept.",
    )
    headers_years: int = Field(
        0,
        description="Years until what is left of a row, its header, is cut off behind a signed checkpoint,"
        f" {LEAST_HEADERS_YEARS} or more; 0: never. Headers name nobody.",
    )
    pictures_days: int = Field(
        0,
        description="Days for which a small picture of each answer is kept; 0: none is. A few days are enough"
        " to see who followed somebody in. Strangers are made unrecognisable before it is stored.",
    )
    pictures_of: PicturesOf = Field(
        PicturesOf.ALL, description="Of which answers a picture is kept: all, granted, denied."
    )
    pictures_show_denied: bool = Field(
        False,
        description="Also show the face of somebody who was recognised and not let in; off: only of those who"
        " were let in.",
    )

    @field_validator("entries_days", "door_days", "acts_days", "system_days")
    @classmethod
    def _is_no_deletion(cls, days: int, info: ValidationInfo) -> int:
        least = LEAST_ENTRIES_DAYS if info.field_name == "entries_days" else LEAST_OTHER_DAYS
        if days <= 0:
            raise ValueError(f"{days} days would forget everything at once; at least {least} are needed")
        if not least <= days <= MOST_DAYS:
            wrong = "too few to look into an incident" if days < least else "too many"
            raise ValueError(f"{days} days are {wrong}; {least} to {MOST_DAYS} can be chosen")
        return days

    @field_validator("headers_years")
    @classmethod
    def _is_many_years(cls, years: int) -> int:
        if years and not LEAST_HEADERS_YEARS <= years <= 100:
            raise ValueError(
                f"{years} cannot be chosen; 0 never cuts the log, else {LEAST_HEADERS_YEARS} to 100 years"
            )
        return years

    @field_validator("pictures_days")
    @classmethod
    def _is_a_few_days(cls, days: int) -> int:
        if not 0 <= days <= MOST_PICTURES_DAYS:
            raise ValueError(
                f"{days} cannot be chosen; 0 keeps no pictures, else 1 to {MOST_PICTURES_DAYS} days"
            )
        return days
