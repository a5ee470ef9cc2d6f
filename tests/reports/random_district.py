"""Random small districts, row by row, and the slow plain truth about them.

A property test reads::

    @given(random_districts())
    def test_the_figures_are_those_of_the_rows(made: RandomDistrict) -> None:
        fill(emptied.district, made)          # the rows in the tables, the roll-ups in step as the app keeps them
        truth = class_days(made)              # each class day that is expected or known of, by loops over the rows

Nothing here uses the app's queries: `class_days` asks the rows alone. There are holidays, vacations, closures by block, school
and grade, weekly days off that change, schools that move to another block, transfers, class sections whose roll is empty for a
while, photos on days off, class days set aside as fakes, portal reports by class section and by school, blocks without a
report, and corrections of days long past.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from attendance.district import District
from data import register, rollups, schools
from data.database import Transaction
from data.scope import Scope

FIRST_DAY = date(2026, 4, 1)
LONG_AGO = date(2000, 1, 1)
LATE_AFTER = time(10, 0)
MOMENT = datetime(2026, 4, 1, 5, 0)
BLOCKS = ("amla", "bela", "chara")
MANAGEMENTS = ("local body", "department", None)
DAY = timedelta(days=1)
MARKS = ("present", "present", "present", "uncertain", "not_recognised", "absent")
ALL = Scope.everything()

Row = dict[str, Any]


@dataclass(frozen=True)
class RandomDistrict:
    """The rows of one district, by table.

    Attributes:
        first, last: The days that something happens on.
        tables: Rows of block, cluster, school, school_place, class_section, pupil, enrolment, calendar, class_day,
            attendance, portal_report, portal_class_day, portal_school_day, portal_pupil_day and headcount, as they stand
            in the end.
        before: The rows of class_day that a correction replaced, with their marks as rows of attendance.
    """

    first: date
    last: date
    tables: dict[str, list[Row]] = field(repr=False)
    before: dict[tuple[date, int], tuple[Row, list[Row]]] = field(default_factory=dict, repr=False)

    @property
    def days(self) -> list[date]:
        """All days from the first to the last."""
        return [self.first + DAY * number for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class ClassDay:
    """One class day that is expected or has something here, worked out from the rows.

    Attributes:
        expected: The school works, the grade is not sent home and somebody is on the roll.
        reported: A portal report of its block and day came.
        uploaded: The portal's word, of the class section before that of the school; None where it says nothing.
        late: Uploaded after `LATE_AFTER` of its day.
        row: The row of class_day; None where nothing was read.
    """

    day: date
    class_section_id: int
    grade: int
    school_id: int
    cluster_id: int
    block_id: str
    expected: bool
    reported: bool
    uploaded: bool | None
    uploaded_at: datetime | None
    portal_present: int | None
    late: bool
    row: Row | None

    @property
    def with_photos(self) -> bool:
        """Whether photos of it were read here and count."""
        return self.row is not None and self.row["photos"] > 0 and not self.row["set_aside"]


@st.composite
def random_districts(draw: st.DrawFn, days: int = 36) -> RandomDistrict:
    """Districts of three blocks, up to seven schools and about two class sections in each.

    Args:
        days: The most days that something happens on.
    """
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311 - made-up rows
    schools_wanted = draw(st.integers(1, 7))
    first = FIRST_DAY + DAY * draw(st.integers(0, 6))
    last = first + DAY * draw(st.integers(1, days - 1))
    tables = _roster(chance, schools_wanted, first, last)
    tables["calendar"] = list(_calendar(chance, tables["school"], first, last))
    made = RandomDistrict(first, last, tables)
    _class_days(chance, made)
    _portal(chance, made)
    _headcounts(chance, made)
    return _corrected(chance, made)


def fill(district: District, made: RandomDistrict) -> None:
    """Empty the district and put the rows in; the corrections come after the roll-ups were made, as in the office."""
    corrected = {key: row for key, row in _by_key(made.tables["class_day"]).items() if key in made.before}
    first_rows = [made.before[key][0] if key in made.before else row for key, row in _by_key(made.tables["class_day"]).items()]
    first_marks = [
        *(mark for mark in made.tables["attendance"] if (mark["day"], mark["class_section_id"]) not in made.before),
        *(mark for row, marks in made.before.values() for mark in marks),
    ]

    def work(tx: Transaction) -> None:
        for name, rows in (made.tables | {"class_day": first_rows, "attendance": first_marks}).items():
            if rows:
                tx.insert_frame(name, pd.DataFrame(rows).astype(object))
        rollups.catch_up(tx, made.last)

    def correct(tx: Transaction) -> None:
        for (day, class_section_id), row in corrected.items():
            marks = [
                mark
                for mark in made.tables["attendance"]
                if mark["day"] == day and mark["class_section_id"] == class_section_id
            ]
            columns = ["pupil_id", "mark", "marked_by", "similarity"]
            plain = {name: value for name, value in row.items() if name != "updated_at"}
            before = register.class_day(tx, ALL, class_section_id, day)
            register.put_class_day(tx, ALL, {**plain, "doubt": 0.0}, pd.DataFrame(marks, columns=[*columns])[columns], before)

    district.db.write(schools.clear_district)
    district.db.write(work)
    district.db.write(correct)


def place_of(made: RandomDistrict, school_id: int, day: date) -> Row | None:
    """Where a school belonged on a day."""
    for place in made.tables["school_place"]:
        if place["school_id"] == school_id and place["from_day"] <= day <= (place["to_day"] or date.max):
            return place
    return None


def on_roll(made: RandomDistrict, class_section_id: int, day: date) -> list[int]:
    """Who is on a class section's roll on a day."""
    return sorted(
        one["pupil_id"]
        for one in made.tables["enrolment"]
        if one["class_section_id"] == class_section_id and one["from_day"] <= day <= (one["to_day"] or date.max)
    )


def is_expected(made: RandomDistrict, section: Row, day: date) -> bool:
    """Whether a class section is expected to be photographed on a day."""
    place = place_of(made, section["school_id"], day)
    if place is None or day.isoweekday() == place["weekly_off"] or not on_roll(made, section["class_section_id"], day):
        return False
    for off in made.tables["calendar"]:
        here = off["block_id"] in (None, place["block_id"]) and off["school_id"] in (None, section["school_id"])
        if off["day"] == day and here and (off["grades"] is None or section["grade"] in off["grades"]):
            return False
    return True


def class_days(made: RandomDistrict, late_after: time = LATE_AFTER) -> list[ClassDay]:
    """Each class day from the first to the last day that is expected or was read, by day and class section."""
    read = _by_key(made.tables["class_day"])
    by_class = _by_key(made.tables["portal_class_day"])
    by_school = {(row["day"], row["school_id"]): row for row in made.tables["portal_school_day"]}
    reports = {(row["day"], row["block_id"]) for row in made.tables["portal_report"]}
    found = []
    for day in made.days:
        for section in made.tables["class_section"]:
            row = read.get((day, section["class_section_id"]))
            expected = is_expected(made, section, day)
            if not expected and row is None:
                continue
            place = row or place_of(made, section["school_id"], day)
            assert place is not None
            own = by_class.get((day, section["class_section_id"]))
            said = own or by_school.get((day, place["school_id"]))
            at = said["uploaded_at"] if said else None
            found.append(
                ClassDay(
                    day=day,
                    class_section_id=section["class_section_id"],
                    grade=section["grade"],
                    school_id=place["school_id"],
                    cluster_id=place["cluster_id"],
                    block_id=place["block_id"],
                    expected=expected,
                    reported=(day, place["block_id"]) in reports,
                    uploaded=said["uploaded"] if said else None,
                    uploaded_at=at,
                    portal_present=own["present"] if own else None,
                    late=bool(said and said["uploaded"] and at and (at.date() > day or at.time() > late_after)),
                    row=row,
                )
            )
    return found


def _by_key(rows: list[Row]) -> dict[tuple[date, int], Row]:
    return {(row["day"], row["class_section_id"]): row for row in rows}


def _roster(chance: random.Random, schools_wanted: int, first: date, last: date) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {
        name: []
        for name in (
            *("block", "cluster", "school", "school_place", "class_section", "pupil", "enrolment", "calendar", "class_day"),
            *("attendance", "portal_report", "portal_class_day", "portal_school_day", "portal_pupil_day", "headcount"),
        )
    }
    for number, block_id in enumerate(BLOCKS):
        tables["block"].append(
            {"block_id": block_id, "name_hi": block_id, "name_en": block_id, "tile_row": 0, "tile_column": number}
        )
        for part in (1, 2):
            names = {"name_hi": f"{block_id}-{part}", "name_en": f"{block_id}-{part}"}
            tables["cluster"].append({"cluster_id": 100 + 2 * number + part, "block_id": block_id, **names})
    for number in range(schools_wanted):
        _add_school(chance, tables, 200 + number, first, last)
    return tables


def _add_school(chance: random.Random, tables: dict[str, list[Row]], school_id: int, first: date, last: date) -> None:
    then = _somewhere(chance, tables)
    places = [{"school_id": school_id, "from_day": LONG_AGO, "to_day": None, **then}]
    if chance.random() < 0.4:
        moved = first + DAY * chance.randint(0, (last - first).days)
        places[0]["to_day"] = moved - DAY
        places.append({"school_id": school_id, "from_day": moved, "to_day": None, **_somewhere(chance, tables)})
    now = {name: places[-1][name] for name in ("block_id", "cluster_id", "weekly_off")}
    names = {"name_hi": f"s{school_id}", "name_en": f"s{school_id}"}
    tables["school"].append(
        {"school_id": school_id, "udise": f"99000000{school_id}", **names, **now, "management": chance.choice(MANAGEMENTS)}
    )
    tables["school_place"] += places
    grades = chance.sample(range(1, 9), chance.randint(1, 3))
    for grade in grades:
        section = {"class_section_id": 10 * school_id + grade, "school_id": school_id, "grade": grade, "section": "A"}
        tables["class_section"].append(section)
        for _ in range(chance.randint(1, 4)):
            _add_pupil(chance, tables, section["class_section_id"], first, last)


def _somewhere(chance: random.Random, tables: dict[str, list[Row]]) -> Row:
    cluster = chance.choice(tables["cluster"])
    return {
        "block_id": cluster["block_id"],
        "cluster_id": cluster["cluster_id"],
        "weekly_off": 5 if chance.random() < 0.2 else 7,
    }


def _add_pupil(chance: random.Random, tables: dict[str, list[Row]], class_section_id: int, first: date, last: date) -> None:
    """A pupil on one roll, or transferred in the middle, with or without days in between."""
    pupil_id = 10_000 + len(tables["pupil"])
    names = {"name_hi": f"p{pupil_id}", "name_en": f"p{pupil_id}"}
    tables["pupil"].append({"pupil_id": pupil_id, "pen": f"99{pupil_id:08}", **names})
    began = first if chance.random() < 0.8 else first + DAY * chance.randint(0, (last - first).days)
    one: Row = {"pupil_id": pupil_id, "class_section_id": class_section_id, "roll_number": 1, "from_day": began, "to_day": None}
    tables["enrolment"].append(one)
    if chance.random() < 0.25:
        one["to_day"] = began + DAY * chance.randint(0, (last - first).days)
        if chance.random() < 0.6:
            other = chance.choice(tables["class_section"])["class_section_id"]
            again = one["to_day"] + DAY * chance.choice((1, 1, 4))
            tables["enrolment"].append({**one, "class_section_id": other, "from_day": again, "to_day": None})


def _calendar(chance: random.Random, schools_there: list[Row], first: date, last: date) -> Iterator[Row]:
    days = [first + DAY * number for number in range((last - first).days + 1)]
    for _ in range(chance.randint(0, 6)):
        narrowed = chance.choice(("district", "block", "school", "grades", "grades of a block"))
        kind = "holiday" if narrowed == "district" else "closure"
        begins = chance.choice(days)
        grades = sorted(chance.sample(range(1, 9), 3)) if narrowed.startswith("grades") else None
        row = {
            "kind": kind,
            "name_hi": "अवकाश",
            "name_en": "Day off",
            "block_id": chance.choice(BLOCKS) if "block" in narrowed else None,
            "school_id": chance.choice(schools_there)["school_id"] if narrowed == "school" else None,
            "grades": grades,
            "by_order": None if narrowed == "district" else "7/2026",
        }
        for number in range(chance.choice((1, 1, 1, 5))):
            yield {"day": begins + DAY * number, **row}


def _class_days(chance: random.Random, made: RandomDistrict) -> None:
    likely = {block_id: chance.choice((0.0, 0.5, 0.9)) for block_id in BLOCKS}
    for day in made.days:
        for section in made.tables["class_section"]:
            place = place_of(made, section["school_id"], day)
            assert place is not None
            odds = likely[place["block_id"]] if is_expected(made, section, day) else 0.05
            if chance.random() < odds:
                row, marks = _class_day(chance, made, section, place, day)
                made.tables["class_day"].append(row)
                made.tables["attendance"] += marks


def _class_day(chance: random.Random, made: RandomDistrict, section: Row, place: Row, day: date) -> tuple[Row, list[Row]]:
    key = {"day": day, "class_section_id": section["class_section_id"]}
    where = {"school_id": section["school_id"], "block_id": place["block_id"]}
    marks = []
    for pupil_id in on_roll(made, section["class_section_id"], day):
        mark = chance.choice(MARKS)
        marks.append(
            {
                **key,
                **where,
                "pupil_id": pupil_id,
                "mark": mark,
                "marked_by": "person" if mark == "absent" else "machine",
                "similarity": None if mark in ("absent", "not_recognised") else round(chance.uniform(0.4, 0.9), 2),
            }
        )
    said = [one["mark"] for one in marks]
    recognised, absent = said.count("present"), said.count("absent")
    rest = len(said) - recognised - absent
    seen = chance.randint(0, rest)
    photos = 0 if chance.random() < 0.08 else chance.randint(1, 4)
    row = {
        **key,
        **where,
        "cluster_id": place["cluster_id"],
        "rev": 1,
        "enrolled": len(said),
        "recognised": recognised,
        "seen_not_named": seen,
        "absent": absent,
        "not_seen": rest - seen,
        "uncertain": said.count("uncertain"),
        "faces": recognised + seen + chance.randint(0, 2),
        "photos": photos,
        "sides": photos,
        "references_of": len(said),
        "set_aside": chance.random() < 0.1,
        "updated_at": MOMENT + timedelta(minutes=len(made.tables["class_day"])),
    }
    return row, marks


def _portal(chance: random.Random, made: RandomDistrict) -> None:
    usual = {section["class_section_id"]: chance.choice((0.1, 0.6, 0.95)) for section in made.tables["class_section"]}
    read = _by_key(made.tables["class_day"])
    for day in made.days:
        reported = [block_id for block_id in BLOCKS if chance.random() < 0.75]
        for block_id in reported:
            made.tables["portal_report"].append({"day": day, "block_id": block_id, "imported_at": MOMENT})
        for school in made.tables["school"]:
            place = place_of(made, school["school_id"], day)
            assert place is not None
            if place["block_id"] not in reported:
                continue
            named = chance.choice(("classes", "classes", "school", "both"))
            if named != "classes":
                said = _said(chance, day, chance.random() < 0.7)
                made.tables["portal_school_day"].append({"day": day, "school_id": school["school_id"], **said})
            for section in made.tables["class_section"]:
                if section["school_id"] != school["school_id"] or named == "school" or chance.random() < 0.1:
                    continue
                key = {"day": day, "class_section_id": section["class_section_id"]}
                said = _said(chance, day, chance.random() < usual[section["class_section_id"]])
                made.tables["portal_class_day"].append({**key, **said})
                if said["uploaded"] and (day, section["class_section_id"]) in read and chance.random() < 0.5:
                    made.tables["portal_pupil_day"] += [
                        {**key, "pupil_id": pupil_id, "present": chance.random() < 0.8, "imported_at": MOMENT}
                        for pupil_id in on_roll(made, section["class_section_id"], day)
                    ]


def _said(chance: random.Random, day: date, uploaded: bool) -> Row:
    """The portal's word: sometimes at 10:00 to the second, sometimes a day late, sometimes without its hour."""
    at = None
    if uploaded and chance.random() < 0.9:
        minute = chance.choice((0, 30, 59, 60, 61, 200, 60 * 24))
        at = datetime.combine(day, time(9)) + timedelta(minutes=minute)
    return {
        "uploaded": uploaded,
        "uploaded_at": at,
        "present": chance.randint(0, 5) if uploaded and chance.random() < 0.7 else None,
        "imported_at": MOMENT,
    }


def _headcounts(chance: random.Random, made: RandomDistrict) -> None:
    for day in made.days:
        for section in made.tables["class_section"]:
            key = {"day": day, "school_id": section["school_id"], "class_section_id": section["class_section_id"]}
            if chance.random() < 0.3:
                made.tables["headcount"].append(
                    {**key, "kind": "register", "counted": chance.randint(0, 6), "imported_at": MOMENT}
                )
        for school in made.tables["school"]:
            if chance.random() < 0.3:
                whole = {"day": day, "school_id": school["school_id"], "class_section_id": 0, "kind": "meal"}
                made.tables["headcount"].append({**whole, "counted": chance.randint(0, 15), "imported_at": MOMENT})


def _corrected(chance: random.Random, made: RandomDistrict) -> RandomDistrict:
    """Some class days were read or decided anew since."""
    sections = {section["class_section_id"]: section for section in made.tables["class_section"]}
    before: dict[tuple[date, int], tuple[Row, list[Row]]] = {}
    rows, marks = [], list(made.tables["attendance"])
    for row in made.tables["class_day"]:
        key = (row["day"], row["class_section_id"])
        if chance.random() < 0.08:
            old = [mark for mark in marks if (mark["day"], mark["class_section_id"]) == key]
            before[key] = (row, old)
            again, new = _class_day(chance, made, sections[row["class_section_id"]], row, row["day"])
            marks = [mark for mark in marks if (mark["day"], mark["class_section_id"]) != key] + new
            row = {**again, "rev": 2}
        rows.append(row)
    return replace(made, tables={**made.tables, "class_day": rows, "attendance": marks}, before=before)
