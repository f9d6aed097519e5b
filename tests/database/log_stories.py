"""Stories of a log and of what befalls its files: kills, lost files, older copies, cuts.

Whatever ``append`` returned for is there: in spite of kills and lost side files, or its loss is told.
"""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.context import ForkServerContext
from pathlib import Path

from database.engine import FILE_NAME, open_database
from database.log.access_log import SqlAccessLog
from database.log.audit_chain import BEFORE_THE_FIRST
from database.log.log_head import HEAD_NAME
from door_access.errors import StorageFault
from door_access.ports import LogFilter, LogKind
from tests.database.building import event

ACCEPTED = "accepted.txt"
MOST_ACTS = 5
MOST_ROWS = 6
LATEST_KILL_S = 0.02
POLL_S = 0.001
ROWS_AT_FAULT = 3
"""So many rows are tried when the log says that rows are missing."""
AT_FAULT = b"at fault\n"
TAMPERINGS = ("restore", "cut", "roll", "delete")
"""How acts begin after which something may be missing; after all others everything must be there."""
SIDES = ("-wal", "-shm")


def append_until_killed(data_dir: Path, accepted: Path, name: str) -> None:
    """Append, and write down durably what was accepted, until the log is at fault or somebody kills."""
    file = os.open(accepted, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        database = open_database(data_dir)
    except StorageFault:  # its files were taken away while it opened them
        os.write(file, AT_FAULT)
        signal.pause()
    log = SqlAccessLog(database)
    for number in count():
        note = f"{name}.{number}"
        try:
            seq = log.append(event(note=note))
        except StorageFault:
            if number < ROWS_AT_FAULT:
                continue
            os.write(file, AT_FAULT)
            signal.pause()
        os.write(file, f"{seq} {note}\n".encode())


@dataclass
class Story:
    """One data directory, what was accepted into its log, and what was done to it."""

    context: ForkServerContext
    template: Path
    folder: Path
    chance: random.Random
    accepted: dict[int, str] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)
    losses: int = 0
    is_head_gone: bool = False
    is_whole: bool = True

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def database_file(self) -> Path:
        return self.data_dir / FILE_NAME

    def tell(self) -> None:
        """Act at random, and look after every act; raises AssertionError with the acts so far."""
        shutil.copytree(self.template, self.data_dir)
        acts = (self.append_and_kill, self.lose_side_files, self.keep_copy, self.restore_copy)
        acts += (self.cut_tail, self.roll_back, self.delete_head, self.append_and_lose_side_files)
        self.append_and_kill()
        self.look()
        for _ in range(self.chance.randint(1, MOST_ACTS)):
            self.chance.choice(acts)()
            self.look()

    def append_and_kill(self) -> None:
        """Let a process append until so many rows were accepted, then kill it."""
        self._append("append", lambda: None)

    def append_and_lose_side_files(self) -> None:
        """Delete SQLite's files under a process that appends, let it go on, and kill it."""
        self._append("append and lose side files", self._drop_side_files)

    def _append(self, name: str, befall: Callable[[], None]) -> None:
        wanted = self.chance.randint(0, MOST_ROWS)
        self.acts.append(f"{name} {wanted}")
        file = self.folder / ACCEPTED
        before = _lines(file)
        child = self.context.Process(
            target=append_until_killed, args=(self.data_dir, file, str(len(self.acts)))
        )
        child.start()
        while not self._is_far_enough(_lines(file)[len(before) :], wanted) and child.is_alive():
            child.join(POLL_S)
        befall()
        child.join(self.chance.uniform(0, LATEST_KILL_S))
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL, (self.acts, child.exitcode)
        child.close()
        for line in _lines(file)[len(before) :]:
            if line.encode() + b"\n" != AT_FAULT:
                seq, note = line.split()
                self.accepted[int(seq)] = note

    @staticmethod
    def _is_far_enough(lines: list[str], wanted: int) -> bool:
        return len(lines) >= wanted or AT_FAULT.decode().strip() in lines

    def lose_side_files(self) -> None:
        """Delete what SQLite keeps beside the database."""
        self.acts.append("lose side files")
        self._drop_side_files()

    def keep_copy(self) -> None:
        """Copy the database without its side files, as a careless backup does."""
        self.acts.append("keep copy")
        if self.database_file.exists():
            shutil.copy(self.database_file, self.folder / "copy")

    def restore_copy(self) -> None:
        """Put the copy in the database's place."""
        self.acts.append("restore copy")
        if (self.folder / "copy").exists():
            self._drop_side_files()
            shutil.copy(self.folder / "copy", self.database_file)

    def cut_tail(self) -> None:
        """Delete the newest rows and let the chain end before them."""
        self._cut("cut tail", "DELETE FROM access_events WHERE seq > ?")

    def roll_back(self) -> None:
        """Set the head of the chain back and leave the rows."""
        self._cut("roll back", "SELECT ?")

    def delete_head(self) -> None:
        """Delete the record outside the database."""
        self.acts.append("delete head")
        head = self.data_dir / "keys" / HEAD_NAME
        self.is_head_gone = head.exists()
        head.unlink(missing_ok=True)

    def look(self) -> None:
        """Assert that what was accepted is there or its loss is told; acknowledge what was lost."""
        with open_database(self.data_dir) as database:
            log = SqlAccessLog(database)
            there = {row.seq: row.event.note for row in log.oldest_first(LogFilter())}
            lost = {seq: note for seq, note in self.accepted.items() if there.get(seq) != note}
            check, where = log.verify(), f"{self.acts}: {lost} of {self.accepted} are gone"
            assert not (lost and check.is_ok), f"{where}, and verify says {check}"
            assert self.is_head_gone <= (not check.is_ok), f"{where}, the head is gone: {check}"
            if not self.acts[-1].startswith(TAMPERINGS):
                assert not lost, f"{where}, though nobody tampered"
                assert check.is_ok >= self.is_whole, f"{where}: a false alarm, {check}"
            self.is_whole = check.is_ok
            if check.is_ok:
                log.settle()
                return
            self.losses += 1
            self._acknowledge(log, where)
            self.is_whole = log.verify().is_ok
        self.accepted = {seq: note for seq, note in there.items() if self.accepted.get(seq) == note}
        self.is_head_gone = False

    def _acknowledge(self, log: SqlAccessLog, where: str) -> None:
        """Go on: the chain may stay broken for good, but the record must be right again."""
        if not log.verify().fault:
            return
        try:
            log.settle()
        except StorageFault:
            log.acknowledge(event(note="known", kind=LogKind.SYSTEM))
            log.settle()
        else:
            raise AssertionError(f"{where}, and the door would let people in")

    def _cut(self, name: str, statement: str) -> None:
        self.acts.append(name)
        if not self.database_file.exists():
            return
        with closing(sqlite3.connect(self.database_file, isolation_level=None)) as outsider:
            (newest,) = outsider.execute("SELECT IFNULL(MAX(seq), 0) FROM access_events").fetchone()
            seq = self.chance.randint(0, newest)
            row = outsider.execute("SELECT hash FROM access_events WHERE seq = ?", (seq,)).fetchone()
            outsider.execute(statement, (seq,))
            ends_at = (seq, row[0] if row else BEFORE_THE_FIRST)
            outsider.execute("UPDATE chain_head SET seq = ?, hash = ?", ends_at)

    def _drop_side_files(self) -> None:
        for side in SIDES:
            Path(f"{self.database_file}{side}").unlink(missing_ok=True)


def _lines(file: Path) -> list[str]:
    """Return what was accepted so far; a line is one short write, so it is there or not."""
    return file.read_text().splitlines() if file.exists() else []
