"""Where the audit trail stood, noted outside its database: what is cut off or rewritten there disagrees with this.

Two files in the keys' folder. ``<name>.trail`` only grows, by one line each time: count, hash, moment, why.
``<name>.trail-head`` holds the end after the last commit, written over in place and left to the system to bring to the disk:
after a power cut it may be older than the database, never newer than what was acknowledged.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from data import audit
from data.chain import Head
from data.clock import utc_now
from data.database import Database

Why = Literal["open", "hour", "backup", "close", "lost", "acknowledged"]


@dataclass(frozen=True)
class Anchor:
    """One line.

    Attributes:
        moment: UTC.
        why: ``lost`` is an end that was found in the head's file when the database was opened. ``acknowledged`` says that what
            was noted before it beyond ``head.count`` is known to be gone, as after a restored backup.
    """

    head: Head
    moment: datetime
    why: str


class Anchors:
    """The two files of one district. Appending and noting may run on different threads; neither raises.

    Attributes:
        failed: Which of the files could not be written the last time.
    """

    def __init__(self, keys: Path, name: str) -> None:
        self.file = keys / f"{name}.trail"
        self._head_file = keys / f"{name}.trail-head"
        self._lock = threading.Lock()
        self.failed: set[str] = set()

    def lines(self) -> list[Anchor]:
        """All lines, oldest first; one that cannot be read is left out."""
        try:
            texts = self.file.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return []
        return [line for line in map(_line, texts) if line]

    def append(self, head: Head, why: Why) -> None:
        """Add a line, on the disk before this returns; the same end as in the last line is not noted again."""
        with self._lock:
            before = self.lines()
            if before and before[-1].head == head and why != "acknowledged":
                return
            with self._writing("lines"):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                with self.file.open("ab") as file:
                    torn = file.tell() and not self.file.read_bytes().endswith(b"\n")
                    line = f"{head.count} {head.hash.hex()} {utc_now().isoformat(timespec='seconds')} {why}\n"
                    file.write(b"\n" * bool(torn) + line.encode("ascii"))
                    file.flush()
                    os.fsync(file.fileno())

    def noted(self) -> Anchor | None:
        """What the head's file holds: the end after the last commit, as far as it reached the disk."""
        try:
            count, _, sha256 = self._head_file.read_text(encoding="ascii").strip().partition(" ")
            written = datetime.fromtimestamp(self._head_file.stat().st_mtime, UTC).replace(tzinfo=None)
            return Anchor(_head(count, sha256), written, "commit")
        except (OSError, ValueError):
            return None

    def note(self, head: Head) -> None:
        """Put the end after a commit into the head's file; called by the writer thread alone.

        Some ten microseconds, since nothing waits for the disk.
        """
        with self._writing("head"):
            handle = os.open(self._head_file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(handle, f"{head.count:020d} {head.hash.hex()}\n".encode("ascii"))
            finally:
                os.close(handle)

    def watch(self, db: Database) -> None:
        """Note each end of this database's trail from now on.

        An end in the head's file that the trail does not have becomes a line first, lest the next commit writes over it.
        """
        noted, end = self.noted(), audit.head(db)
        if noted and audit.hashes(db, [noted.head.count]).get(noted.head.count) != noted.head.hash:
            self.append(noted.head, "lost")
        self.append(end, "open")
        db.note_chain = self.note

    def closed(self, end: Head | None) -> None:
        """Note where the trail ends after its database was closed; None if nothing was entered."""
        if end:
            self.append(end, "close")

    def forget(self) -> None:
        """Remove both files: for a trail that begins anew, as with a sandbox made from nothing."""
        self.file.unlink(missing_ok=True)
        self._head_file.unlink(missing_ok=True)

    @contextmanager
    def _writing(self, which: str) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.failed.add(which)
        else:
            self.failed.discard(which)


def _line(text: str) -> Anchor | None:
    parts = text.split()
    try:
        count, sha256, moment, why = parts
        return Anchor(_head(count, sha256), datetime.fromisoformat(moment), why)
    except ValueError:
        return None


def _head(count: str, sha256: str) -> Head:
    return Head(int(count), bytes.fromhex(sha256))
