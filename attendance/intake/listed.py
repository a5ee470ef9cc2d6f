"""The manifests that lie in an inbox, and whether each file that they name has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from attendance.district import District
from attendance.intake import archive, inbox_files
from attendance.intake.inbox_files import Found
from attendance.intake.manifest import Manifest, read_manifest
from data import receipts
from data.clock import utc_now
from data.scope import Scope

REMEMBERED = timedelta(days=30)
"""So old may be the receipts that a manifest is compared with."""


@dataclass
class Listed:
    """A manifest in the inbox.

    Attributes:
        aside: Whether the tray names it already.
        busy: Whether files lie below it that are not taken yet.
        missing: How many of the files that it names have not come.
    """

    found: Found
    manifest: Manifest
    aside: bool
    busy: bool = False
    missing: int = 0


class Manifests:
    """Those met in one look after the other; an unchanged one is not read again.

    Attributes:
        by_folder: Those met so far in this look, by the folder that they lie in, with its slash.
    """

    def __init__(self) -> None:
        self.by_folder: dict[str, Manifest] = {}
        self._listed: dict[str, Listed] = {}
        self._read: dict[Found, Manifest] = {}
        self._compared: dict[Found, int] = {}

    def begin(self) -> None:
        """A look begins."""
        kept = {listed.found for listed in self._listed.values()}
        self._read = {found: manifest for found, manifest in self._read.items() if found in kept}
        self._compared = {found: missing for found, missing in self._compared.items() if found in kept}
        self._listed = {}
        self.by_folder = {}

    def read(self, folder: str, found: Found, aside: bool) -> None:
        """Meet one.

        Raises:
            NotNow: It cannot be opened at the moment.
            BadFile: It is no manifest.
        """
        if found not in self._read:
            self._read[found] = read_manifest(inbox_files.read(found))
        self._listed[folder] = Listed(found, self._read[found], aside)
        self.by_folder[folder] = self._read[found]

    def over(self, path: str) -> Iterator[Found]:
        """Those above a file that is about to be taken."""
        for folder in archive.above(path):
            listed = self._listed.get(folder)
            if listed:
                listed.busy = True
                self._compared.pop(listed.found, None)
                yield listed.found

    def idle(self, district: District) -> Iterator[Listed]:
        """Those below which nothing lies any more, compared with the receipts and the tray."""
        for folder, listed in self._listed.items():
            if listed.busy:
                continue
            if listed.found not in self._compared:
                came = receipts.below(district.db, Scope.everything(), folder, utc_now() - REMEMBERED)
                said = {id(listed.manifest.of(path[len(folder) :])) for path in came}
                self._compared[listed.found] = sum(id(one) not in said for one in listed.manifest.by_path.values())
            listed.missing = self._compared[listed.found]
            yield listed
