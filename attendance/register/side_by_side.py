"""A flagged photo beside the one that it rests on: both photos, small, and the faces that are the same on both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from attendance.district import District
from attendance.office.access import Account
from attendance.register.flag_words import evidence_of
from data import flags
from data.database import Row
from recognition.photo import decode, encode_webp

WIDE_PX = 720
QUALITY = 45
"""About 40 kB: two of them, six pairs of crops and the page stay under 300 kB."""
ALIKE = 0.7
"""Similarity from which two faces are shown as one: four faces of a photo saved anew (JPEG quality 60) had .86 to .99."""
PAIRS = 6


@dataclass(frozen=True)
class Side:
    """One photo.

    Attributes:
        photo: From `data.flags.photos`; None where it lies outside the account's scope.
        webp: The photo for a screen; None where it may not be seen, could not be read or was deleted.
    """

    photo_id: int
    photo: Row | None
    webp: bytes | None


@dataclass(frozen=True)
class Pair:
    """A face of each photo that are the same: their crops, None where one was deleted, and how similar they are."""

    crops: tuple[bytes | None, bytes | None]
    similarity: float


@dataclass(frozen=True)
class SideBySide:
    """The photos of a flag, the flagged one first, and the faces that the first two share, most similar first."""

    sides: tuple[Side, ...]
    pairs: tuple[Pair, ...]

    @property
    def blocks(self) -> frozenset[str]:
        """The blocks whose photos are shown."""
        return frozenset(side.photo["block_id"] for side in self.sides if side.photo and side.webp)


def source_of(flag: Row) -> int | None:
    """The number of the earlier photo that a flag rests on."""
    found = evidence_of(flag)
    return found.get("photo_id") or (flag["photo_id"] if flag["kind"] == "same_bytes" else None)


def sources(district: District, account: Account, found: Sequence[Row]) -> dict[int, Row]:
    """The earlier photos that these flags rest on, by number, as far as the account may see them."""
    wanted = {photo_id for flag in found if (photo_id := source_of(flag)) is not None}
    return flags.photos(district.db, account.scope, sorted(wanted)) if wanted else {}


def of_flag(district: District, account: Account, flag: Row) -> SideBySide:
    """The photos of a flag within the account's scope; of others only that they are there."""
    wanted = _photo_ids(flag)
    known = flags.photos(district.db, account.scope, wanted)
    sides = tuple(Side(photo_id, known.get(photo_id), _screen(district, known.get(photo_id))) for photo_id in wanted)
    pairs = _pairs(district, account, wanted[:2]) if len(known) > 1 else ()
    return SideBySide(sides, pairs)


def _photo_ids(flag: Row) -> list[int]:
    """The flagged photo, then the one it rests on, then the others that are one view with it."""
    of_flag = [] if flag["photo_id"] is None else [flag["photo_id"]]
    found = [*of_flag, *filter(None, [source_of(flag)]), *(evidence_of(flag).get("photo_ids") or ())]
    return list(dict.fromkeys(int(photo_id) for photo_id in found))


def _screen(district: District, photo: Row | None) -> bytes | None:
    if photo is None or photo["vault_name"] is None:
        return None
    name = photo["vault_name"].replace("photo/", "screen/", 1)
    if not district.vault.has(name):
        return None
    return encode_webp(decode(district.vault.get(name)).picture, WIDE_PX, QUALITY)


def _pairs(district: District, account: Account, photo_ids: Sequence[int]) -> tuple[Pair, ...]:
    rows = flags.faces(district.db, account.scope, photo_ids)
    first, second = ([row for row in rows if row["photo_id"] == photo_id] for photo_id in photo_ids)
    models = {row["model"] for row in rows}
    if not first or not second or len(models) > 1:
        return ()
    alike = _vectors(district, first) @ _vectors(district, second).T
    found = [
        Pair((_crop(district, first[i]), _crop(district, second[j])), float(alike[i, j]))
        for i, j in sorted(zip(*linear_sum_assignment(-alike), strict=True), key=lambda pair: -alike[pair])[:PAIRS]
        if alike[i, j] >= ALIKE
    ]
    return tuple(found)


def _vectors(district: District, rows: Sequence[Row]) -> NDArray[np.float32]:
    """Embeddings, each of length 1 (n, 512)."""
    found = np.stack([np.frombuffer(district.vault.unseal(row["sealed"], f"face/{row['face_id']}"), "<f4") for row in rows])
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def _crop(district: District, row: Row) -> bytes | None:
    name = row["crop_name"]
    return district.vault.get(name) if name and district.vault.has(name) else None
