"""Backups whose list of sealed files an earlier version wrote as JSON: it is written anew, and they serve as before."""

import json
from dataclasses import replace
from pathlib import Path

from attendance.office.backups import sealed_list
from attendance.office.backups.manifest import Manifest
from attendance.office.backups.sealed_list import SEALED, Sealed
from data.copies import digest

EARLIER = "sealed.json"


def bring_up(folder: Path) -> None:
    """Give a backup the list of today; one whose own is not as it was written stays as it is. After a stop, call it again.

    Raises:
        StorageFull: No room; nothing was changed.
    """
    earlier = folder / EARLIER
    if not earlier.exists():
        return
    manifest = Manifest.read(folder)
    if EARLIER in manifest.files:
        if digest(earlier) != manifest.files[EARLIER]:
            return
        named = json.loads(earlier.read_bytes())
        sealed_list.write(folder, (Sealed(name, *values) for name, values in sorted(named.items())))
        kept = {name: sha256 for name, sha256 in manifest.files.items() if name != EARLIER}
        replace(manifest, files=kept | {SEALED: digest(folder / SEALED)}).write(folder)
    earlier.unlink()
