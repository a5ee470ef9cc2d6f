"""What each exception rule must find, by loops over the rows of a random district: slow, plain, without the app's queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from attendance.reports.rules import Limits, Rule
from tests.reports.random_district import ClassDay, RandomDistrict, class_days, is_expected, place_of

Key = tuple[Rule, int, int]
FEWEST, FEWEST_DAYS, FEWEST_SCHOOL_DAYS, FEWEST_LACKING, FEWEST_PUPIL_DAYS = 2, 3, 3, 1, 4
"""The limits that are no settings, small enough for small districts."""
WEEK, BASELINE = 6, 20
INDIA = timedelta(hours=5, minutes=30)


@dataclass(frozen=True)
class Truth:
    """One exception: its days and what is measured."""

    first: date
    last: date
    days: int
    step: int
    severity: int
    measured: dict[str, Any]


def find(made: RandomDistrict, day: date, limits: Limits, photographed: dict[int, datetime]) -> dict[Key, Truth]:
    """Everything that holds for a day.

    Args:
        photographed: When a reference photo of a pupil was added, UTC.
    """
    expected = [one for one in class_days(made) if one.expected and one.day <= day]
    begin = window_begin(made, day)
    windowed = [one for one in expected if one.day >= begin]
    found: dict[Key, Truth] = {}
    schools: dict[int, list[ClassDay]] = {}
    classes: dict[int, list[ClassDay]] = {}
    for one in windowed:
        schools.setdefault(one.school_id, []).append(one)
        classes.setdefault(one.class_section_id, []).append(one)
    last_read = {key: max((one.day for one in days if one.with_photos), default=None) for key, days in classes.items()}
    shares: dict[int, list[float]] = {}
    for one in windowed:
        if one.with_photos and one.day != last_read[one.class_section_id] and one.row["enrolled"]:
            shares.setdefault(one.school_id, []).append(one.row["recognised"] / one.row["enrolled"])
    for key, days in classes.items():
        for rule, truth in of_class(days, limits, shares):
            found[rule, days[-1].school_id, key] = truth
    for school_id, days in schools.items():
        for truth in silent(days, limits):
            found[Rule.SILENT, school_id, 0] = truth
    found |= fewer_faces(made, windowed, limits)
    found |= no_references(made, day, photographed)
    found |= pupils(made, day, limits, photographed, {(one.day, one.class_section_id) for one in expected if one.with_photos})
    return found


def window_begin(made: RandomDistrict, day: date) -> date:
    """The first day with at least half as many classes expected as at most; the window is longer than these districts."""
    counts = {
        one: sum(is_expected(made, section, one) for section in made.tables["class_section"]) for one in made.days if one <= day
    }
    most = max(counts.values(), default=0)
    return min((one for one, count in counts.items() if count and 2 * count >= most), default=day)


def step_of(days: int, steps: tuple[int, int, int]) -> int:
    return sum(days >= step for step in steps)


def of_class(days: list[ClassDay], limits: Limits, shares: dict[int, list[float]]) -> Iterator[tuple[Rule, Truth]]:
    days = sorted(days, key=lambda one: one.day)
    read = [one for one in days if one.with_photos]
    uploaded = [one for one in days if one.uploaded]

    unread = [one for one in days if not read or one.day > read[-1].day]
    if len(unread) >= limits.unreported[0]:
        at_portal = bool(days[-1].uploaded)
        step = step_of(len(unread), limits.unreported)
        severity = 1 if at_portal else 3 if step > 1 else 2
        measured = {"at_portal": at_portal, "ever": bool(read)}
        yield Rule.WITHOUT_PHOTOS, Truth(unread[0].day, days[-1].day, len(unread), step, severity, measured)

    lacking = [
        one for one in days if (one.reported or one.uploaded is not None) and (not uploaded or one.day > uploaded[-1].day)
    ]
    if len(lacking) >= limits.unreported[0]:
        step = step_of(len(lacking), limits.unreported)
        severity = 3 if step > 1 else 2
        yield (
            Rule.PORTAL_LACKS,
            Truth(lacking[0].day, lacking[-1].day, len(lacking), step, severity, {"ever": bool(uploaded)}),
        )

    lately = uploaded[-WEEK:]
    late = [one for one in lately if one.late]
    if len(late) >= limits.late_days:
        measured = {"late_days": len(late), "uploaded_days": len(lately)}
        yield Rule.LATE, Truth(late[0].day, late[-1].day, len(late), 0, 2 if len(late) == len(lately) == WEEK else 1, measured)

    waiting = [one for one in days[-WEEK:] if one.with_photos and one.row["uncertain"]]
    if waiting:
        measured = {"pupils": sum(one.row["uncertain"] for one in waiting)}
        yield Rule.UNCERTAIN, Truth(waiting[0].day, waiting[-1].day, len(waiting), 0, 1, measured)

    yield from too_perfect(days, read, uploaded, limits)
    if read and read[-1] in days[-WEEK:] and read[-1].row["enrolled"] >= FEWEST:
        yield from of_last_read(read, limits, shares)


def seen(one: ClassDay) -> int:
    return int(one.row["recognised"] + one.row["seen_not_named"])


def of_last_read(read: list[ClassDay], limits: Limits, shares: dict[int, list[float]]) -> Iterator[tuple[Rule, Truth]]:
    last = read[-1]
    enrolled, recognised = last.row["enrolled"], last.row["recognised"]
    counts = {"seen": seen(last), "enrolled": enrolled}
    if seen(last) / enrolled * 100 < limits.low_seen_percent:
        grave = 3 if seen(last) / enrolled * 100 < limits.low_seen_percent / 2 else 2
        yield Rule.LOW, Truth(last.day, last.day, 1, 0, grave, {**counts, "recognised": recognised})

    of_school = shares.get(last.school_id, [])
    if len(of_school) >= FEWEST_SCHOOL_DAYS:
        middle = median(of_school)
        if round((middle - recognised / enrolled) * 100, 6) >= limits.below_school_points:
            measured = {"recognised": recognised, "enrolled": enrolled}
            yield Rule.BELOW_SCHOOL, Truth(last.day, last.day, 1, 0, 1, measured)

    past = [seen(one) / one.row["enrolled"] for one in read[-BASELINE - 1 : -1] if one.row["enrolled"]]
    if len(past) >= FEWEST_DAYS:
        middle = median(past)
        spread = max(median(abs(one - middle) for one in past), 0.5 / enrolled)
        change = seen(last) / enrolled - middle
        if abs(0.6745 * change / spread) > limits.sudden_z and round(abs(change) * 100, 6) >= limits.sudden_points:
            rule, grave = (Rule.FALL, 3) if change < 0 else (Rule.RISE, 1)
            yield rule, Truth(last.day, last.day, 1, 0, grave, counts)


def too_perfect(
    days: list[ClassDay], read: list[ClassDay], uploaded: list[ClassDay], limits: Limits
) -> Iterator[tuple[Rule, Truth]]:
    many = limits.constant_days
    last = read[-many:]
    if len(last) == many and last[-1] in days[-WEEK:] and len({seen(one) for one in last}) == 1 and seen(last[0]) >= FEWEST:
        measured = {"what": "faces", "count": seen(last[0])}
        yield Rule.TOO_PERFECT, Truth(last[0].day, last[-1].day, many, 0, 2, measured)
        return
    last = uploaded[-many:]
    told = {one.portal_present for one in last}
    if len(last) == many and last[-1] in days[-WEEK:] and len(told) == 1 and (last[0].portal_present or 0) >= FEWEST:
        measured = {"what": "portal", "count": last[0].portal_present}
        yield Rule.TOO_PERFECT, Truth(last[0].day, last[-1].day, many, 0, 2, measured)


def silent(days: list[ClassDay], limits: Limits) -> Iterator[Truth]:
    streak: list[date] = []
    heard = False
    for day in sorted({one.day for one in days}, reverse=True):
        that_day = [one for one in days if one.day == day]
        if any(one.with_photos or one.uploaded or (one.row and one.row["set_aside"]) for one in that_day):
            heard = True
            break
        if any(one.reported or one.uploaded is not None for one in that_day):
            streak.append(day)
    if len(streak) >= limits.silent_days:
        yield Truth(streak[-1], streak[0], len(streak), 0, 3, {"ever": heard})


def fewer_faces(made: RandomDistrict, windowed: list[ClassDay], limits: Limits) -> dict[Key, Truth]:
    by_class: dict[int, list[ClassDay]] = {}
    for one in windowed:
        by_class.setdefault(one.class_section_id, []).append(one)
    lately = {
        (one.day, one.class_section_id): one
        for days in by_class.values()
        for one in sorted(days, key=lambda one: one.day)[-WEEK:]
    }
    counted: dict[tuple[int, int, str], tuple[date, int, int]] = {}
    for head in made.tables["headcount"]:
        if head["class_section_id"]:
            one = lately.get((head["day"], head["class_section_id"]))
            if one is None or not one.with_photos:
                continue
            faces = seen(one)
        else:
            of_school = [one for one in windowed if one.day == head["day"] and one.school_id == head["school_id"]]
            recent = any((one.day, one.class_section_id) in lately for one in of_school)
            if not recent or not all(one.with_photos for one in of_school):
                continue
            faces = sum(seen(one) for one in of_school)
        key = (head["school_id"], head["class_section_id"], head["kind"])
        if key not in counted or counted[key][0] < head["day"]:
            counted[key] = (head["day"], head["counted"], faces)
    found: dict[Key, Truth] = {}
    for (school_id, class_section_id, kind), (day, count, faces) in sorted(counted.items()):
        lacking = count - faces
        if lacking < FEWEST_LACKING or lacking * 100 < limits.margin_percent * count:
            continue
        key = (Rule.FEWER_FACES, school_id, class_section_id)
        before = found.get(key)
        if before is None or before.measured["counted"] - before.measured["seen"] < lacking:
            grave = 3 if lacking * 100 >= 2 * limits.margin_percent * count else 2
            found[key] = Truth(day, day, 1, 0, grave, {"kind": kind, "counted": count, "seen": faces})
    return found


def rolls(made: RandomDistrict, day: date) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for one in made.tables["enrolment"]:
        if one["from_day"] <= day <= (one["to_day"] or date.max):
            found.setdefault(one["class_section_id"], []).append(one)
    return found


def school_of(made: RandomDistrict, class_section_id: int) -> int:
    return next(row["school_id"] for row in made.tables["class_section"] if row["class_section_id"] == class_section_id)


def no_references(made: RandomDistrict, day: date, photographed: dict[int, datetime]) -> dict[Key, Truth]:
    found: dict[Key, Truth] = {}
    for class_section_id, roll in rolls(made, day).items():
        if not any(one["pupil_id"] in photographed for one in roll):
            key = (Rule.NO_REFERENCES, school_of(made, class_section_id), class_section_id)
            found[key] = Truth(min(one["from_day"] for one in roll), day, 0, 0, 1, {"pupils": len(roll)})
    return found


def pupils(
    made: RandomDistrict, day: date, limits: Limits, photographed: dict[int, datetime], read: set[tuple[date, int]]
) -> dict[Key, Truth]:
    found: dict[Key, Truth] = {}
    for class_section_id, roll in rolls(made, day).items():
        school_id = school_of(made, class_section_id)
        assert place_of(made, school_id, day)
        running: list[list[date]] = []
        often = 0
        for pupil_id in {one["pupil_id"] for one in roll}:
            days, streak = lead(made, pupil_id, day, photographed.get(pupil_id), read)
            missed = sum(not present for present in days)
            if len(streak) >= limits.not_recognised[0]:
                running.append(streak)
            if len(days) >= FEWEST_PUPIL_DAYS and missed * 100 >= limits.often_percent * len(days):
                often += 1
        if running:
            longest = max(map(len, running))
            step = step_of(longest, limits.not_recognised)
            measured = {
                "pupils": len(running),
                "longer": sum(len(one) >= limits.not_recognised[1] for one in running),
                "long": sum(len(one) >= limits.not_recognised[2] for one in running),
            }
            first, last = min(one[0] for one in running), max(one[-1] for one in running)
            found[Rule.PUPILS_RUNNING, school_id, class_section_id] = Truth(first, last, longest, step, step, measured)
        if often:
            found[Rule.PUPILS_OFTEN, school_id, class_section_id] = Truth(day, day, 0, 0, 1, {"pupils": often})
    return found


def lead(
    made: RandomDistrict, pupil_id: int, day: date, photographed: datetime | None, read: set[tuple[date, int]]
) -> tuple[list[bool], list[date]]:
    """Whether recognised on each day that counts, and the days since the last one recognised."""
    marks = sorted(
        (mark["day"], mark["mark"] == "present")
        for mark in made.tables["attendance"]
        if mark["pupil_id"] == pupil_id
        and mark["day"] <= day
        and mark["mark"] != "uncertain"
        and (mark["day"], mark["class_section_id"]) in read
    )
    possible = [one for one, present in marks if present] + ([(photographed + INDIA).date()] if photographed else [])
    marks = [mark for mark in marks if possible and mark[0] >= min(possible)]
    streak: list[date] = []
    for one, present in marks:
        streak = [] if present else [*streak, one]
    return [present for _, present in marks], streak
