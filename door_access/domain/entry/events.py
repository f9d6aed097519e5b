"""What the entry machine receives, and what it asks for in return: immutable values, nothing else.

Every event says when it was taken, on the source's clock. Effects are carried out in their order.
"""

from dataclasses import dataclass, field

from door_access.domain.entry.credentials import CardHolder, DoorMode
from door_access.domain.entry.passes import PassHolder
from door_access.domain.entry.prompt import Prompt
from door_access.domain.entry.throttle import FailureCount
from door_access.domain.faces.faces import Embedding, FaceSample
from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision, Reason
from door_access.domain.matching.gallery import Gallery
from door_access.domain.permissions.verdict import Verdict

Judgement = Verdict | Reason
"""What the rules say; a reason where they said nothing: nobody has this id any more, a storage fault."""


@dataclass(frozen=True, slots=True, eq=False)
class SceneSeen:
    """A picture was looked at."""

    scene: Scene
    at_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Answers :class:`Encode`. ``embedding`` is None when the encoder gave none."""

    sample: FaceSample
    embedding: Embedding | None
    at_s: float


@dataclass(frozen=True, slots=True, eq=False)
class GalleryRead:
    """Answers :class:`ReadGallery`: the people as they are now."""

    gallery: Gallery
    at_s: float


@dataclass(frozen=True, slots=True)
class CardRead:
    """A reader has read something; no number stands for a reading that was none."""

    number: str = field(repr=False)
    at_s: float


@dataclass(frozen=True, slots=True)
class CardFound:
    """Answers :class:`FindCard`: it is this holder's, in this state of the database.

    ``judgement``: whether the holder may enter, and what they must show.
    """

    holder: CardHolder
    judgement: Judgement
    gallery_version: int
    at_s: float


@dataclass(frozen=True, slots=True)
class CardUnknown:
    """Answers :class:`FindCard`: it is nobody's."""

    at_s: float


@dataclass(frozen=True, slots=True, eq=False)
class PassRead:
    """A pass was seen in this picture that was not there before; empty: something that cannot be one."""

    token: str = field(repr=False)
    scene: Scene
    at_s: float


@dataclass(frozen=True, slots=True)
class PassFound:
    """Answers :class:`FindPass`: it is this holder's, in this state of the database.

    ``judgement`` is of the holder; ``refused`` says why this pass opens nothing here and now.
    """

    holder: PassHolder
    judgement: Judgement
    gallery_version: int
    at_s: float
    refused: Reason | None = None


@dataclass(frozen=True, slots=True)
class PassUnknown:
    """Answers :class:`FindPass`: it is nobody's."""

    at_s: float


@dataclass(frozen=True, slots=True)
class RulesSaid:
    """Answers :class:`AskRules`."""

    judgement: Judgement
    at_s: float


@dataclass(frozen=True, slots=True)
class DoorAsks:
    """From now on the door asks of everybody all that these modes ask; at night more than by day, say."""

    modes: frozenset[DoorMode]
    at_s: float


@dataclass(frozen=True, slots=True)
class PinTyped:
    """Somebody has typed a PIN and confirmed it."""

    digits: str = field(repr=False)
    at_s: float


@dataclass(frozen=True, slots=True)
class PinChecked:
    """Answers the :class:`CheckPin` of the same number; None when the database did not tell.

    ``is_duress``: it is right, and the one that is typed under threat.
    """

    check: int
    is_right: bool | None
    at_s: float
    is_duress: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed without a picture."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SourceLost:
    """No pictures come, or they come from another source from now on. Who needs no face may go on.

    Attributes:
        reason: why: the camera was lost, the film is over, or somebody chose another source.
    """

    at_s: float
    reason: Reason = Reason.CAMERA_LOST


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Whatever is under way must end, for a reason of ours: other settings, a failure of recognition."""

    reason: Reason
    at_s: float


@dataclass(frozen=True, slots=True)
class Suspended:
    """Somebody else needs the camera (an enrolment): nobody is let in until further notice."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The camera is the door's again."""

    at_s: float


Event = (
    SceneSeen
    | Encoded
    | GalleryRead
    | CardRead
    | CardFound
    | CardUnknown
    | PassRead
    | PassFound
    | PassUnknown
    | RulesSaid
    | DoorAsks
    | PinTyped
    | PinChecked
    | Tick
    | SourceLost
    | Interrupted
    | Suspended
    | Resumed
)


@dataclass(frozen=True, slots=True, eq=False)
class Encode:
    """Make the sample's embedding and answer with :class:`Encoded`."""

    sample: FaceSample


@dataclass(frozen=True, slots=True)
class ReadGallery:
    """A look is due: answer with :class:`GalleryRead`."""


@dataclass(frozen=True, slots=True)
class FindCard:
    """Look up whose card this is and answer with :class:`CardFound` or :class:`CardUnknown`."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FindPass:
    """Look up whose pass this is and answer with :class:`PassFound` or :class:`PassUnknown`."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskRules:
    """Somebody was recognised: ask whether they may enter, and answer with :class:`RulesSaid`."""

    person_id: str


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Find out whether this is the person's PIN, and answer with :class:`PinChecked` of the same number."""

    check: int
    person_id: str
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the person for this; None: for nothing any more."""

    prompt: Prompt | None


@dataclass(frozen=True, slots=True)
class Decide:
    """The answer: to be logged, then obeyed."""

    decision: AccessDecision


@dataclass(frozen=True, slots=True)
class Count:
    """A subject's failures have changed: to be remembered."""

    count: FailureCount


@dataclass(frozen=True, slots=True)
class Alarm:
    """So many attempts have failed of late that somebody should look at the door."""


@dataclass(frozen=True, slots=True)
class CallForHelp:
    """Somebody has typed their PIN under duress, and was turned away before that was known."""

    person_id: str


Effect = (
    Encode
    | ReadGallery
    | FindCard
    | FindPass
    | AskRules
    | CheckPin
    | Ask
    | Decide
    | Count
    | Alarm
    | CallForHelp
)
