"""Receipts: what was acknowledged, on the disk before the database knows of it.

A database that lost its last writes in a crash is made whole from them when it is opened.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from attendance.district import District
from attendance.errors import Message
from attendance.intake.photos import IncomingPhoto
from attendance.office.access import Account
from data import receipts
from data.database import Row
from data.errors import VaultError
from data.receipts import CameBy, Outcome, Received
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
    came_by: CameBy = "page"

    def with_photos(self, photos: Iterable[NewPhoto]) -> Self:
        """The same with these photos."""
        return replace(self, photos=tuple(photos))

    def row(self) -> dict[str, Any]:
        """The arguments of `data.submissions.add`."""
        return {key: value for key, value in vars(self).items() if key not in ("block_id", "came_by")}

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
    found = [read(district, submission_id) for submission_id in sorted(set(district.vault.names(_KIND)) - known)]
    return [receipt for receipt in found if receipt is not None]


def read(district: District, submission_id: str) -> Receipt | None:
    """The receipt of a submission; None where there is none that can be opened."""
    try:
        return Receipt.from_json(district.vault.get(f"{_KIND}/{submission_id}"))
    except (VaultError, ValueError):
        return None


def note(
    district: District,
    account: Account,
    photos: Sequence[tuple[IncomingPhoto, Message]],
    came_by: CameBy,
    outcome: Outcome,
    class_section: Row | None = None,
    day: date | None = None,
) -> None:
    """Write receipts of files that were not taken, with the reason; one that has a receipt by path and content gets no second.

    Args:
        class_section: For which they came (see `data.schools.class_section`), where that is known.
    """
    given = [Received(photo.path, photo.sha256, why.as_json()) for photo, why in photos]
    known = receipts.known(district.db, account.scope, given)
    new = [one for one in given if (one.file, one.sha256) not in known]
    if not new:
        return
    district.db.write(
        lambda tx: receipts.add(
            tx,
            account.scope,
            files=new,
            came_by=came_by,
            outcome=outcome,
            submission_id=None,
            block_id=class_section["block_id"] if class_section else None,
            school_id=class_section["school_id"] if class_section else None,
            class_sections=[class_section["class_section_id"]] if class_section else (),
            day=day,
            received_by=account.username,
        )
    )
