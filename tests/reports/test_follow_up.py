"""Follow-up cases: opened for children whom photos could have shown, closed by themselves or by what a visit found."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.office.access import Account, Role
from attendance.reports import finding, follow_up, follow_up_cases, follow_up_found, follow_up_message
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, OF_PEOPLE, Case, Filters, Outcome, Which
from attendance.reports.rules import Limits
from data import audit
from data import follow_ups as stored
from data.scope import Scope
from tests.reports.support import MOMENT, MONDAY
from tests.support import Small

ALL = Scope.everything()
DAY = timedelta(days=1)
MIS = Account("mis", "M", Role.MIS)
BRC = Account("brc", "B", Role.BRC, frozenset({"sabour"}))
OTHER = Account("other", "K", Role.BRC, frozenset({"kahalgaon"}))
TRAINER = Account("trainer", "T", Role.TRAINER)
LIMITS = Limits(not_recognised=(2, 3, 5))
BACK = ("present",) * 3
OUT, IN = ("not_recognised", *BACK), ("present", *BACK)


def on(number: int) -> date:
    """A school day, counted from Monday; Sundays are left out."""
    return MONDAY + (number + number // 6) * DAY


def school_days(small: Small, first: int, *marks: tuple[str, ...], photos: int = 4) -> None:
    """Days of class 301 with photos, one after the other, and what the four pupils were marked."""
    place = {"class_section_id": 301, "school_id": 201, "block_id": "sabour"}
    counted = dict.fromkeys(("recognised", "seen_not_named", "absent", "uncertain", "faces", "sides"), 0)
    counted |= {"rev": 1, "cluster_id": 101, "enrolled": 4, "not_seen": 4, "photos": photos, "references_of": 4}
    days = [{"day": on(first + number), **place, **counted, "updated_at": MOMENT} for number in range(len(marks))]
    rows = [
        {"day": day["day"], **place, "pupil_id": pupil, "mark": mark, "marked_by": "machine"}
        for day, of_day in zip(days, marks, strict=True)
        for pupil, mark in zip(small.pupils_of(301), of_day, strict=True)
    ]

    def work(tx: Any) -> None:
        tx.insert_frame("class_day", pd.DataFrame(days))
        tx.insert_frame("attendance", pd.DataFrame(rows))

    small.district.db.write(work)


def look(small: Small, number: int) -> None:
    """What the evaluation does with cases on a school day."""
    db, day = small.district.db, on(number)
    pupils = finding.leads(db, ALL, day, LIMITS)
    again = stored.recognised_again(db, day)
    db.write(lambda tx: follow_up_found.bring_in_step(tx, day, pupils, again, LIMITS))


def cases(small: Small, account: Account = MIS, which: Which = Which.OPEN, school_id: int = 201) -> list[Case]:
    return follow_up_cases.of_school(small.district, account, school_id, Filters(which))


def opened(small: Small) -> Case:
    """The one open case after three days on which the first child was not recognised."""
    school_days(small, 0, IN, OUT, OUT, OUT)
    look(small, 3)
    (found,) = cases(small)
    return found


def run_sql(small: Small, sql: str, *values: Any) -> None:
    small.district.db.write(lambda tx: tx._cursor().execute(sql, list(values)).fetchall())


def actions(small: Small) -> list[str]:
    span = {"since": datetime(2020, 1, 1), "until": datetime(2100, 1, 1)}
    found = audit.entries(small.district.db, ALL, **span, username=None, action=None, most=50)
    return [row["action"] for row in found][::-1]


def test_enough_days_open_one_case_which_goes_on(small: Small) -> None:
    school_days(small, 0, IN, OUT, OUT)
    look(small, 2)
    assert cases(small) == []
    school_days(small, 3, OUT)
    look(small, 3)
    look(small, 3)
    (case,) = cases(small)
    assert (case.pupil_id, case.first_day, case.days, case.state) == (401, on(1), 3, "open")
    assert [step.said_by for step in case.steps] == ["ऐप"]
    school_days(small, 4, OUT)
    look(small, 4)
    (later,) = cases(small)
    assert (later.case_id, later.days, later.last_day) == (case.case_id, 4, on(4))
    assert actions(small) == ["follow_ups.opened"]


def test_days_that_say_nothing_of_the_child_do_not_count(small: Small) -> None:
    school_days(small, 0, IN, OUT, OUT, OUT)
    school_days(small, 4, OUT, photos=0)
    run_sql(small, "UPDATE class_day SET set_aside = TRUE WHERE day = ?", on(2))
    look(small, 4)
    assert cases(small) == []
    run_sql(small, "UPDATE class_day SET set_aside = FALSE")
    look(small, 4)
    assert [case.days for case in cases(small)] == [3]


def test_a_child_without_a_reference_photo_is_the_offices_gap(small: Small) -> None:
    school_days(small, 0, IN, OUT, OUT, OUT)
    run_sql(small, "UPDATE attendance SET marked_by = 'person' WHERE mark = 'present'")
    look(small, 3)
    assert cases(small) == []  # a person knew the child once; no photo ever could
    photo = {"pupil_id": 401, "sha256": "a" * 64, "vault_name": "reference/a", "face_px": 200, "added_by": "mis"}
    row = photo | {"reference_photo_id": 9001, "added_at": datetime(2026, 4, 6, 3, 0)}
    small.district.db.write(lambda tx: tx.insert_frame("reference_photo", pd.DataFrame([row])))
    look(small, 3)
    assert [case.has_photo for case in cases(small)] == [True]
    run_sql(small, "DELETE FROM follow_up")
    run_sql(small, "UPDATE reference_photo SET removed_at = TIMESTAMP '2026-04-07 03:00'")
    run_sql(small, "UPDATE attendance SET marked_by = 'machine'")
    look(small, 3)
    assert cases(small) == []  # taken away: nobody can recognise the child now


@pytest.mark.parametrize("handed_over", [False, True])
def test_recognised_again_before_anybody_wrote_closes_it_by_itself(small: Small, handed_over: bool) -> None:
    case = opened(small)
    if handed_over:
        follow_up.hand_over(small.district, BRC, [case.case_id], "CRC", None)
    school_days(small, 4, IN)
    look(small, 4)
    assert cases(small) == []
    (closed,) = cases(small, which=Which.CLOSED)
    assert (closed.outcome, closed.steps[-1].text, closed.steps[-1].said_by) == (
        Outcome.RECOGNISED_AGAIN,
        Outcome.RECOGNISED_AGAIN.label,
        "ऐप",
    )
    assert actions(small)[-1] == "follow_ups.closed"
    school_days(small, 5, OUT, OUT, OUT)
    look(small, 7)
    (new,) = cases(small)
    assert (new.case_id != case.case_id, new.first_day) == (True, on(5))


def test_a_case_on_which_somebody_wrote_waits_for_their_word(small: Small) -> None:
    case = opened(small)
    follow_up.note(small.district, BRC, case.case_id, "the mother says fever")
    school_days(small, 4, IN)
    look(small, 4)
    (waiting,) = cases(small)
    assert (waiting.state, waiting.recognised_on) == ("open", on(4))


def test_a_mark_corrected_later_or_photos_set_aside_take_the_case_back(small: Small) -> None:
    opened(small)
    run_sql(small, "UPDATE class_day SET set_aside = TRUE WHERE day > ?", on(1))
    look(small, 3)
    (closed,) = cases(small, which=Which.CLOSED)
    assert closed.outcome is Outcome.DAYS_DROPPED
    run_sql(small, "UPDATE class_day SET set_aside = FALSE")
    look(small, 3)
    (again,) = cases(small)
    run_sql(small, "UPDATE attendance SET mark = 'present' WHERE day = ? AND pupil_id = 401", on(3))
    look(small, 3)
    assert {case.outcome for case in cases(small, which=Which.CLOSED) if case.case_id == again.case_id} == {
        Outcome.RECOGNISED_AGAIN
    }


def test_a_child_who_left_the_roll_keeps_the_case(small: Small) -> None:
    opened(small)
    run_sql(small, "UPDATE enrolment SET to_day = ? WHERE pupil_id = 401", on(3))
    school_days(small, 4, OUT)
    look(small, 4)
    (case,) = cases(small)
    assert (case.state, case.on_roll) == ("open", False)


def test_a_case_goes_on_in_the_next_school_year_in_the_childs_new_class(small: Small) -> None:
    case = opened(small)
    run_sql(small, "UPDATE attendance SET day = day - 400 WHERE day < ?", on(3))
    run_sql(small, "UPDATE follow_up SET first_day = first_day - 400, last_day = last_day - 400")
    photo = {"pupil_id": 401, "sha256": "a" * 64, "vault_name": "reference/a", "face_px": 200, "added_by": "mis"}
    row = photo | {"reference_photo_id": 9001, "added_at": datetime(2026, 4, 6, 3, 0)}
    small.district.db.write(lambda tx: tx.insert_frame("reference_photo", pd.DataFrame([row])))
    look(small, 3)
    (waiting,) = cases(small)
    assert (waiting.case_id, waiting.days) == (case.case_id, 3)
    school_days(small, 4, OUT)
    look(small, 4)
    (going_on,) = cases(small)
    assert (going_on.case_id, going_on.first_day, going_on.days) == (case.case_id, on(3), 2)


@pytest.mark.parametrize(("outcome", "asked_again"), [(Outcome.ILL, True), (Outcome.PRESENT, True), (Outcome.MIGRATED, False)])
def test_what_a_visit_found_stands_while_the_same_days_go_on(small: Small, outcome: Outcome, asked_again: bool) -> None:
    case = opened(small)
    follow_up.close(small.district, BRC, case.case_id, outcome, "seen at home")
    school_days(small, 4, OUT, OUT)
    look(small, 5)
    assert cases(small) == []
    school_days(small, 6, OUT)
    look(small, 6)
    assert len(cases(small)) == asked_again
    (closed,) = cases(small, which=Which.CLOSED)
    assert closed.steps[-1].text == f"{outcome.label}: seen at home"


def test_several_pupils_are_handed_over_in_one_go(small: Small) -> None:
    away = ("not_recognised", "not_recognised", "present", "present")
    school_days(small, 0, IN, away, away, away)
    look(small, 3)
    keys = [case.case_id for case in cases(small)]
    by = date(2100, 1, 1)
    assert follow_up.hand_over(small.district, BRC, keys, "  CRC   Mishra ", by) == 2
    assert {case.standing for case in cases(small)} == {"CRC Mishra 1 जन॰ 2100 तक मिलेंगे"}
    assert list(follow_up_cases.visitors(small.district, BRC)) == ["CRC Mishra"]
    assert follow_up_cases.visitors(small.district, OTHER) == {}
    counts = follow_up_cases.counts(small.district, BRC)
    assert (counts.open, counts.nobody, counts.visiting, counts.schools) == (2, 0, 2, 1)
    assert actions(small) == ["follow_ups.opened", "follow_up.visitor"]


def test_closing_needs_an_outcome_and_two_people_do_not_overwrite_each_other(small: Small) -> None:
    case = opened(small)
    for nothing in (None, Outcome.RECOGNISED_AGAIN):
        with pytest.raises(BadEntry):
            follow_up.close(small.district, BRC, case.case_id, nothing)
    follow_up.close(small.district, BRC, case.case_id, Outcome.ILL)
    with pytest.raises(Changed):
        follow_up.close(small.district, MIS, case.case_id, Outcome.DROPPED_OUT)
    with pytest.raises(Changed):
        follow_up.hand_over(small.district, MIS, [case.case_id], "CRC", None)
    assert [one.outcome for one in cases(small, which=Which.CLOSED)] == [Outcome.ILL]
    with pytest.raises(BadEntry):
        follow_up.reopen(small.district, MIS, case.case_id, " ")
    follow_up.reopen(small.district, MIS, case.case_id, "well again, and still not seen")
    with pytest.raises(Changed):
        follow_up.reopen(small.district, MIS, case.case_id, "once more")
    assert [one.state for one in cases(small)] == ["open"]
    assert actions(small)[-2:] == ["follow_up.closed", "follow_up.reopened"]


def test_a_day_that_is_past_and_an_empty_name_are_refused(small: Small) -> None:
    case = opened(small)
    for visitor, by in (("CRC", date(2020, 1, 1)), ("  ", None), ("x" * 81, None)):
        with pytest.raises(BadEntry):
            follow_up.hand_over(small.district, BRC, [case.case_id], visitor, by)


def test_other_blocks_and_roles_without_pupils_are_left_outside(small: Small) -> None:
    case = opened(small)
    assert cases(small, OTHER) == []
    assert follow_up_cases.schools(small.district, OTHER, Filters(), 9) == []
    assert follow_up_cases.counts(small.district, OTHER).open == 0
    for work in (
        lambda: follow_up.hand_over(small.district, OTHER, [case.case_id], "x", None),
        lambda: follow_up.note(small.district, OTHER, case.case_id, "x"),
        lambda: follow_up.close(small.district, OTHER, case.case_id, Outcome.ILL),
        lambda: follow_up.reopen(small.district, OTHER, case.case_id, "x"),
    ):
        with pytest.raises(Changed):
            work()
    with pytest.raises(NotAllowed):
        cases(small, TRAINER)
    assert cases(small, TRAINER.in_sandbox()) == cases(small)
    assert actions(small) == ["follow_ups.opened"]


def test_the_look_at_names_goes_on_the_trail(small: Small) -> None:
    follow_up_cases.looked(small.district, BRC, 201, "sabour", [opened(small)])
    assert actions(small)[-1] == "follow_ups.opened_school"


def test_the_message_names_the_open_cases_of_the_school_and_what_the_list_is_not(small: Small) -> None:
    case = opened(small)
    (school,) = follow_up_cases.schools(small.district, BRC, Filters(), 9)
    closed = Case(**{**case.__dict__, "name": "Someone closed", "state": "closed"})
    text = follow_up_message.message([case, closed], school, "Mishra")
    assert "बच्चा 401" in text
    assert "Someone closed" not in text
    assert "नाम काटने का आधार नहीं" in text
    assert NO_STRIKE_OFF not in text  # the Hindi reader reads it in Hindi


MARKS = st.sampled_from(["present", "uncertain", "not_recognised", "not_recognised"])


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(MARKS, st.sampled_from(["", "ill", "note", "gone"])), min_size=4, max_size=10))
def test_whatever_happens_a_pupil_has_one_open_case_at_most_and_none_while_recognised(
    small: Small, days: list[tuple[str, str]]
) -> None:
    for table in ("attendance", "class_day", "follow_up", "follow_up_step"):
        run_sql(small, f"DELETE FROM {table}")  # noqa: S608 - names from this line
    school_days(small, 0, IN)
    written: set[int] = set()
    for number, (mark, said) in enumerate(days, start=1):
        school_days(small, number, (mark, *BACK))
        look(small, number)
        found = [case for case in cases(small) if case.pupil_id == 401]
        assert len(found) <= 1
        if mark == "present":
            assert all(case.case_id in written for case in found)
        for case in found:
            assert case.days >= LIMITS.not_recognised[0]
            if said == "note":
                follow_up.note(small.district, MIS, case.case_id, "asked")
                written.add(case.case_id)
            elif said in ("ill", "gone"):
                follow_up.close(small.district, MIS, case.case_id, Outcome.ILL if said == "ill" else Outcome.MIGRATED)
    by_app = [case for case in cases(small, which=Which.CLOSED) if case.steps[-1].said_by == "ऐप"]
    assert not {case.outcome for case in by_app} & set(OF_PEOPLE)
