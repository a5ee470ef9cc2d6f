"""Roll-ups stay in step with what they are made of, whatever changes, as a slow computation from the raw rows says."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from attendance.derive import set_aside
from data import figures, migrations, pupils, rollups, schools
from data.clock import today
from data.database import Database, Transaction
from data.register import put_class_day
from data.scope import Scope
from tests.data.two_blocks import MOMENT, put
from tests.reports.random_district import ClassDay, RandomDistrict, class_days
from tests.support import FIRST_DAY, Small

ALL = Scope.everything()
LAST_DAY = FIRST_DAY + timedelta(days=40)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
PUPILS = ("enrolled", "recognised", "seen_not_named", "not_seen", "absent", "uncertain", "faces")
COUNTS = ("expected", "read", "with_photos", "uploaded", "uploaded_unread", "late", *PUPILS)
PLACES = {201: (101, "sabour"), 202: (102, "kahalgaon")}
SECTIONS = {301: 201, 302: 201, 303: 202}


class Changes:
    """What happens to a district, drawn by a seed; each change goes the way that the app takes."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - which change comes next is no secret

    def any_day(self) -> date:
        return self.random.choice(DAYS)

    def read_a_class(self, tx: Transaction) -> None:
        section = self.random.choice(list(SECTIONS))
        counts = [self.random.randrange(4) for _ in range(4)]
        day = self.any_day()
        place = schools.class_section(tx, ALL, section)
        assert place
        names = ("recognised", "seen_not_named", "not_seen", "absent")
        known = tx.one("register/class_day", ALL, class_section_id=section, day=day)
        row = {
            "day": day, "class_section_id": section, "school_id": place["school_id"], "cluster_id": place["cluster_id"],
            "block_id": place["block_id"], "rev": (known["rev"] if known else 0) + 1, "enrolled": sum(counts),
            **dict(zip(names, counts, strict=True)), "uncertain": self.random.randrange(3), "faces": sum(counts),
            "photos": self.random.randrange(5), "sides": 1, "references_of": 0, "doubt": 0.0,
            "set_aside": self.random.random() < 0.2,
        }  # fmt: skip
        marks = pd.DataFrame({"pupil_id": [], "mark": [], "marked_by": [], "similarity": []})
        put_class_day(tx, ALL, row, marks, known)

    def settle_a_flag(self, tx: Transaction) -> None:
        known = tx._cursor().execute("SELECT day, class_section_id, block_id FROM class_day ORDER BY ALL").fetchall()
        if not known:
            return
        day, section, block = self.random.choice(known)
        tx._cursor().execute("DELETE FROM flag WHERE class_section_id = ?", [section]).fetchall()
        flag = {"kind": "near_duplicate", "severity": 3, "cause": "near_duplicate:1", "evidence": "{}", "raised_at": MOMENT}
        if self.random.random() < 0.7:
            flag |= {"state": "confirmed", "decided_by": "mis", "decided_at": MOMENT}
        put(tx, "flag", day=day, class_section_id=section, block_id=block, **flag)
        set_aside(tx, [(day, section), *((one[0], one[1]) for one in known[:3])])

    def close(self, tx: Transaction) -> None:
        day = self.any_day()
        narrowed: dict[str, Any] = self.random.choice(
            [{}, {"block_id": "sabour"}, {"school_id": 202}, {"grades": [3, 4]}, {"school_id": 201, "grades": [4]}]
        )
        put(tx, "calendar", day=day, kind="closure", name_hi="बंद", name_en="Closed", **narrowed)
        rollups.refresh(tx, day, day)

    def open_again(self, tx: Transaction) -> None:
        day = self.any_day()
        tx._cursor().execute("DELETE FROM calendar WHERE day = ?", [day]).fetchall()
        rollups.refresh(tx, day, day)

    def report(self, tx: Transaction) -> None:
        day = self.any_day()
        at = datetime.combine(day, datetime.min.time()) + timedelta(minutes=self.random.randrange(540, 1700))
        uploaded = self.random.random() < 0.7
        said = {"uploaded": uploaded, "uploaded_at": at if uploaded else None, "present": 1, "imported_at": at}
        section = self.random.choice(list(SECTIONS))
        school, block = SECTIONS[section], PLACES[SECTIONS[section]][1]
        if self.random.random() < 0.5:
            key, table = ("class_section_id", section), "portal_class_day"
        else:
            key, table = ("school_id", school), "portal_school_day"
        tx._cursor().execute(f"DELETE FROM {table} WHERE day = ? AND {key[0]} = ?", [day, key[1]]).fetchall()  # noqa: S608 - names above
        put(tx, table, day=day, **{key[0]: key[1]}, **said)
        tx._cursor().execute("INSERT OR REPLACE INTO portal_report VALUES (?, ?, ?)", [day, block, at]).fetchall()
        rollups.refresh(tx, day, day)

    def transfer(self, tx: Transaction) -> None:
        pupil = self.random.randrange(401, 413)
        (now,) = tx._cursor().execute(
            "SELECT class_section_id, from_day FROM enrolment WHERE pupil_id = ? AND to_day IS NULL", [pupil]
        ).fetchall() or [(None, None)]
        day = self.any_day()
        if now[0] is None or day <= now[1]:
            return
        tx._cursor().execute(
            "UPDATE enrolment SET to_day = ? WHERE pupil_id = ? AND to_day IS NULL", [day - timedelta(days=1), pupil]
        ).fetchall()
        target = self.random.choice([*SECTIONS, None])
        if target is not None:
            put(tx, "enrolment", pupil_id=pupil, class_section_id=target, from_day=day)
        pupils.rolls_changed(tx, [now[0], *([target] if target else [])], day)

    def empty_a_class(self, tx: Transaction) -> None:
        day = self.any_day()
        tx._cursor().execute(
            "UPDATE enrolment SET to_day = greatest(?, from_day) WHERE class_section_id = 303 AND to_day IS NULL", [day]
        ).fetchall()
        pupils.rolls_changed(tx, [303], day)

    def move_a_school(self, tx: Transaction) -> None:
        school = self.random.choice(list(PLACES))
        cluster, block = self.random.choice(list(PLACES.values()))
        row = {
            "school_id": school, "name_hi": "न", "name_en": "N", "block_id": block, "cluster_id": cluster, "management": None,
            **dict.fromkeys(("village", "tablets", "head_name", "head_phone", "latitude", "longitude")),
            "weekly_off": self.random.choice([5, 7]),
        }  # fmt: skip
        day = self.any_day()
        schools.change_schools(tx, ALL, pd.DataFrame([row]), day)
        rollups.refresh(tx, day)

    def one(self, tx: Transaction) -> None:
        self.random.choice(
            [
                self.read_a_class, self.read_a_class, self.settle_a_flag, self.close, self.open_again, self.report, self.report,
                self.transfer, self.empty_a_class, self.move_a_school,
            ]
        )(tx)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_roll_ups_are_what_the_raw_rows_say_after_each_change(small: Small, seed: int) -> None:
    db, changes = small.district.db, Changes(seed)
    for _ in range(40):
        db.write(changes.one)
    truth = class_days(as_rows(db))
    assert stored(db, "school_day", "day", "school_id", "cluster_id", "block_id") == summed(
        truth, "day", "school_id", "cluster_id", "block_id"
    )
    assert stored(db, "grade_day", "day", "block_id", "grade") == summed(truth, "day", "block_id", "grade")
    db.write(rollups.refresh)
    assert stored(db, "grade_day", "day", "block_id", "grade") == summed(truth, "day", "block_id", "grade")


def as_rows(db: Database) -> RandomDistrict:
    """What stands in the tables, for the plain computation."""
    names = ("class_section", "school_place", "calendar", "enrolment", "class_day", "portal_class_day", "portal_school_day")
    return RandomDistrict(FIRST_DAY, LAST_DAY, {name: rows(db, name) for name in (*names, "portal_report")})


def rows(db: Database, table: str) -> list[dict[str, Any]]:
    cursor = db._cursor().execute(f"FROM {table}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def summed(found: list[ClassDay], *names: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """Counts by the attributes named."""
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for one in found:
        sums[tuple(getattr(one, name) for name in names)].update(counts(one))
    return {key: {name: total[name] for name in COUNTS} for key, total in sums.items()}


def counts(one: ClassDay) -> Counter[str]:
    uploaded = one.expected and bool(one.uploaded)
    own = Counter(
        expected=int(one.expected),
        read=int(one.expected and one.with_photos),
        with_photos=int(one.with_photos),
        uploaded=int(uploaded),
        uploaded_unread=int(uploaded and not one.with_photos),
        late=int(uploaded and one.late),
    )
    return own + Counter({name: one.row[name] for name in PUPILS} if one.row and one.with_photos else {})


def stored(db: Database, table: str, *keys: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """A roll-up's rows of the days looked at."""
    return {
        tuple(row[key] for key in keys): {name: row[name] for name in COUNTS}
        for row in rows(db, table)
        if FIRST_DAY <= row["day"] <= LAST_DAY
    }


def test_a_new_school_year_is_covered_when_it_begins(small: Small) -> None:
    db = small.district.db
    later = rollups.school_year_end(today()) + timedelta(days=2)
    later += timedelta(days=later.isoweekday() == 7)
    assert figures.sums(db, ALL, later, later, depth=0).empty
    assert db.write(lambda tx: rollups.catch_up(tx, later))
    assert figures.sums(db, ALL, later, later, depth=0)["expected"].tolist() == [3]
    assert not db.write(lambda tx: rollups.catch_up(tx, later))


def test_data_of_an_earlier_year_extends_what_is_covered(small: Small) -> None:
    db, earlier = small.district.db, date(2025, 9, 1)

    def work(tx: Transaction) -> None:
        tx._cursor().execute("UPDATE enrolment SET from_day = DATE '2025-04-01' WHERE class_section_id = 301").fetchall()
        pupils.rolls_changed(tx, [301], date(2025, 4, 1))

    db.write(work)
    assert figures.sums(db, ALL, earlier, earlier, depth=0)["expected"].tolist() == [1]


def test_a_database_of_an_earlier_version_gets_places_reports_and_roll_ups(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
        for name in [name for name in migrations.names() if name < "0009"]:
            old.execute((migrations.FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
            old.execute("INSERT INTO migration VALUES (?, now()::TIMESTAMP)", [name])
        old.execute("INSERT INTO block (block_id, name_hi, name_en, tile_row, tile_column) VALUES ('b', 'ब', 'B', 0, 0)")
        old.execute("INSERT INTO cluster (cluster_id, block_id, name_hi, name_en) VALUES (1, 'b', 'स', 'C')")
        old.execute(
            "INSERT INTO school (school_id, udise, block_id, cluster_id, name_hi, name_en)"
            " VALUES (2, '99000000001', 'b', 1, 'व', 'S')"
        )
        old.execute("INSERT INTO class_section VALUES (3, 2, 5, 'A')")
        old.execute("INSERT INTO enrolment VALUES (4, 3, 1, DATE '2026-04-01', NULL)")
        old.execute(
            "INSERT INTO portal_class_day VALUES (DATE '2026-04-06', 3, TRUE, NULL, 1, TIMESTAMP '2026-04-06 05:00:00')"
        )
    with Database(path) as db:
        assert db.write(lambda tx: rollups.catch_up(tx, date(2026, 4, 7)))
        found = figures.sums(db, ALL, date(2026, 4, 6), date(2026, 4, 7), depth=1).iloc[0]
    assert (found["expected"], found["portal_expected"], found["uploaded"]) == (2, 1, 1)
