"""Receipts: what was acknowledged, on the disk before the database knows of it.

A database that lost its last writes in a crash is made whole from them when it is opened.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from attendance.district import District
from data.errors import VaultError
from data.submissions import NewPhoto

_KIND = "receipt"


@dataclass(frozen=True)
class Receipt:
    """A submission as it was acknowledged."""

    submission_id: str
    school_id: int
    block_id: str
    day: date
    source: str
    class_sections: tuple[int, ...]
    submitted_by: str
    photos: tuple[NewPhoto, ...]

    def with_photos(self, photos: Iterable[NewPhoto]) -> Self:
        """The same with these photos."""
        return replace(self, photos=tuple(photos))

    def row(self) -> dict[str, Any]:
        """The arguments of `data.submissions.add`."""
        return {key: value for key, value in vars(self).items() if key != "block_id"}

    def as_json(self) -> bytes:
        """For the vault."""
        return json.dumps(asdict(self) | {"day": self.day.isoformat()}).encode()

    @classmethod
    def from_json(cls, stored: bytes) -> Self:
        """Read what `as_json` wrote."""
        values = json.loads(stored)
        return cls(
            **values
            | {
                "day": date.fromisoformat(values["day"]),
                "class_sections": tuple(values["class_sections"]),
                "photos": tuple(NewPhoto(**given) for given in values["photos"]),
            }
        )


def write(district: District, receipt: Receipt) -> None:
    """Put it on the disk; it is there when this returns."""
    district.vault.put(f"{_KIND}/{receipt.submission_id}", receipt.as_json())


def remove(district: District, submission_id: str) -> None:
    """Take it away, as when its submission was refused after all."""
    district.vault.remove(f"{_KIND}/{submission_id}")


def missing_from(district: District, known: set[str]) -> list[Receipt]:
    """Receipts of submissions that the database does not know; a damaged one is skipped, since it acknowledges nothing."""
    found = []
    for submission_id in sorted(set(district.vault.names(_KIND)) - known):
        try:
            found.append(Receipt.from_json(district.vault.get(f"{_KIND}/{submission_id}")))
        except (VaultError, ValueError):
            continue
    return found
