"""Photos and receipts are on the disk before their rows are, and the way to them too: what was not synced may be gone.

A kill leaves what the system holds for the disk, so that a missing fsync is noticed only here.
"""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from attendance.intake.accept import accept
from attendance.office.access import SYSTEM
from data.journal import Journal
from tests.intake.support import photos
from tests.support import Small, school_day

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a handle belongs to is asked of /proc")


@dataclass
class Disk:
    """What was synced last in which state, and what a power cut at each commit would have left out."""

    vault: Path
    synced: dict[int, tuple[int, ...]] = field(default_factory=dict)
    unsafe_at_commits: list[set[Path]] = field(default_factory=list)
    there_at_commits: list[dict[str, int]] = field(default_factory=list)

    def note(self, handle: int) -> None:
        stat = os.fstat(handle)
        self.synced[stat.st_ino] = self._state(Path(f"/proc/self/fd/{handle}").readlink(), stat)

    def unsafe(self) -> set[Path]:
        paths = [self.vault, *self.vault.rglob("*")]
        return {path for path in paths if self.synced.get(path.stat().st_ino) != self._state(path, path.stat())}

    @staticmethod
    def _state(path: Path, stat: os.stat_result) -> tuple[int, ...]:
        """Of a folder its entries, of a file its length."""
        if path.is_dir():
            return tuple(sorted(entry.stat().st_ino for entry in path.iterdir()))
        return (stat.st_size,)


@pytest.fixture
def disk(small: Small, monkeypatch: pytest.MonkeyPatch) -> Disk:
    vault = small.district.vault
    watched = Disk(vault.folder)
    real_sync, real_note = os.fsync, Journal.note

    def sync(handle: int) -> None:
        real_sync(handle)
        watched.note(handle)

    def note(journal: Journal) -> int:
        watched.unsafe_at_commits.append(watched.unsafe())
        watched.there_at_commits.append({kind: len(vault.names(kind)) for kind in vault.kinds()})
        return real_note(journal)

    for path in (watched.vault, *watched.vault.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        watched.note(handle)  # what was there before counts as safe
        os.close(handle)
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Journal, "note", note)
    return watched


def test_photos_receipt_and_their_folders_are_synced_before_the_rows_are_committed(small: Small, disk: Disk) -> None:
    accept(small.district, SYSTEM, photos(1, 2, 3), [301], school_day(), "portal")
    assert disk.unsafe_at_commits == [set()]
    assert disk.there_at_commits == [{"original": 3, "receipt": 1}]
