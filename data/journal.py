"""Whether DuckDB's write-ahead log is still what was written to it.

DuckDB replays a log as far as it understands it and says nothing of what it leaves out: a flipped bit can lose committed rows
in silence (measured: 3 of 24). So after each commit a line with the log's length and the SHA-256 of all of it is appended to a
small file beside it, and the log is compared with the last line before DuckDB sees it again.

The lines are written without fsync: after a power cut the last ones may be missing, and then the end of the log is taken as
DuckDB takes it. The log itself may only vanish after a line that announces that it is folded into the database file.
"""

import hashlib
import importlib
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from data.clock import utc_now
from data.errors import JournalDamaged

_FOLDING = "folding"
_PIECE = 1024**2


@dataclass(frozen=True)
class _Line:
    """The log after a commit: its length in bytes, the SHA-256 of all of it, when (seconds UTC)."""

    end: int
    digest: str
    at: int

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC).replace(tzinfo=None)


class Journal:
    """The log beside a database file, and the lines about it. Used by the writer's thread alone.

    Attributes:
        log: DuckDB's write-ahead log; there only while something is not folded into the database file.
        lines: What the log is compared with.
    """

    def __init__(self, database: Path) -> None:
        self.log = database.with_name(f"{database.name}.wal")
        self.lines = database.with_name(f"{database.name}.wal.sums")
        self._end = 0
        self._hash = hashlib.sha256()

    def check(self) -> None:
        """Compare the log with the lines, and go on from there; before DuckDB opens it.

        Another process may be writing both: whoever finds a difference looks again until the lines stand still.

        Raises:
            JournalDamaged: The log was changed, shortened or taken away after a commit.
        """
        told = self._told()
        while True:
            try:
                self._compare(told)
                return
            except JournalDamaged:
                before, told = told, self._told()
                if before == told:
                    raise

    def opened(self) -> None:
        """DuckDB has opened the database: a log that was folded before the last stop is gone by now."""
        if self._end and (not self.log.exists() or self.log.stat().st_size < self._end):
            self._end, self._hash = 0, hashlib.sha256()

    def note(self) -> int:
        """Write down how the log stands after a commit; returns its length in bytes.

        A disk without room for the line takes nothing back: the next line covers this commit too.
        """
        before = self._end
        with suppress(OSError), self.log.open("rb") as log:
            self._read_on(log)
        if self._end == before:
            return self._end  # a commit that changed nothing
        if before == 0:
            self._clear()
        at = int(utc_now().replace(tzinfo=UTC).timestamp())
        self._append(f"{self._end} {self._hash.hexdigest()} {at}")
        return self._end

    def announce_folding(self) -> None:
        """From here on the log may vanish."""
        self._append(_FOLDING)

    def folded(self) -> None:
        """The log was folded into the database file; what may be left of it counts from its beginning."""
        self._clear()
        self._end, self._hash = 0, hashlib.sha256()
        self.note()

    def forget(self) -> None:
        """Take the lines away, after a log that was folded to its end."""
        if not self.log.exists():
            self.lines.unlink(missing_ok=True)

    def cut(self) -> None:
        """Shorten a damaged log to its last commit that is as it was written. Copies must have been kept aside."""
        told = self._told()
        lines, _ = _parsed(told)
        sound = _sound(lines, self.log)
        keep = lines[sound - 1].end if sound else 0
        if self.log.exists():
            os.truncate(self.log, keep)
        self.lines.unlink(missing_ok=True)

    def _compare(self, told: bytes) -> None:
        lines, folding = _parsed(told)
        self._end, self._hash = 0, hashlib.sha256()
        if not lines or (folding and not (self.log.exists() and self.log.stat().st_size)):
            return
        last = lines[-1]
        try:
            with self.log.open("rb") as log:
                self._read_on(log, last.end)
        except FileNotFoundError:
            raise JournalDamaged(lost=len(lines), since=lines[0].moment) from None
        if self._end == last.end and self._hash.hexdigest() == last.digest:
            return
        sound = _sound(lines, self.log)
        raise JournalDamaged(lost=len(lines) - sound, since=lines[sound].moment)

    def _read_on(self, log: BinaryIO, until: int | None = None) -> None:
        log.seek(self._end)
        while until is None or self._end < until:
            piece = log.read(_PIECE if until is None else min(_PIECE, until - self._end))
            if not piece:
                return
            self._hash.update(piece)
            self._end += len(piece)

    def _told(self) -> bytes:
        try:
            return self.lines.read_bytes()
        except FileNotFoundError:
            return b""

    def _clear(self) -> None:
        with suppress(OSError):
            os.truncate(self.lines, 0)

    def _append(self, text: str) -> None:
        line = f"\n{text} {zlib.crc32(text.encode()):08x}"
        with suppress(OSError), self.lines.open("ab", buffering=0) as file:
            file.write(line.encode())


def is_held(database: Path) -> bool:
    """Whether another process has the database open. Not for a process that has it open itself: that would drop its lock."""
    try:
        with database.open("r+b") as file:
            if os.name != "nt":  # where an open database cannot be opened a second time at all
                fcntl = importlib.import_module("fcntl")
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _parsed(told: bytes) -> tuple[list[_Line], bool]:
    """The lines that are whole, and whether the log was announced to vanish after the last of them."""
    lines: list[_Line] = []
    folding = False
    for raw in told.split(b"\n"):
        text, _, check = raw.rpartition(b" ")
        if f"{zlib.crc32(text):08x}".encode() != check:
            continue  # cut off, or itself changed: the next line says all of this one
        words = text.decode().split()
        folding = words == [_FOLDING]
        if not folding:
            lines.append(_Line(int(words[0]), words[1], int(words[2])))
    return lines, folding


def _sound(lines: list[_Line], log: Path) -> int:
    """After how many of the lines the log is as it was written."""
    if not log.exists():
        return 0
    done, sound = 0, 0
    running = hashlib.sha256()
    with log.open("rb") as file:
        for number, line in enumerate(lines, start=1):
            piece = file.read(line.end - done)
            running.update(piece)
            done += len(piece)
            if done != line.end or running.hexdigest() != line.digest:
                break
            sound = number
    return sound
