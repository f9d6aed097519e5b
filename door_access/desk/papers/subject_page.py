"""What is stored of one person as a page that they can read, in plain words."""

from collections.abc import Iterator

from door_access.counts import counted
from door_access.desk.papers.kept_for import kept_for
from door_access.desk.papers.page import facts, page, paragraph, pictures, section, table
from door_access.desk.papers.subject import Subject
from door_access.domain.enrolment.consent import Consent, ConsentKind
from door_access.domain.enrolment.people import StoredTemplate
from door_access.domain.entry.credentials import Card, EntryRule
from door_access.domain.entry.passes import EntryPass
from door_access.domain.operators.acts import Actor
from door_access.ports import LogKind, LogRow

TITLE = "What is stored about {name}"
AGREED_TO = {
    ConsentKind.FACE: "that the face is measured",
    ConsentKind.PICTURE: "that pictures of the face are kept",
}
_BY = {
    Actor.DESK: "somebody at the desk",
    Actor.COMMAND_LINE: "somebody at the computer of the door",
    Actor.DOOR: "the door by itself",
    Actor.MQTT: "the building's own control",
}
SHOWS = {
    EntryRule.AS_DOOR: "what the door asks of everybody",
    EntryRule.CARD_FACE: "always card and face",
    EntryRule.CARD_PIN: "card and PIN, and no face",
    EntryRule.PASS: "a pass, and no face",
}
NOTHING_MORE = (
    "Nothing else is stored here about this person. Names of other people are left out: who sat at the desk,"
    " and whom somebody visits. Backups of this site may hold the same for as long as they are kept."
)


def subject_page(subject: Subject) -> str:
    """Return one HTML file."""
    at = f"{subject.at_utc.astimezone(subject.door.zone):%Y-%m-%d %H:%M}"
    return page(
        TITLE.format(name=subject.person.name),
        [
            paragraph(f"As the door “{subject.site}” had it stored on {at}.", is_quiet=True),
            section("The person", [facts(_person(subject))]),
            section("What was agreed to", _consents(subject)),
            section("The face", _face(subject)),
            section("Cards and PIN", _cards(subject)),
            *([section("Passes", _passes(subject))] if subject.passes else []),
            section("Where and when the doors open", _rights(subject)),
            section("What the log tells", _rows(subject)),
            section("Why, and until when", _why(subject)),
            paragraph(NOTHING_MORE, is_quiet=True),
        ],
    )


def _person(subject: Subject) -> Iterator[tuple[str, str]]:
    person, profile = subject.person, subject.profile
    yield "Name", person.name
    yield "Number in this site", person.id
    yield "Number elsewhere", person.external_id or ""
    yield "Enrolled since", f"{person.enrolled_at_utc:%Y-%m-%d}"
    yield "Department", profile.department
    yield "Notes", profile.notes
    yield "Valid", subject.words.validity(profile.validity)
    yield "Host", "a visitor of somebody who is enrolled here" if profile.host else ""
    yield "Blocked", "yes" if person.is_blocked else "no"
    yield "Door stays open longer", "yes" if profile.opens_longer else ""
    groups = ", ".join(subject.group_name(one) for one in subject.memberships)
    yield "Groups", groups


def _consents(subject: Subject) -> Iterator[str]:
    given = {one.kind: one for one in subject.consents}
    yield facts((AGREED_TO[kind].capitalize(), _consent(given.get(kind))) for kind in ConsentKind)
    if subject.consent:
        yield paragraph(f"The words of the last enrolment ({subject.consent_at_utc:%Y-%m-%d}):")
        yield paragraph(f"“{subject.consent}”", is_quiet=True)
    picture = given.get(ConsentKind.PICTURE)
    if picture is not None and picture.version is not None:
        yield paragraph(f"“{_text(subject, picture)}”", is_quiet=True)


def _text(subject: Subject, consent: Consent) -> str:
    texts = {(text.kind, text.version): text.words for text in subject.texts}
    return texts.get((consent.kind, consent.version or 0), "")


def _consent(consent: Consent | None) -> str:
    if consent is None:
        return "not agreed"
    version = "in words of their own" if consent.version is None else f"version {consent.version}"
    end = "" if consent.stands else f"; taken back on {consent.withdrawn_at_utc:%Y-%m-%d}"
    return f"agreed on {consent.given_at_utc:%Y-%m-%d}, {version}{end}"


def _face(subject: Subject) -> Iterator[str]:
    if not subject.templates and not subject.chips:
        yield paragraph("Nothing of the face is stored.")
        return
    yield paragraph(
        f"{counted(len(subject.templates), 'measurement')} of the face, encrypted. Each is a list of numbers"
        " by which the door tells this face from others; nobody can read a face in them."
    )
    heads = ("Measured on", "By the model", "Pose", "Glasses")
    yield table(heads, map(_template, subject.templates), empty="No measurements are stored.")
    if subject.chips:
        yield paragraph(f"{counted(len(subject.chips), 'picture')} of the face, kept by consent:")
        yield pictures((chip.picture.jpeg for chip in subject.chips), of="The face")
    else:
        yield paragraph("No picture of the face is kept.")


def _template(template: StoredTemplate) -> tuple[str, ...]:
    glasses = {None: "", True: "worn", False: "not worn"}[template.has_glasses]
    at = f"{template.created_at_utc:%Y-%m-%d}"
    return at, template.model_key.partition("@")[0], template.pose or "", glasses


def _cards(subject: Subject) -> Iterator[str]:
    heads = ("Card", "Since", "State")
    yield table(heads, map(_card, subject.cards), empty="No card.")
    pin = "A PIN is stored, as a hash from which it cannot be read."
    yield paragraph(pin if subject.person.has_pin else "No PIN.")
    if subject.has_duress_pin:
        yield paragraph("A second PIN is stored by which somebody who is threatened calls for help.")


def _card(card: Card) -> tuple[str, ...]:
    number = f"ends in {card.hint}" if card.hint else "its number is too short to show the end"
    return number, f"{card.added_at_utc:%Y-%m-%d}", "turned away" if card.is_disabled else "works"


def _passes(subject: Subject) -> Iterator[str]:
    heads = ("Made on", "Good", "State")
    yield table(heads, (_pass(subject, one) for one in subject.passes), empty="No pass.")
    yield paragraph(
        "The code of a pass is stored encrypted; whoever holds it can be let in by it.", is_quiet=True
    )


def _pass(subject: Subject, one: EntryPass) -> tuple[str, ...]:
    used = f"last used on {one.used_at_utc:%Y-%m-%d}" if one.used_at_utc else "not used"
    state = f"revoked on {one.revoked_at_utc:%Y-%m-%d}" if one.revoked_at_utc else used
    return f"{one.made_at_utc:%Y-%m-%d}", subject.words.validity(one.terms.validity), state


def _rights(subject: Subject) -> Iterator[str]:
    told = [subject.words.right(right) for right in subject.rights]
    yield from map(paragraph, told or ["No right to any door."])
    yield paragraph(f"What must be shown: {SHOWS[subject.person.entry]}.")


def _rows(subject: Subject) -> Iterator[str]:
    heads = ("When (UTC)", "Where", "What", "More")
    yield paragraph(counted(len(subject.rows), "row") + ", the oldest first.")
    yield table(heads, map(_row, subject.rows), empty="The log tells nothing of this person.")
    if subject.pictures:
        yield paragraph(f"{counted(len(subject.pictures), 'picture')} from before the door:")
        yield pictures(subject.pictures, of="Before the door")


def _row(row: LogRow) -> tuple[str, ...]:
    event = row.event
    said = f"{event.outcome.replace('_', ' ')}: {event.reason.replace('_', ' ')}"
    more = [event.note, *map(str, event.changes)]
    more += [f"by {_BY.get(Actor(event.actor), event.actor)}"] if _is_known(event.actor) else []
    more += ["under threat"] if event.is_duress and event.kind is not LogKind.ACT else []
    return f"{event.at_utc:%Y-%m-%d %H:%M:%S}", event.door, said, "\n".join(filter(None, more))


def _is_known(actor: str) -> bool:
    return actor in set(Actor)


def _why(subject: Subject) -> Iterator[str]:
    yield paragraph(
        "It is stored to open the doors of this site for the people who may enter and for nobody else, and to"
        " be able to say afterwards who entered. The face is measured by consent, which can be taken back at"
        " any time; a card and a PIN then open the same doors at the same hours."
    )
    yield table(("What", "Kept"), kept_for(subject.settings), empty="")
