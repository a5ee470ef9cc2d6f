"""A class as the Pupils page shows it: who is enrolled, and by what each can be recognised."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from attendance.district import District
from attendance.errors import NotAllowed
from attendance.i18n import N_
from attendance.office import audit
from attendance.office.access import Account
from data import pupils, references, schools
from data.database import Row
from data.errors import VaultError
from data.references import Source, face_name


@dataclass(frozen=True)
class Reference:
    """A reference photo in use.

    Attributes:
        face: Its face as WebP of 112 px, None where the vault has it no more.
        face_px: The face's height in pixels of the photo.
        added_at: UTC.
        source, face_id: As `data.references.NewReference` tells.
    """

    reference_photo_id: int
    face: bytes | None
    face_px: int
    added_at: datetime
    source: Source = "photo"
    face_id: int | None = None


@dataclass(frozen=True)
class EnrolledPupil:
    """Somebody on the roll, with their reference photos, oldest first."""

    pupil_id: int
    pen: str
    name_hi: str
    name_en: str
    roll_number: int | None
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Roster:
    """A class section on a day.

    Attributes:
        place: As `data.schools.class_section` tells.
    """

    place: Row
    pupils: tuple[EnrolledPupil, ...]

    @property
    def referenced(self) -> int:
        """How many have at least one reference photo."""
        return sum(bool(pupil.references) for pupil in self.pupils)


def classes(district: District, account: Account, school_id: int, day: date) -> list[Row]:
    """As `data.pupils.class_counts` tells."""
    return pupils.class_counts(district.db, account.scope, school_id, day)


def roster(district: District, account: Account, class_section_id: int, day: date) -> Roster:
    """The roll of a class section on a day, by roll number.

    Raises:
        NotAllowed: It is not there or not among the account's blocks.
    """
    place = schools.class_section(district.db, account.scope, class_section_id)
    if place is None:
        raise NotAllowed(N_("This class is not among your blocks. Choose a class from the list."))
    enrolled = pupils.enrolled(district.db, account.scope, [class_section_id], day)
    stored = references.of_pupils(district.db, account.scope, enrolled["pupil_id"])
    mine: dict[int, list[Reference]] = {}
    for row in stored.to_dict("records"):
        face = face_of(district, row["vault_name"])
        of_face = None if pd.isna(row["face_id"]) else int(row["face_id"])
        shown = Reference(row["reference_photo_id"], face, row["face_px"], row["added_at"], row["source"], of_face)
        mine.setdefault(row["pupil_id"], []).append(shown)
    listed = enrolled.astype({"roll_number": object}).to_dict("records")
    return Roster(
        place,
        tuple(
            EnrolledPupil(
                pupil_id=row["pupil_id"],
                pen=row["pen"],
                name_hi=row["name_hi"],
                name_en=row["name_en"],
                roll_number=int(row["roll_number"]) if row["roll_number"] == row["roll_number"] else None,
                references=tuple(mine.get(row["pupil_id"], ())),
            )
            for row in listed
        ),
    )


def looked(district: District, account: Account, place: Row) -> None:
    """Write on the audit trail that somebody opened a class's reference photos."""
    subject = f"class_section:{place['class_section_id']}"
    district.db.write(lambda tx: audit.record(tx, account, "roster.opened", subject, place["block_id"]))


def pupil_looked(district: District, account: Account, pupil_id: int, place: Row) -> None:
    """Write on the audit trail that somebody opened one pupil's photos."""
    about = {"class_section": place["class_section_id"]}
    district.db.write(lambda tx: audit.record(tx, account, "pupil.opened", f"pupil:{pupil_id}", place["block_id"], **about))


def face_of(district: District, vault_name: str | None) -> bytes | None:
    """The face of a reference photo, WebP of 112 px; None where the vault has it no more."""
    if vault_name is None:
        return None
    try:
        return district.vault.get(face_name(vault_name))
    except VaultError:
        return None
