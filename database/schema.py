"""The tables. Times are UTC text, and names live only in ``people``, sealed."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("external_id", Text, unique=True),
    Column("is_blocked", Boolean, nullable=False),
    Column("consent", Text, nullable=False),
    Column("consent_at_utc", Text, nullable=False),
    Column("enrolled_at_utc", Text, nullable=False),
    Column("pin_hash", Text),
    Column("entry_rule", Text, nullable=False, server_default="as_door"),
    Column("sealed", LargeBinary),
    Column("name_index", Text),
    Column("external_id_index", Text),
    Column("pin", LargeBinary),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("valid_from_utc", Text),
    Column("valid_until_utc", Text),
    Column("opens_longer", Boolean, nullable=False, server_default="0"),
    Column("duress_pin", LargeBinary),
    Index("people_by_change", "changed"),
    Index("people_by_name_index", "name_index"),
    Index("people_by_external_id_index", "external_id_index", unique=True),
)
"""Name, external id, consent, department, notes and host are ``sealed`` together; the first two are found by
keyed indexes; ``pin`` and ``duress_pin`` are sealed hashes.
``name``, ``name_key``, ``external_id``, ``consent`` and ``pin_hash`` told all that in the clear up to
revision 0004: what is left there is sealed and emptied at the opening (``database.people.plain_rows``).
``changed`` is the version of the gallery that the person's last change made, their cards and PIN included."""

cards = Table(
    "cards",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("blind_index", Text, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("added_at_utc", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("is_older_form", Boolean, nullable=False, server_default="1"),
    Index("cards_by_person", "person_id"),
)
"""``blind_index`` finds a card by its number (HMAC-SHA-256, hexadecimal). ``sealed`` is the number, for a
change of keys; cards from up to revision 0004 have none, or their first index, until they are next read.
``is_older_form``: without separators, in capitals, as up to revision 0008, until a grant tells the number."""

passes = Table(
    "passes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("token_index", Text, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("door", Text),
    Column("begins_utc", Text, nullable=False),
    Column("ends_utc", Text, nullable=False),
    Column("is_once", Boolean, nullable=False),
    Column("asks_pin", Boolean, nullable=False),
    Column("made_at_utc", Text, nullable=False),
    Column("used_at_utc", Text),
    Column("revoked_at_utc", Text),
    Index("passes_by_person", "person_id"),
    Index("passes_by_end", "ends_utc"),
)
"""``token_index`` finds a pass by its token (HMAC-SHA-256, hexadecimal); ``sealed`` is the token, to be shown
again and for a change of keys. ``door`` is the one that it is for, or none for all of them."""

templates = Table(
    "templates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("model", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("quality", Text, nullable=False),
    Column("created_at_utc", Text, nullable=False),
    Index("templates_by_person", "person_id", "model"),
)
"""``vector`` is sealed; ``quality`` a JSON object of numbers, with ``pose`` and ``glasses`` where known."""

person_references = Table(
    "person_references",
    metadata,
    Column("model", Text, nullable=False),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("templates", Integer, nullable=False),
    Column("differing", Integer, nullable=False),
    PrimaryKeyConstraint("model", "person_id"),
    Index("person_references_by_person", "person_id"),
)
"""One person's templates of one model, fused when they are written, so that a gallery loads quickly."""

consent_texts = Table(
    "consent_texts",
    metadata,
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("since_utc", Text, nullable=False),
    PrimaryKeyConstraint("kind", "version"),
)
"""In which words the site asks for consent. They are its own, and nobody's secret."""

consents = Table(
    "consents",
    metadata,
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer),
    Column("given_at_utc", Text, nullable=False),
    Column("withdrawn_at_utc", Text),
    PrimaryKeyConstraint("person_id", "kind"),
    Index("consents_by_version", "kind", "version"),
)
"""What somebody has agreed to: in words of the site, of that version, or of their own (``people.sealed``)."""

enrolment_chips = Table(
    "enrolment_chips",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("enrolment_chips_by_person", "person_id"),
)
"""The pictures that are kept of faces, of each person the best first (``database.people.chips``)."""

pending_removals = Table(
    "pending_removals",
    metadata,
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("due_at_utc", Text, nullable=False),
    Column("actor", Text, nullable=False, server_default=""),
    Column("operator", Text, nullable=False, server_default=""),
)
"""Who is let in no more and will be erased, unless somebody undoes that in time."""

gallery_version = Table(
    "gallery_version",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("rules", Integer, nullable=False, server_default="1"),
)
"""One row; every change of people, templates, cards, PINs or memberships raises ``version``, every change of
the rules ``rules``."""

rule_parts = Table(
    "rule_parts",
    metadata,
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE")),
    Column("document", Text, nullable=False),
    PrimaryKeyConstraint("kind", "id"),
    Index("rule_parts_by_person", "person_id"),
)
"""Groups, schedules, calendars, rights and what else rules are made of, in the order of ``place``, each as a
JSON ``document`` (``database.rules.documents``). ``person_id``: whose own right it is."""

memberships = Table(
    "memberships",
    metadata,
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("group_id", Text, nullable=False),
    Column("begins_utc", Text),
    Column("ends_utc", Text),
    PrimaryKeyConstraint("person_id", "group_id"),
    Index("memberships_by_group", "group_id"),
)

operators = Table(
    "operators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("role", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("is_pin", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("waits_until_utc", Text),
    Column("created_at_utc", Text, nullable=False),
    Column("removed_at_utc", Text),
)
"""Who may do what at the desk. ``sealed`` is the name, ``secret`` an argon2id hash, sealed. The name of a
removed operator stays, so that old rows of the log can be explained."""

access_events = Table(
    "access_events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_utc", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", Text),
    Column("distance", Double),
    Column("threshold", Double),
    Column("second_distance", Double),
    Column("model", Text, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("kind", Text),
    Column("commitment", Text),
    Column("person_tag", Text),
    Column("payload", LargeBinary),
    Index("access_events_by_time", "at_utc", "seq"),
    Index("access_events_by_outcome", "outcome", "seq", "at_utc"),
    Index("access_events_by_kind", "kind", "seq", "at_utc"),
    Index("access_events_by_reason", "reason", "seq", "at_utc", "outcome", "kind"),
)
"""The hash-chained log. Rows of version 1 tell ``person_id`` to ``note`` in plain columns, which later ones
leave empty: they seal all of it in ``payload``, and are found by ``person_tag`` (``database.log.log_keys``).
Neither id nor tag is a foreign key: people can be erased, rows cannot."""

for _column in (access_events.c.person_id, access_events.c.person_tag):
    _name = f"access_events_by_{_column.name}"
    _theirs = _column.is_not(None)
    Index(_name, _column, access_events.c.seq, access_events.c.at_utc, sqlite_where=_theirs)
    Index(
        f"{_name}_and_outcome",
        _column,
        access_events.c.outcome,
        access_events.c.seq,
        access_events.c.at_utc,
        sqlite_where=_theirs,
    )

log_keys = Table(
    "log_keys",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
)
"""One key per person whom the log tells of, by ``person_tag``; that of rows about nobody has an empty tag."""

chain_head = Table(
    "chain_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
"""One row: the newest row of ``access_events``, so that a cut-off tail is noticed."""

log_forgotten = Table(
    "log_forgotten",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("payloads", Integer, nullable=False),
    Column("at_utc", Text, nullable=False),
    Column("mac", Text, nullable=False),
)
"""Up to which row the payloads of each kind were dropped because they were old, and how many that were."""

log_checkpoint = Table(
    "log_checkpoint",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at_utc", Text, nullable=False),
    Column("made_at_utc", Text, nullable=False),
    Column("mac", Text, nullable=False),
)
"""One row, where the oldest rows were cut off: number, hash and time of the last of them."""

event_pictures = Table(
    "event_pictures",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_utc", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("event_pictures_by_time", "at_utc"),
)
"""One small picture for a row of ``access_events``. Whom it shows is found by that row's ``person_tag``."""

failure_counts = Table(
    "failure_counts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("waits_until_utc", Text, nullable=False),
)
"""``subject`` is ``card:ID``, ``pass:ID``, ``person:ID`` or ``door``: failed attempts in a row, of the
door in an hour."""

secrets = Table(
    "secrets", metadata, Column("key", Text, primary_key=True), Column("text", Text, nullable=False)
)

door_requests = Table(
    "door_requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("door", Text, nullable=False),
    Column("at_utc", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("seq", Integer),
    Column("wish", Text, nullable=False, server_default="release"),
    Column("mode", Text, nullable=False, server_default="normal"),
    Column("until_utc", Text),
    Column("operator", Text, nullable=False, server_default=""),
)
"""What other processes ask of the doors: a ``wish``, and for a mode which one until when. ``state`` is
``waiting``, ``taken``, or the kind of the answer, to which ``why`` and ``seq`` belong; ``note`` and
``operator`` are empty unless it is ``waiting``. Rows live for about a minute."""

erased = Table(
    "erased", metadata, Column("mark", Text, primary_key=True), Column("at_utc", Text, nullable=False)
)
"""Who was erased, or whose face was: a keyed hash and when (``database.backup.tombstones``). A restored
backup forgets them again."""

backups = Table(
    "backups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("folder", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("made_at_utc", Text, nullable=False),
    Column("expires_at_utc", Text),
    Column("rows", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
)
"""The backups that were made and not deleted since. ``expires_at_utc``: when it is deleted at the latest;
nobody knows where backups are not made by themselves."""
