"""What a backup says of itself, before all that it holds."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from database.log.log_head import End
from database.migration import REVISIONS
from database.timestamps import utc_moment
from door_access.errors import BadInput


@dataclass(frozen=True, slots=True)
class Manifest:
    """Whose backup it is, of when, and how far its log goes.

    Attributes:
        site: the id of the site, as the record of its log's head has it.
        database_bytes: what the database takes unpacked.
    """

    site: str
    door: str
    made_at_utc: str
    schema: str
    program: str
    rows: int
    seq: int
    hash: str
    people: int
    database_bytes: int

    @classmethod
    def read(cls, content: bytes, name: str) -> Self:
        """Return the manifest; raises BadInput when it is none, or a newer version's."""
        try:
            values = json.loads(content)
            manifest = cls(**values)
            sizes = (manifest.rows, manifest.seq, manifest.people, manifest.database_bytes)
            is_one = all(type(size) is int and size >= 0 for size in sizes)
            utc_moment(manifest.made_at_utc)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadInput(f"{name} does not say what it holds: {error}.") from error
        if not is_one:
            raise BadInput(f"{name} does not say what it holds.")
        manifest._check_known(name)
        return manifest

    def _check_known(self, name: str) -> None:
        if self.schema not in REVISIONS:
            raise BadInput(
                f"{name} was made by a newer version of this product ({self.program}); update the program."
            )

    def text(self) -> bytes:
        """Return it as it stands in the backup."""
        return json.dumps(asdict(self), sort_keys=True, indent=1).encode()

    @property
    def end(self) -> End:
        """Return where its log ends."""
        return End(self.seq, self.hash)

    @property
    def made(self) -> datetime:
        return utc_moment(self.made_at_utc)
