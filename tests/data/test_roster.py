"""Schools, pupils and reference photos: each repository function sees and changes the scope's blocks alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest

from data import pupils, references, schools
from data.database import Transaction
from data.errors import AlreadyStored, OutOfScope
from data.references import NewReference
from data.scope import Scope
from tests.support import FIRST_DAY, Small

EVERYTHING, SABOUR, NOTHING = Scope.everything(), Scope.of(["sabour"]), Scope.nothing()
MONDAY = date(2026, 11, 23)


def new_reference(pupil_id: int, sha256: str = "a" * 64) -> NewReference:
    return NewReference(pupil_id, sha256, "reference/x", 200, "model", lambda key: f"sealed {key}".encode(), "mis")


def enrolment(class_section_id: int, pen: str = "9900009999") -> pd.DataFrame:
    row = {
        "pen": pen,
        "name_hi": "न",
        "name_en": "N",
        "class_section_id": class_section_id,
        "roll_number": 9,
        "from_day": FIRST_DAY,
    }
    return pd.DataFrame([row])


def school(block_id: str, **more: object) -> pd.DataFrame:
    row = {"name_hi": "न", "name_en": "N", "block_id": block_id, "cluster_id": 101, "management": None, "weekly_off": 5}
    row |= dict.fromkeys(("village", "tablets", "head_name", "head_phone", "latitude", "longitude"))
    return pd.DataFrame([row | more])


def roster_of(small: Small) -> list[str]:
    read = (schools.blocks, schools.clusters, schools.schools, pupils.rolls)
    return [repr(function(small.district.db, EVERYTHING).to_dict("records")) for function in read]


@pytest.mark.parametrize(("scope", "blocks"), [(EVERYTHING, {"sabour", "kahalgaon"}), (SABOUR, {"sabour"}), (NOTHING, set())])
def test_reading_sees_the_blocks_of_the_scope(small: Small, scope: Scope, blocks: set[str]) -> None:
    db, ids = small.district.db, [301, 302, 303]
    db.write(
        lambda tx: [
            references.add(tx, EVERYTHING, new_reference(401)),
            references.add(tx, EVERYTHING, new_reference(410, "b" * 64)),
        ]
    )
    for frame in (
        schools.blocks(db, scope),
        schools.clusters(db, scope),
        schools.schools(db, scope),
        schools.class_sections(db, scope),
    ):
        assert set(frame["block_id"]) == blocks
    sections = {row["class_section_id"] for row in schools.class_sections(db, scope).to_dict("records")}
    assert set(pupils.enrolled(db, scope, ids, MONDAY)["class_section_id"]) == sections
    assert set(pupils.rolls(db, scope)["class_section_id"]) == sections
    assert (schools.class_section(db, scope, 303) is not None) == ("kahalgaon" in blocks)
    assert schools.is_expected(db, scope, 202, MONDAY) == ("kahalgaon" in blocks)
    assert len(pupils.spoken_names(db, scope, MONDAY, hindi=False)) == 4 * len(sections)
    assert {row["block_id"] for row in pupils.named(db, scope, MONDAY, ["Pupil 401", "Pupil 410"], hindi=False)} == blocks
    assert bool(pupils.class_counts(db, scope, 202, MONDAY)) == ("kahalgaon" in blocks)
    assert {row["block_id"] for row in pupils.places(db, scope, [401, 410])} == blocks
    assert {row["block_id"] for row in pupils.places(db, scope, pens=["99000000401", "99000000410"])} == blocks
    assert len(references.of_pupils(db, scope, [401, 410])) == len(blocks)
    assert len(references.templates_of(db, scope, ids, MONDAY, "model")) == len(blocks)


def test_a_pupil_who_is_on_no_roll_is_seen_by_all_blocks_only(small: Small) -> None:
    db = small.district.db
    lonely = pd.DataFrame({"pupil_id": [999], "pen": ["9900099999"], "name_hi": ["न"], "name_en": ["N"]})
    db.write(lambda tx: tx.insert_frame("pupil", lonely))
    assert pupils.get(db, EVERYTHING, 999)["block_id"] is None
    with pytest.raises(OutOfScope):
        pupils.get(db, SABOUR, 999)


FOREIGN: dict[str, Callable[[Transaction, Scope], object]] = {
    "add_clusters": lambda tx, scope: schools.add_clusters(
        tx, scope, pd.DataFrame({"cluster_id": [900], "block_id": ["kahalgaon"], "name_hi": ["न"], "name_en": ["N"]})
    ),
    "add_schools": lambda tx, scope: schools.add_schools(tx, scope, school("kahalgaon", udise="99000000888")),
    "move_school_away": lambda tx, scope: schools.change_schools(tx, scope, school("kahalgaon", school_id=201), FIRST_DAY),
    "add_class_sections": lambda tx, scope: schools.add_class_sections(
        tx, scope, pd.DataFrame({"school_id": [202], "grade": [1], "section": ["Z"]})
    ),
    "enrol": lambda tx, scope: pupils.enrol(tx, scope, enrolment(303)),
    "get_pupil": lambda tx, scope: pupils.get(tx, scope, 410),
    "add_reference": lambda tx, scope: references.add(tx, scope, new_reference(410)),
    "remove_reference": lambda tx, scope: references.remove(tx, scope, references.add(tx, EVERYTHING, new_reference(410))),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_writing_to_another_block_is_refused(small: Small, name: str) -> None:
    with pytest.raises(OutOfScope):
        small.district.db.write(lambda tx: FOREIGN[name](tx, SABOUR))
    small.district.db.write(lambda tx: FOREIGN[name](tx, EVERYTHING))


def test_changing_leaves_other_blocks_rows_as_they_are(small: Small) -> None:
    db = small.district.db
    contact = {"name": ["New"], "phone": [None]}
    changed = pd.DataFrame(
        {"pupil_id": [410], "name_hi": ["नया"], "name_en": ["New"], "from_day": [FIRST_DAY], "roll_number": [9]}
    )
    before = roster_of(small)

    def work(tx: Transaction) -> None:
        schools.change_schools(tx, SABOUR, school("sabour", school_id=202), FIRST_DAY)
        schools.set_contacts(tx, SABOUR, "heads", pd.DataFrame({"id": [202], **contact}))
        schools.set_contacts(tx, SABOUR, "coordinators", pd.DataFrame({"id": [102], **contact}))
        schools.set_contacts(tx, SABOUR, "officers", pd.DataFrame({"id": ["kahalgaon"], **contact}))
        pupils.change(tx, SABOUR, changed)

    db.write(work)
    assert roster_of(small) == before
    db.write(lambda tx: pupils.change(tx, Scope.of(["kahalgaon"]), changed))
    assert pupils.get(db, EVERYTHING, 410)["name_en"] == "New"


def test_past_rolls_stay_when_somebody_moves(small: Small) -> None:
    db, moved = small.district.db, date(2026, 7, 1)
    db.write(
        lambda tx: (
            tx._cursor().execute("UPDATE enrolment SET to_day = ? WHERE pupil_id = 401", [moved - timedelta(days=1)]).fetchall()
        )
    )
    later = pd.DataFrame({"pupil_id": [401], "class_section_id": [303], "roll_number": [5], "from_day": [moved]})
    db.write(lambda tx: tx.insert_frame("enrolment", later))
    assert 401 in set(pupils.enrolled(db, EVERYTHING, [301], moved - timedelta(days=1))["pupil_id"])
    assert 401 not in set(pupils.enrolled(db, EVERYTHING, [301], moved)["pupil_id"])
    assert 401 in set(pupils.enrolled(db, EVERYTHING, [303], moved)["pupil_id"])
    assert pupils.get(db, EVERYTHING, 401)["block_id"] == "kahalgaon"
    with pytest.raises(OutOfScope):
        pupils.get(db, SABOUR, 401)


def test_the_weekly_day_off_and_the_calendar_are_not_expected(small: Small) -> None:
    db, sunday = small.district.db, MONDAY - timedelta(days=1)
    off = {"kind": "holiday", "name_hi": "छुट्टी", "name_en": "Off"}
    rows = pd.DataFrame(
        [
            {"day": MONDAY, **off, "block_id": "sabour", "school_id": None},
            {"day": MONDAY + timedelta(days=1), **off, "block_id": None, "school_id": 202},
            {"day": MONDAY + timedelta(days=2), **off, "block_id": None, "school_id": None},
        ]
    ).astype({"school_id": "Int64"})
    db.write(lambda tx: tx.insert_frame("calendar", rows))
    expected = {
        day: [schools.is_expected(db, EVERYTHING, key, day) for key in (201, 202)]
        for day in (sunday + timedelta(days=n) for n in range(5))
    }
    assert list(expected.values()) == [[False, False], [False, True], [True, False], [False, False], [True, True]]
    assert schools.calendar(db, SABOUR, sunday, MONDAY + timedelta(days=2))["day"].dt.day.tolist() == [23, 25]


def test_a_taken_pen_is_refused_whole(small: Small) -> None:
    db = small.district.db
    twice = pd.concat([enrolment(301), enrolment(302, pen="99000000401")])
    with pytest.raises(AlreadyStored):
        db.write(lambda tx: pupils.enrol(tx, EVERYTHING, twice))
    assert len(pupils.rolls(db, EVERYTHING)) == 12
