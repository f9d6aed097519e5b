"""Rights, and for whom and to which doors they are. They only add: nobody loses by having one more."""

from dataclasses import dataclass, field

from door_access.complaints import Complaint
from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.titles import check_title
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput


@dataclass(frozen=True, slots=True)
class Group:
    """People who may enter alike. ``takes_newcomers``: whoever is enrolled becomes a member."""

    id: str
    name: str
    takes_newcomers: bool = False

    def __post_init__(self) -> None:
        check_title(self.name)


@dataclass(frozen=True, slots=True)
class DoorGroup:
    """Doors that are opened alike, by their ids."""

    id: str
    name: str
    doors: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        check_title(self.name)


@dataclass(frozen=True, slots=True)
class Membership:
    """That somebody is in a group, and for how long."""

    group: str
    validity: Validity = UNLIMITED


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A right of this person's own."""

    id: str


@dataclass(frozen=True, slots=True)
class MembersOf:
    """A right of everybody in this group."""

    group: str


@dataclass(frozen=True, slots=True)
class OneDoor:
    """A right to this door."""

    id: str


@dataclass(frozen=True, slots=True)
class DoorsOf:
    """A right to every door of this group of doors."""

    group: str


@dataclass(frozen=True, slots=True)
class AllDoors:
    """A right to every door there is, and to those that will be."""


Whom = OnePerson | MembersOf
Where = OneDoor | DoorsOf | AllDoors


@dataclass(frozen=True, slots=True)
class Right:
    """Who may open which doors, when, and by showing what.

    Attributes:
        schedule: its id; None: always, also while the clock is in doubt.
        shows: what must be shown besides what the door asks of everybody anyway; None: nothing more.
    """

    id: str
    whom: Whom
    where: Where = field(default_factory=AllDoors)
    schedule: str | None = None
    shows: DoorMode | None = None


@dataclass(frozen=True, slots=True)
class DoorPlan:
    """What a schedule makes of doors while it holds.

    Attributes:
        does: UNLOCKED holds the door unlocked; a mode is asked of everybody besides what it asks anyway.
        first_of: the group of which a member must have entered during these very hours before it is held
            unlocked (*first-person-in*); None: nobody need have.
    """

    id: str
    schedule: str
    does: DoorMode | OperatingMode
    where: Where = field(default_factory=AllDoors)
    first_of: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.does, OperatingMode) and self.does is not OperatingMode.UNLOCKED:
            raise ValueError(f"a schedule unlocks a door or asks for more, got {self.does}")
        if self.first_of is not None and isinstance(self.does, DoorMode):
            raise BadInput(Complaint.PLAN_FIRST_OF)
