"""The sealed files of a backup, and younger ones of the vault, into the vault of a district that is put together."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from attendance.office.backups.shelf import Shelf, Unseal, link_or_copy, opens
from data.vault import Vault, files_in

log = logging.getLogger(__name__)
RECEIPT = "receipt/"


@dataclass
class Brought:
    """What came of them.

    Attributes:
        missing: The backup's that lie nowhere as they were, by name.
        receipts: How many of the younger ones are receipts.
        unreadable: How many of the younger ones do not open; they stay where they are.
    """

    missing: set[str] = field(default_factory=set)
    receipts: int = 0
    unreadable: int = 0


def bring(shelf: Shelf, stamp: str, vault: Path, new: Path, unseal: Unseal) -> Brought:
    """Have them in the new vault, where the disk allows it as links; each was opened before.

    Args:
        vault: The district's as it is: what is damaged in the pool may be whole there.
        new: The vault that is put together.

    Raises:
        StorageFull: No room.
    """
    brought = Brought()
    for one in shelf.sealed(stamp):
        if _bring(shelf.pooled(one.sha256), new, one.name, unseal):
            continue
        if not _bring(Vault.path_in(vault, one.name), new, one.name, unseal):
            brought.missing.add(one.name)
    if brought.missing:
        log.warning("%d sealed files of the backup are damaged or missing", len(brought.missing))
    for name, path in files_in(vault):
        if name in brought.missing or Vault.path_in(new, name).exists():
            continue
        if _bring(path, new, name, unseal):
            brought.receipts += name.startswith(RECEIPT)
        else:
            brought.unreadable += 1
    return brought


def _bring(source: Path, vault: Path, name: str, unseal: Unseal) -> bool:
    """Whether a sealed file opens; then it stands in the new vault, too."""
    if not opens(source, name, unseal):
        return False
    target = Vault.path_in(vault, name)
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
    link_or_copy(source, target)
    return True
