"""Class days whose marks were sampled and judged, for the small district."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from data import sample
from data.scope import Scope
from tests.reports.support import MOMENT, MONDAY, PLACES, add_class_day
from tests.support import Small

DAYS = [MONDAY + timedelta(days=step) for step in range(6)] + [MONDAY + timedelta(days=7 + step) for step in range(6)]
"""Two weeks of work."""
SABOUR, KAHALGAON = 301, 303
_PRESENT, _NOT_RECOGNISED, _SAID_PRESENT, _ABSENT = 12, 6, 1, 1


def fill(small: Small, class_section_id: int, days: Iterable[date] = tuple(DAYS), *, uncertain: int = 0) -> None:
    """Each day 12 pupils marked present by the machine, 6 not recognised who have a reference photo, one present and one
    absent by a person's word, and ``uncertain`` who wait."""
    first = 10_000 + 100 * (class_section_id - 301)
    pupils = list(range(first, first + _PRESENT + _NOT_RECOGNISED + _SAID_PRESENT + _ABSENT + uncertain))
    kinds = [("present", "machine")] * _PRESENT + [("not_recognised", "machine")] * _NOT_RECOGNISED
    kinds += [("present", "person")] * _SAID_PRESENT + [("absent", "person")] * _ABSENT + [("uncertain", "machine")] * uncertain
    school_id, _cluster_id, block_id = PLACES[class_section_id]
    references = {"sha256": "r" * 64, "vault_name": "x", "face_px": 90, "added_at": MOMENT, "added_by": "mis"}
    rows = pd.DataFrame({"pupil_id": pupils, "mark": [mark for mark, _by in kinds], "marked_by": [by for _mark, by in kinds]})
    place = {"block_id": block_id, "school_id": school_id, "class_section_id": class_section_id}
    _put(small, "reference_photo", pd.DataFrame({"pupil_id": pupils}).assign(**references))
    for day in days:
        add_class_day(
            small, class_section_id, day, counts=(_PRESENT + _SAID_PRESENT, 2, 4 + uncertain, _ABSENT), uncertain=uncertain
        )
        _put(small, "attendance", rows.assign(day=day, similarity=0.9, **place))


def judge(
    small: Small,
    class_section_id: int,
    days: Iterable[date] = tuple(DAYS),
    *,
    false: int = 0,
    seen: int = 0,
    unclear: int = 0,
    grade: int = 1,
    face_px: float = 80.0,
    model: str = "model",
    said_by: Iterable[str] = ("first",),
) -> None:
    """Four of each kind drawn each day, and judged: ``false`` of those present are nobody, ``seen`` of those not recognised
    are in the photos, and of ``unclear`` of each nobody can tell."""
    school_id, _cluster_id, block_id = PLACES[class_section_id]
    first = 10_000 + 100 * (class_section_id - 301)
    kinds = (("present", _PRESENT, first), ("not_recognised", _NOT_RECOGNISED, first + _PRESENT))
    items = [(day, kind, units, begin + at, at) for day in days for kind, units, begin in kinds for at in range(4)]
    there = sample.judged(small.district.db, Scope.everything(), DAYS[0], DAYS[-1])["item_id"].nunique()
    begin_at = 1_000_000 + 1000 * there
    numbers = range(begin_at, begin_at + len(items))
    frame = pd.DataFrame(items, columns=["day", "kind", "units", "pupil_id", "place"])
    present = frame["kind"] == "present"
    face = pd.Series(list(numbers)).where(present).astype("Int64")
    drawn = frame.assign(
        item_id=list(numbers),
        block_id=block_id,
        school_id=school_id,
        class_section_id=class_section_id,
        grade=grade,
        face_id=face,
        face_px=pd.Series([face_px] * len(frame)).where(present),
        model=model,
        taken=4,
        twice=False,
        place=frame["place"] + 1,
    )
    _put(small, "sample_item", drawn)
    for person in said_by:
        wrong = (frame["place"] < frame["kind"].map({"present": false, "not_recognised": seen})).to_list()
        said = [_answer(kind, is_wrong) for kind, is_wrong in zip(frame["kind"], wrong, strict=True)]
        told = pd.DataFrame({"item_id": list(numbers), "answer": said, "said_by": person, "said_at": MOMENT})
        told["answer"] = told["answer"].where(frame["place"] < 4 - unclear, "unclear")
        told["pupil_id"] = frame["pupil_id"].where(told["answer"] == "pupil").astype("Int64")
        _put(small, "sample_answer", told)


def _answer(kind: str, wrong: bool) -> str:
    if kind == "present":
        return "nobody" if wrong else "pupil"
    return "seen" if wrong else "not_seen"


def _put(small: Small, table: str, frame: pd.DataFrame) -> None:
    small.district.db.write(lambda tx: tx.insert_frame(table, frame))
