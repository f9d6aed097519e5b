"""What is done about backups at the desk: seeing how it stands with them, and having one made."""

from collections.abc import Callable

from door_access.desk.permitted import permitted
from door_access.desk.session import Authority
from door_access.domain.operators.acts import Doer
from door_access.domain.operators.roles import Permit
from door_access.ports import BackupService, BackupState


class BackupDesk:
    """Every wish about backups; both return at once."""

    def __init__(self, backups: BackupService, session: Authority, doer: Callable[[], Doer]) -> None:
        """``doer``: says who acts."""
        self.session = session
        self._backups = backups
        self._doer = doer

    @permitted(Permit.MAKE_BACKUP)
    def state(self) -> BackupState:
        return self._backups.state()

    @permitted(Permit.MAKE_BACKUP)
    def make_now(self) -> None:
        """Have one made in the background; the row that tells of it is written when it is made."""
        self._backups.make_soon(self._doer())
