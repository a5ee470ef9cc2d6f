"""What people make of exceptions, what evaluations leave of it, and when the rules are evaluated."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from attendance.errors import BadEntry, Changed, NotAllowed
from attendance.office.access import Account, Role
from attendance.reports import evaluating, exceptions, following, pupil_leads
from attendance.reports.exceptions import Filters
from attendance.reports.rules import Rule, State
from attendance.worker import Worker
from data import audit, jobs
from data.clock import utc_now
from data.scope import Scope
from tests.reports.looking import add_marks, look
from tests.reports.support import MONDAY, add_class_day
from tests.support import Small

ALL = Scope.everything()
DAY = timedelta(days=1)
MIS = Account("mis", "M", Role.MIS)
BRC = Account("brc", "B", Role.BRC, frozenset({"sabour"}))
TRAINER = Account("trainer", "T", Role.TRAINER)


def rows(small: Small, **filters: Any) -> list[dict[Any, Any]]:
    """Of the rule about missing photos, whatever their state."""
    chosen = Filters(**{"rule": Rule.WITHOUT_PHOTOS, "states": tuple(State), **filters})
    return exceptions.listed(small.district.db, ALL, chosen).to_dict("records")


def one(small: Small) -> dict[Any, Any]:
    (found,) = rows(small, block_id="kahalgaon")
    return found


def actions(small: Small) -> list[str]:
    since, until = datetime(2020, 1, 1), datetime(2100, 1, 1)
    found = audit.entries(small.district.db, ALL, since=since, until=until, username=None, action=None, most=50)
    return [row["action"] for row in found][::-1]


def test_what_ends_closes_itself_and_says_so(small: Small) -> None:
    look(small)
    following.follow(small.district, MIS, [one(small)["exception_id"]], "mis")
    add_class_day(small, 303, MONDAY + DAY)
    look(small, MONDAY + DAY)
    ended = one(small)
    assert (ended["state"], ended["ended_on"], ended["owner"]) == (State.CLOSED, MONDAY + DAY, "mis")
    assert ended["standing"] == "7 अप्रैल 2026 को अपने-आप समाप्त"
    look(small, MONDAY + 2 * DAY)
    again, before = sorted(rows(small, block_id="kahalgaon"), key=lambda row: row["first_day"], reverse=True)
    assert (again["state"], again["owner"], again["first_day"]) == (State.NEW, None, MONDAY + 2 * DAY)
    assert before["state"] == State.CLOSED


def test_peoples_words_stay_while_it_lasts(small: Small) -> None:
    look(small)
    key = one(small)["exception_id"]
    following.follow(small.district, BRC, [row["exception_id"] for row in rows(small, block_id="sabour")], "brc")
    following.note(small.district, MIS, [key], "  they   promised Tuesday ")
    following.close(small.district, MIS, [key], "Not a real exception")
    look(small, MONDAY + DAY)
    closed = one(small)
    assert (closed["exception_id"], closed["state"], closed["days"]) == (key, State.CLOSED, 6)
    assert closed["standing"] == "mis ने बंद किया: वास्तव में कोई गड़बड़ी नहीं"
    assert [note.text for note in following.notes(small.district, MIS, 202)] == ["they promised Tuesday"]
    assert following.notes(small.district, BRC, 202) == []
    assert {(row["state"], row["owner"]) for row in rows(small, block_id="sabour")} == {(State.FOLLOWED, "brc")}
    following.reopen(small.district, MIS, [key], "it goes on")
    assert one(small)["state"] == State.SEEN
    assert actions(small) == ["exception.followed", "exception.noted", "exception.closed", "exception.reopened"]


def test_what_was_closed_comes_back_only_as_something_new(small: Small) -> None:
    look(small)
    following.close(small.district, MIS, [one(small)["exception_id"]], "Not a real exception")
    add_class_day(small, 303, MONDAY + DAY)
    for day in (MONDAY, MONDAY + DAY, MONDAY + 2 * DAY):
        look(small, day)
    assert sorted((row["state"], row["first_day"]) for row in rows(small, block_id="kahalgaon")) == [
        (State.CLOSED, date(2026, 4, 1)),
        (State.NEW, MONDAY + 2 * DAY),
    ]


def test_what_a_mistake_ended_goes_on_as_the_same(small: Small) -> None:
    look(small)
    following.follow(small.district, MIS, [one(small)["exception_id"]], "mis")
    add_class_day(small, 303)
    look(small)
    assert one(small)["state"] == State.CLOSED
    small.district.db.write(lambda tx: tx._cursor().execute("DELETE FROM class_day").fetchall())
    look(small)
    assert (one(small)["state"], one(small)["owner"]) == (State.FOLLOWED, "mis")


def test_a_foreign_block_is_left_alone(small: Small) -> None:
    look(small)
    key = [one(small)["exception_id"]]
    for change in (
        lambda: following.see(small.district, BRC, key),
        lambda: following.follow(small.district, BRC, key, "brc"),
        lambda: following.note(small.district, BRC, key, "x"),
        lambda: following.close(small.district, BRC, key, "x"),
    ):
        with pytest.raises(Changed):
            change()
    with pytest.raises(NotAllowed):
        following.see(small.district, TRAINER, key)
    with pytest.raises(BadEntry):
        following.close(small.district, MIS, key, "  ")
    assert one(small)["state"] == State.NEW
    assert actions(small) == []


def test_the_pupils_behind_it_are_opened_by_those_who_may_and_the_look_is_recorded(small: Small) -> None:
    for number in range(5):
        add_class_day(small, 301, MONDAY + number * DAY)
        mark = "present" if number == 1 else "uncertain" if number == 3 else "not_recognised"
        add_marks(small, 301, MONDAY + number * DAY, mark, "not_recognised", "present", "present")
    look(small, MONDAY + 4 * DAY, not_recognised=(2, 3, 4))
    small.district.db.write(lambda tx: put_setting(tx, "unrecognised_days", 2))
    (lead,) = pupil_leads.open_class(small.district, BRC, 301)
    # The second pupil was never recognised and has no reference photo: nothing can be said of them.
    assert (lead.pupil_id, lead.last_seen, lead.running) == (401, MONDAY + DAY, 2)
    assert actions(small) == ["pupil_leads.opened"]
    assert pupil_leads.open_class(small.district, Account("k", "K", Role.BRC, frozenset({"kahalgaon"})), 301) == []
    with pytest.raises(NotAllowed):
        pupil_leads.open_class(small.district, TRAINER, 301)


def put_setting(tx: Any, name: str, value: int) -> None:
    sql = "INSERT INTO setting VALUES (?, ?, 'mis', now()::TIMESTAMP)"
    tx._cursor().execute(sql, [name, str(value)]).fetchall()


def test_a_new_child_makes_what_was_closed_new(small: Small) -> None:
    def school_days(first: int, last: int, *marks: str) -> None:
        for number in range(first, last):
            add_class_day(small, 301, MONDAY + number * DAY)
            add_marks(small, 301, MONDAY + number * DAY, *marks)

    school_days(0, 1, "present", "present", "present", "present")
    school_days(1, 4, "not_recognised", "present", "present", "present")
    look(small, MONDAY + 3 * DAY)
    (closed,) = rows(small, rule=Rule.PUPILS_RUNNING)
    following.close(small.district, MIS, [closed["exception_id"]], "A visit showed that all is in order")
    # As if it had been closed on that very day.
    sql = "UPDATE exception SET closed_at = TIMESTAMP '2026-04-09 09:00' WHERE closed_by IS NOT NULL"
    small.district.db.write(lambda tx: tx._cursor().execute(sql).fetchall())
    school_days(4, 6, "not_recognised", "not_recognised", "present", "present")
    look(small, MONDAY + 5 * DAY)
    assert [row["state"] for row in rows(small, rule=Rule.PUPILS_RUNNING)] == [State.CLOSED]
    school_days(7, 8, "not_recognised", "not_recognised", "present", "present")
    look(small, MONDAY + 7 * DAY)
    found = rows(small, rule=Rule.PUPILS_RUNNING)
    assert sorted((row["state"], row["measured"]["pupils"]) for row in found) == [(State.CLOSED, 1), (State.NEW, 2)]


@pytest.fixture
def _wednesday_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "utc_now", lambda: datetime(2026, 4, 8, 6, 30))


def waiting(small: Small) -> int:
    return jobs.counts(small.district.db, ALL).get("waiting", 0)


@pytest.mark.usefixtures("_wednesday_noon")
def test_each_morning_the_days_that_came_since_are_looked_at(small: Small) -> None:
    evaluating.each_hour(small.district)
    assert waiting(small) == 0  # nothing has come yet
    look(small, MONDAY - 3 * DAY)
    for number in range(3):
        add_class_day(small, 301, MONDAY + number * DAY)
    evaluating.each_hour(small.district)
    evaluating.each_hour(small.district)
    assert waiting(small) == 1
    Worker(lambda: [small.district], {evaluating.EVALUATE: evaluating.evaluate}).work_off()
    assert evaluating.under_way(small.district) is None
    days = exceptions.history(small.district.db, ALL, Rule.WITHOUT_PHOTOS)["day"]
    assert [pd.Timestamp(day).date() for day in days] == [MONDAY + number * DAY for number in (-3, 0, 1, 2)]
    evaluating.each_hour(small.district)
    assert waiting(small) == 0  # looked at already
    late = utc_now() + timedelta(minutes=1)
    report = pd.DataFrame({"day": [MONDAY + 2 * DAY], "block_id": ["sabour"], "imported_at": [late]})
    small.district.db.write(lambda tx: tx.insert_frame("portal_report", report))
    evaluating.each_hour(small.district)
    assert waiting(small) == 1  # the portal's report of that day came afterwards


@pytest.mark.usefixtures("_wednesday_noon")
def test_looking_again_waits_once(small: Small) -> None:
    add_class_day(small, 301)
    assert evaluating.look_again(small.district, BRC)
    assert not evaluating.look_again(small.district, MIS)
    assert waiting(small) == 1
    with pytest.raises(NotAllowed):
        evaluating.look_again(small.district, TRAINER)


def test_before_the_hour_of_uploads_today_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "utc_now", lambda: datetime(2026, 4, 8, 4, 29))
    assert evaluating.last_day(10) == date(2026, 4, 7)
    monkeypatch.setattr(evaluating, "utc_now", lambda: datetime(2026, 4, 8, 4, 30))
    assert evaluating.last_day(10) == date(2026, 4, 8)
