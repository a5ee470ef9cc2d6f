"""Who saw what of whom, for the report after a breach."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from attendance import i18n
from attendance.errors import BadEntry, NotAllowed
from attendance.office import audit, seen
from attendance.office.access import Account, Role
from attendance.office.seen import Filters, How, Reach
from attendance.reports import trail_files
from attendance.reports.handing import Format
from data.clock import today
from tests.support import Small

DPO = Account("dpo", "D", Role.DPO)
ASHA = Account("asha", "Asha", Role.DIVISION)
RAVI = Account("ravi", "Ravi", Role.BRC, frozenset({"sabour"}))


def today_alone() -> tuple[date, date]:
    return today(), today()


@pytest.fixture
def looked_at(small: Small) -> Small:
    """Looks, files and decisions, near to pupil 401 (Sabour, class section 301, school 201) and far from it."""

    def work(tx: Any) -> None:
        audit.record(tx, ASHA, "pupil.opened", "pupil:401", "sabour")
        audit.record(tx, RAVI, "pupils.found", None, "sabour", pupils=["pupil:402", "pupil:401"])
        audit.record(tx, RAVI, "roster.opened", "class_section:301", "sabour")
        audit.record(tx, RAVI, "verdict.absent", "class_section:301", "sabour", pupil=401)
        audit.record(tx, ASHA, "follow_ups.opened_school", "school:201", "sabour", pupils=4)
        audit.record(tx, ASHA, "export.pupil_attendance", "xlsx", "sabour", pupils=9)
        audit.record(tx, ASHA, "export.follow_ups", "xlsx", None, pupils=9)
        audit.record(tx, ASHA, "pupil.opened", "pupil:402", "sabour")
        audit.record(tx, ASHA, "roster.opened", "class_section:303", "kahalgaon")
        audit.record(tx, ASHA, "export.pupil_attendance", "xlsx", "kahalgaon", pupils=9)
        audit.record(tx, ASHA, "export.figures", "csv", "sabour")

    small.district.db.write(work)
    return small


def rows(small: Small, text: str, span: tuple[date, date] | None = None) -> list[tuple[str, str, How, Reach]]:
    span = span or today_alone()
    whom = seen.about(small.district, DPO, text, *span)
    found = seen.seen(small.district, DPO, whom, *span)
    return [(one.entry.username, one.entry.name, one.how, one.reach) for one in reversed(found)]


def test_a_pupil_with_how_near_each_look_came(looked_at: Small) -> None:
    assert rows(looked_at, "99000000401") == [
        ("asha", "pupil.opened", How.LOOKED, Reach.SELF),
        ("ravi", "pupils.found", How.LOOKED, Reach.SELF),
        ("ravi", "roster.opened", How.LOOKED, Reach.CLASS),
        ("ravi", "verdict.absent", How.CHANGED, Reach.SELF),
        ("asha", "follow_ups.opened_school", How.LOOKED, Reach.SCHOOL),
        ("asha", "export.pupil_attendance", How.TOOK, Reach.LIST),
        ("asha", "export.follow_ups", How.TOOK, Reach.LIST),
    ]


def test_a_class_and_a_school_hold_their_pupils(looked_at: Small) -> None:
    whole_school = [name for _who, name, _how, _reach in rows(looked_at, "99000000001")]
    assert whole_school.count("pupil.opened") == 2
    of_class = rows(looked_at, "99000000002 5 A")
    assert [(name, reach) for _who, name, _how, reach in of_class] == [
        ("export.follow_ups", Reach.LIST),
        ("roster.opened", Reach.CLASS),
        ("export.pupil_attendance", Reach.LIST),
    ]


def test_an_account_with_all_it_did(looked_at: Small) -> None:
    assert [name for _who, name, _how, _reach in rows(looked_at, "ravi")] == ["pupils.found", "roster.opened", "verdict.absent"]


def test_other_days_hold_nothing(looked_at: Small) -> None:
    before = (today() - timedelta(days=9), today() - timedelta(days=1))
    assert rows(looked_at, "99000000401", before) == []


@pytest.mark.parametrize("text", ["12345", "", "99000000001 9 Z", "nobody at all"])
def test_what_means_nobody_is_said(looked_at: Small, text: str) -> None:
    with pytest.raises(BadEntry):
        seen.about(looked_at.district, DPO, text, *today_alone())


def test_only_who_sees_the_trail_may_ask(looked_at: Small) -> None:
    for account in (ASHA, RAVI):
        with pytest.raises(NotAllowed):
            seen.about(looked_at.district, account, "99000000401", *today_alone())


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_file_has_a_row_for_each_and_is_itself_an_entry(looked_at: Small, language: i18n.Language) -> None:
    whom = seen.about(looked_at.district, DPO, "99000000401", *today_alone())
    with i18n.reading_in(language):
        made = trail_files.of_seen(looked_at.district, DPO, Format.CSV, whom, *today_alone())
    notes, headings, *lines = csv.reader(io.StringIO(made.content.decode("utf-8-sig")))
    assert len(lines) == 7
    assert len(headings) == len(lines[0]) == 13
    assert any(cell.endswith("99000000401") for cell in lines[-1])
    assert "pupil:401" in lines[-1]
    assert "Pupil 401" not in made.content.decode("utf-8"), "keys, no children's names"
    assert ("किसने क्या देखा" if language == "hi" else "Who saw what") in notes[0]
    (entry,) = audit.entries(looked_at.district, DPO, first=today(), last=today(), action="export.seen")
    assert entry.username == "dpo"
    assert "pupil:401" in entry.detail
    assert "99000000401" not in entry.detail, "the trail outlives an erasure"


def test_the_trail_as_a_file_keeps_to_its_filters(looked_at: Small) -> None:
    made = trail_files.of_trail(looked_at.district, DPO, Format.CSV, Filters(*today_alone(), block_id="kahalgaon"))
    _notes, _headings, *lines = csv.reader(io.StringIO(made.content.decode("utf-8-sig")))
    assert len(lines) == 2
    excel = trail_files.of_trail(looked_at.district, DPO, Format.EXCEL, Filters(*today_alone(), username="ravi"))
    assert excel.name.endswith(".xlsx")
    assert len(audit.entries(looked_at.district, DPO, first=today(), last=today(), action="export.trail")) == 2


def test_pages_of_entries_follow_on_each_other(looked_at: Small) -> None:
    def numbers(skip: int) -> list[int]:
        found = audit.entries(looked_at.district, DPO, first=today(), last=today(), skip=skip, most=4)
        return [entry.entry_id for entry in found]

    assert [numbers(skip) for skip in (0, 4, 8)] == [[11, 10, 9, 8], [7, 6, 5, 4], [3, 2, 1]]
