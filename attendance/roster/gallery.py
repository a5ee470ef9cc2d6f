"""How well a class can be recognised: who has reference photos, how good they are, and whose are too much alike."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from attendance.district import District
from attendance.office import settings
from attendance.office.access import Account, Page
from attendance.roster.rosters import face_of
from attendance.roster.storing import template_name
from data import pupils, references
from data.clock import utc_now
from data.database import Row
from recognition.matching import Gallery
from recognition.thresholds import Thresholds

OLD_AFTER = timedelta(days=365)
"""A child's face changes; a reference photo is taken anew each school year. A rule of thumb, not measured."""
SMALL_BELOW = 128
"""Face height in pixels from which a face fills the network's input (160 px with a margin of 32) without being enlarged."""
SAME_FACE = 0.85
"""Similarity of two reference photos from which they look like one child's. Different people of a synthetic set, look-alikes
among them, reach .84; two photos of one person .56 to .97. So it finds the plainest cases, and twins may be among them."""
ROWS_AT_ONCE = 1024
SCHOOLS_AT_ONCE = 20


class Alike(StrEnum):
    """Why two pupils are listed together, the gravest first."""

    SAME_PHOTO = "same_photo"
    SAME_FACE = "same_face"
    LOOK_ALIKE = "look_alike"


@dataclass(frozen=True)
class Pair:
    """Two pupils of one school whose reference photos are too much alike.

    Attributes:
        first, second: Their keys, the smaller first.
        class_sections: Theirs, in the same order.
        photos: The reference_photo_id of one photo of each, of those most alike where photos are what is alike.
        similarity: Of their templates for look-alikes, else of these two photos.
    """

    kind: Alike
    first: int
    second: int
    class_sections: tuple[int, int]
    photos: tuple[int, int]
    similarity: float


@dataclass(frozen=True)
class Side:
    """One pupil of a pair, as a page shows them; `face` is WebP of 112 px, None where the vault has it no more."""

    pupil_id: int
    name_hi: str
    name_en: str
    grade: int
    section: str
    face: bytes | None


def health(
    district: District, account: Account, day: date, block_id: str | None = None, school_id: int | None = None
) -> pd.DataFrame:
    """A row for each block, or each school of a block, or each class section of a school; see `data.references.health`.

    Raises:
        NotAllowed: The role has no Pupils page.
    """
    account.require(Page.PUPILS)
    depth = 3 if school_id else 2 if block_id else 1
    return references.health(
        district.db,
        account.scope,
        day,
        depth=depth,
        old_before=utc_now() - OLD_AFTER,
        small_below=SMALL_BELOW,
        block_id=block_id,
        school_id=school_id,
    )


def look_alike_at(thresholds: Thresholds, pupils: int) -> float:
    """The similarity of two templates from which their pupils are look-alikes in a class of so many with reference photos.

    It is the similarity that a face typically needs to be accepted in such a class, less the margin by which it must be nearer
    to its pupil than to anybody else: with templates this near, a face that is right for one is within reach of the other, and
    only the margin keeps the two apart.
    """
    return thresholds.needed_in_class(pupils) - thresholds.margin


def pairs(district: District, account: Account, school_id: int, day: date, model: str) -> tuple[Pair, ...]:
    """The pupils of a school whose reference photos are too much alike, the gravest first, then the most similar.

    The same photo or the same face is looked for in the whole school, look-alikes within each class section. A pair is
    listed once.

    Raises:
        NotAllowed: The role has no Pupils page.
    """
    account.require(Page.PUPILS)
    rows = references.templates_of_schools(district.db, account.scope, [school_id], day, model)
    return _pairs(district, rows, model, settings.load(district).thresholds)


def counts(
    district: District,
    account: Account,
    school_ids: Sequence[int],
    day: date,
    model: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[int, Counter[Alike]]:
    """How many pairs of each kind the schools have, as `pairs` finds them; schools without any are left out.

    Some schools at a time, so that memory stays flat: a district has 460,000 pupils with 2 kB of template each.

    Args:
        progress: Called with the schools behind and all of them.

    Raises:
        NotAllowed: The role has no Pupils page.
    """
    account.require(Page.PUPILS)
    thresholds = settings.load(district).thresholds
    found: dict[int, Counter[Alike]] = {}
    for start in range(0, len(school_ids), SCHOOLS_AT_ONCE):
        some = school_ids[start : start + SCHOOLS_AT_ONCE]
        rows = references.templates_of_schools(district.db, account.scope, some, day, model)
        for school_id, of_school in groupby(rows, key=lambda row: int(row["school_id"])):
            if count := Counter(pair.kind for pair in _pairs(district, list(of_school), model, thresholds)):
                found[school_id] = count
        progress(min(start + SCHOOLS_AT_ONCE, len(school_ids)), len(school_ids))
    return found


def sides(district: District, account: Account, shown: Sequence[Pair]) -> dict[int, Side]:
    """The pupils of these pairs by their keys, as far as the account's blocks reach, each with the photo the pair names.

    Raises:
        NotAllowed: The role has no Pupils page.
    """
    account.require(Page.PUPILS)
    pupil_ids = {pupil_id for pair in shown for pupil_id in (pair.first, pair.second)}
    stored = references.of_pupils(district.db, account.scope, pupil_ids)
    vault_names = dict(zip(stored["reference_photo_id"], stored["vault_name"], strict=True))
    photo_of = {pair.second: pair.photos[1] for pair in reversed(shown)} | {
        pair.first: pair.photos[0] for pair in reversed(shown)
    }
    return {
        row["pupil_id"]: Side(
            row["pupil_id"],
            row["name_hi"],
            row["name_en"],
            row["grade"],
            row["section"],
            face_of(district, vault_names.get(photo_of[row["pupil_id"]])),
        )
        for row in pupils.places(district.db, account.scope, pupil_ids)
    }


_Found = list[tuple[Alike, int, int, float]]
"""Kind, the two rows' positions, similarity."""


def _pairs(district: District, rows: list[Row], model: str, thresholds: Thresholds) -> tuple[Pair, ...]:
    if len(rows) < 2:
        return ()
    vectors = np.stack([np.frombuffer(district.vault.unseal(row["sealed"], _name(row)), "<f4") for row in rows])
    found = [*_same_photo(rows), *_same_face(rows, vectors), *_look_alikes(rows, vectors, model, thresholds)]
    kept: dict[tuple[int, int], Pair] = {}
    for kind, one, other, similarity in found:
        first, second = sorted((rows[one], rows[other]), key=_pupil)
        key = first["pupil_id"], second["pupil_id"]
        known = kept.get(key)
        if known is None or (known.kind is kind and known.similarity < similarity):
            sections = first["class_section_id"], second["class_section_id"]
            photos = first["reference_photo_id"], second["reference_photo_id"]
            kept[key] = Pair(kind, *key, sections, photos, similarity)
    order = list(Alike)
    return tuple(sorted(kept.values(), key=lambda pair: (order.index(pair.kind), -pair.similarity)))


def _pupil(row: Row) -> int:
    return int(row["pupil_id"])


def _name(row: Row) -> str:
    return template_name(row["reference_photo_id"])


def _same_photo(rows: list[Row]) -> _Found:
    copies: defaultdict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        copies[row["sha256"]].append(position)
    return [
        (Alike.SAME_PHOTO, one, other, 1.0)
        for some in copies.values()
        for one, other in combinations(some, 2)
        if _pupil(rows[one]) != _pupil(rows[other])
    ]


def _same_face(rows: list[Row], vectors: NDArray[np.float32]) -> _Found:
    """Each reference photo with each of another pupil, a block of rows at a time: a school may have thousands."""
    owners = np.array([_pupil(row) for row in rows])
    found: _Found = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        similarity = vectors[start : start + ROWS_AT_ONCE] @ vectors.T
        near = (similarity >= SAME_FACE) & (owners[start : start + ROWS_AT_ONCE, None] < owners[None, :])
        for row, column in np.argwhere(near):
            found.append((Alike.SAME_FACE, start + int(row), int(column), float(similarity[row, column])))
    return found


def _look_alikes(rows: list[Row], vectors: NDArray[np.float32], model: str, thresholds: Thresholds) -> _Found:
    classes: defaultdict[int, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        classes[row["class_section_id"]].append(position)
    found: _Found = []
    for positions in classes.values():
        gallery = Gallery.from_references([(_pupil(rows[one]), vectors[one]) for one in positions], model)
        first_photo = {_pupil(rows[one]): one for one in reversed(positions)}
        similarity = gallery.templates @ gallery.templates.T
        at = look_alike_at(thresholds, len(gallery.keys))
        for row, column in np.argwhere(np.triu(similarity >= at, k=1)):
            one, other = first_photo[gallery.keys[row]], first_photo[gallery.keys[column]]
            found.append((Alike.LOOK_ALIKE, one, other, float(similarity[row, column])))
    return found
