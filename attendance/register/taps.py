"""Decisions as they come from the desk in the browser, which keeps each until it hears that it was stored.

A tap may come twice: with the next ones, after a broken line, after the page was loaded again. Whether it was stored is seen
from the verdicts themselves, so that it is stored once, also after a restart.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from attendance.district import District
from attendance.errors import BadEntry, NotAllowed
from attendance.i18n import N_
from attendance.office.access import Account
from attendance.register import review
from attendance.register.review import ClassDayKey, Decided
from attendance.said import Said, standing
from data import faces, register
from data.database import Row

Kind = Literal["same", "other", "unknown", "not_this", "sure", "tag", "undo"]
Box = tuple[float, float, float, float]
_LONGEST_ID = 64
_MOST_FACES = 400
_SAME_BOX_PX = 1.0
"""Pixels of the photo: the database keeps boxes as 32-bit floats, and nobody draws the same box twice so exactly."""


@dataclass(frozen=True)
class Tap:
    """One decision.

    Attributes:
        tap_id: The browser's own number for it.
        face_ids: What it is about.
        pupil_id: Whom it names, or says that the face is not.
        pairs: For several that are nearly sure: each face and its pupil.
        photo_id, xyxy: For a face that was drawn: where, in pixels of the upright photo.
        verdict_ids: For an undo: what it takes back.
        undone: For an undo: the tap whose verdicts it takes back, where the browser does not know them yet.
    """

    tap_id: str
    kind: Kind
    face_ids: tuple[int, ...] = ()
    pupil_id: int | None = None
    pairs: tuple[tuple[int, int], ...] = ()
    photo_id: int | None = None
    xyxy: Box | None = None
    verdict_ids: tuple[int, ...] = ()
    undone: str | None = None

    @classmethod
    def of(cls, given: object) -> "Tap":
        """From what the browser sent.

        Raises:
            BadEntry: It is nothing that the desk sends.
        """
        try:
            return cls._of(given)
        except (TypeError, ValueError, AttributeError) as problem:
            raise BadEntry(N_("The desk sent something that is no decision. Load the page again.")) from problem

    @classmethod
    def _of(cls, given: Any) -> "Tap":
        kind, tap_id, pupil_id, photo_id, xyxy = (given.get(name) for name in ("kind", "id", "pupil", "photo", "xyxy"))
        pairs = tuple((_whole(face), _whole(pupil)) for face, pupil in given.get("pairs") or ())
        tap = cls(
            tap_id=tap_id,
            kind=kind,
            face_ids=tuple(map(_whole, given.get("faces") or ())),
            pupil_id=None if pupil_id is None else _whole(pupil_id),
            pairs=pairs,
            photo_id=None if photo_id is None else _whole(photo_id),
            xyxy=None if xyxy is None else _box(xyxy),
            verdict_ids=tuple(map(_whole, given.get("verdicts") or ())),
            undone=given.get("of"),
        )
        needs = {
            "sure": bool(pairs),
            "tag": tap.photo_id is not None and tap.xyxy is not None,
            "unknown": bool(tap.face_ids),
            "undo": True,
        }
        named = bool(tap.face_ids) and tap.pupil_id is not None
        if kind not in get_args(Kind) or not needs.get(kind, named):
            raise ValueError(kind)
        if not isinstance(tap_id, str) or len(tap_id) > _LONGEST_ID or max(len(tap.face_ids), len(pairs)) > _MOST_FACES:
            raise ValueError(tap_id)
        for word in (tap_id, tap.undone or ""):
            word.encode()  # JSON can name half of a character, which no database takes: a ValueError
        return tap


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _box(values: Any) -> Box:
    left, top, right, bottom = (float(value) for value in values)
    if not all(math.isfinite(value) for value in (left, top, right, bottom)):
        raise ValueError(values)
    return left, top, right, bottom


def store(district: District, account: Account, key: ClassDayKey, tap: Tap) -> Decided:
    """Store a tap, unless it was stored before.

    Args:
        key: The class day as the browser showed it.

    Raises:
        BadEntry, Changed, NotAllowed: As the decisions of `attendance.register.review`.
    """
    mine = [row for row in _standing(district, account, key) if row["said_by"] == account.username]
    if tap.kind == "undo":
        left = [row["verdict_id"] for row in mine if row["verdict_id"] in tap.verdict_ids]
        return review.undo(district, account, key, left) if left else _as_it_is(district, account, key, ())
    before = _stored(district, account, tap, mine)
    return _as_it_is(district, account, key, before) if before else _decide(district, account, key, tap)


def _stored(district: District, account: Account, tap: Tap, mine: Sequence[Row]) -> list[int]:
    """The verdicts that stand of this tap; none where it was not stored, or taken back."""
    if tap.kind == "tag" and tap.photo_id is not None and tap.xyxy is not None:
        there = [row for row in faces.boxes(district.db, account.scope, tap.photo_id) if row["drawn"]]
        drawn = {row["face_id"] for row in there if _near((row["x1"], row["y1"], row["x2"], row["y2"]), tap.xyxy)}
        return [row["verdict_id"] for row in mine if row["kind"] == "tagged" and row["face_id"] in drawn]
    kind = "same" if tap.kind == "sure" else tap.kind
    wanted = set(tap.pairs) if tap.kind == "sure" else {(face_id, tap.pupil_id) for face_id in tap.face_ids}
    found = {
        (row["face_id"], row["pupil_id"]): row["verdict_id"]
        for row in mine
        if row["kind"] == kind and (row["face_id"], row["pupil_id"]) in wanted
    }
    return list(found.values()) if found.keys() == wanted else []


def _near(one: Box, other: Box) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _SAME_BOX_PX


def _decide(district: District, account: Account, key: ClassDayKey, tap: Tap) -> Decided:
    if tap.kind == "sure":
        return review.confirm_sure(district, account, key, [([face_id], pupil_id) for face_id, pupil_id in tap.pairs])
    if tap.photo_id is not None and tap.xyxy is not None:
        return review.tag(district, account, key, tap.photo_id, tap.xyxy, tap.pupil_id)
    if tap.kind == "unknown" or tap.pupil_id is None:
        return review.unknown(district, account, key, tap.face_ids)
    work = {"same": review.same, "other": review.somebody_else, "not_this": review.not_this}[tap.kind]
    return work(district, account, key, tap.face_ids, tap.pupil_id)


def _standing(district: District, account: Account, key: ClassDayKey) -> list[Row]:
    rows = register.verdicts(district.db, account.scope, [key.class_section_id], key.day)
    stand = {said.verdict_id for said in standing(Said.of(row) for row in rows)}
    return [row for row in rows if row["verdict_id"] in stand]


def _as_it_is(district: District, account: Account, key: ClassDayKey, verdict_ids: Sequence[int]) -> Decided:
    stored = register.class_day(district.db, account.scope, key.class_section_id, key.day)
    if stored is None:
        raise NotAllowed(N_("This class day is not among your blocks, or has no photos. Choose another one."))
    return Decided(tuple(verdict_ids), stored["rev"])
