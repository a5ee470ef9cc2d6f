"""The portal against the photos, the correction list, a pupil's year: what each shows, to whom, and what the trail keeps."""

import base64
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import python_calamine
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from attendance.reports import pupil_year
from data import portal
from data.scope import Scope
from tests.data.two_blocks import put
from tests.pages.support import OpenHouse, html_of, page
from tests.reports.support import MONDAY, add_class_day, add_portal, refresh
from tests.reports.test_class_days import add_marks
from tests.support import Small
from ui.attendance import page as attendance_page

DAY = MONDAY.isoformat()
NINE = datetime(2026, 4, 6, 9, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance_page, "today", lambda: MONDAY)
    monkeypatch.setattr(pupil_year, "today", lambda: MONDAY)


def show(open_house: OpenHouse, role: Role = Role.DPO, **query: str) -> AppTest:
    at = page(Page.ATTENDANCE, open_house, open_house.account(role), section="portal", **{"day": DAY, **query})
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    kinds = (
        at.main.subheader,
        at.main.markdown,
        at.main.caption,
        at.main.error,
        at.main.info,
        at.main.success,
        at.main.warning,
    )
    return " ".join([*(element.value for kind in kinds for element in kind), html_of(at)])


def entries(small: Small, action: str) -> list[tuple[Any, ...]]:
    sql = "SELECT username, subject, block_id, detail FROM audit_trail WHERE action = ?"
    return small.district.db._cursor().execute(sql, [action]).fetchall()


def add_portal_marks(small: Small, day: date = MONDAY, **marks: int) -> None:
    """Pupils of class section 301 by key: 1 present at the portal, 0 absent."""
    rows = pd.DataFrame(
        {
            "school_id": 201,
            "class_section_id": 301,
            "pupil_id": [int(key.removeprefix("p")) for key in marks],
            "present": list(marks.values()),
        }
    )
    small.district.db.write(lambda tx: portal.put_pupils(tx, Scope.everything(), day, rows))


def read_class(small: Small) -> None:
    """Class 301 on Monday: 401 recognised, 402 to be confirmed, 403 not recognised, 404 absent as a person said."""
    add_class_day(small, 301, counts=(1, 1, 1, 1), uncertain=1)
    add_marks(small)


def test_the_harmed_pupil_stands_first_by_name_and_the_reverse_is_a_count(open_house: OpenHouse) -> None:
    read_class(open_house.small)
    add_portal_marks(open_house.small, p401=0, p402=0, p403=1, p404=1)
    at = show(open_house)
    shown = words(at)
    assert "1 pupil was recognised here and is absent at the portal" in shown
    assert "Pupil 401" in shown
    assert "Recognised here by the machine" in shown
    assert "very close" in shown
    assert "Present at the portal, not recognised here: 1" in shown
    assert "Present at the portal, absent as a person said here: 1" in shown
    assert not {name for name in ("Pupil 402", "Pupil 403", "Pupil 404") if name in shown}
    assert "does not change e-Shikshakosh by itself" in shown
    assert [entry[:3] for entry in entries(open_house.small, "portal.pupils_opened")] == [("dpo", None, None)]
    at.run()
    assert len(entries(open_house.small, "portal.pupils_opened")) == 1


def test_the_class_of_a_harmed_pupil_is_one_click_away(open_house: OpenHouse) -> None:
    read_class(open_house.small)
    add_portal_marks(open_house.small, p401=0)
    at = show(open_house)
    at.button(key=f"portal_class_401_{DAY}").click().run()
    assert not at.exception
    assert at.query_params["class"] == "301"
    assert at.query_params["day"] == DAY
    assert "section" not in at.query_params


def test_who_said_it_stands_with_a_pupil_whom_a_person_confirmed(open_house: OpenHouse) -> None:
    small = open_house.small
    account = open_house.account(Role.MIS)
    read_class(small)
    add_portal_marks(small, p401=0)

    def work(tx: Any) -> None:
        tx._cursor().execute("UPDATE attendance SET marked_by = 'person' WHERE pupil_id = 401").fetchall()
        said = {"kind": "present", "pupil_id": 401, "reason": "seen in class", "said_by": account.username, "said_at": NINE}
        put(tx, "verdict", verdict_id=9001, class_section_id=301, day=MONDAY, **said)

    small.district.db.write(work)
    shown = words(show(open_house))
    assert "Recognised here by Name of mis" in shown
    assert "Said by a person: seen in class" in shown


def test_without_marks_of_pupils_only_counts_are_compared(open_house: OpenHouse) -> None:
    small = open_house.small
    add_class_day(small, 301, counts=(2, 1, 1, 0))
    add_portal(small, 301, uploaded_at=NINE, present=12)
    small.district.db.write(
        lambda tx: tx.insert_frame(
            "headcount",
            pd.DataFrame(
                [
                    {
                        "day": MONDAY,
                        "school_id": 201,
                        "class_section_id": 301,
                        "kind": kind,
                        "counted": count,
                        "imported_at": NINE,
                    }
                    for kind, count in (("register", 11), ("meal", 4))
                ]
            ),
        )
    )
    shown = words(show(open_house))
    assert "marks no pupils" in shown
    assert (
        "The portal counts 9 more than the photos show. Nearer to the photos: meals. Nearer to the portal: register." in shown
    )
    assert "<span>+9</span>" in shown
    assert not entries(small, "portal.pupils_opened")


def test_photos_of_a_class_that_the_portal_does_not_have(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301, counts=(2, 1, 1, 0))
    add_portal(open_house.small, 301)
    shown = words(show(open_house))
    assert "Photos here, nothing at the portal" in shown
    assert "<span>−3</span>" in shown


def test_a_missing_report_is_said_and_nothing_is_zero(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    at = show(open_house)
    assert "No report of the portal came for these days" in words(at)
    assert "Difference" not in words(at)


def test_a_school_that_is_counted_as_a_whole_stands_by_itself(open_house: OpenHouse) -> None:
    small = open_house.small
    add_class_day(small, 301, counts=(2, 1, 1, 0))
    rows = pd.DataFrame({"school_id": [201], "uploaded": [True], "present": [7]})
    small.district.db.write(lambda tx: portal.put_schools(tx, Scope.everything(), MONDAY, rows))
    shown = words(show(open_house))
    assert "School by school" in shown
    assert "1 of 2 classes" in shown
    assert "<span>7</span>" in shown


def test_other_blocks_are_not_there_for_brc(open_house: OpenHouse) -> None:
    small = open_house.small
    read_class(small)
    add_portal_marks(small, p401=0)
    open_house.account(Role.BRC, ("kahalgaon",))
    shown = words(show(open_house, Role.BRC))
    assert "Pupil 401" not in shown
    assert "School One" not in shown


def files(at: AppTest) -> list[dict[str, Any]]:
    """What the page's download buttons hold."""
    found = [json.loads(one.proto.json) for one in at.get("bidi_component") if "file_name" in one.proto.json]
    return [{**one, "bytes": base64.b64decode(one["content"])} for one in found]


def sheet_of(content: bytes) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_the_correction_list_is_made_on_demand_and_kept_on_the_trail(open_house: OpenHouse) -> None:
    small = open_house.small
    read_class(small)
    add_portal_marks(small, p401=0, p403=1)
    at = show(open_house)
    assert not files(at)
    assert not entries(small, "portal.correction_list")
    at.button(key="portal_list_csv").click().run()
    (made,) = files(at)
    assert [entry[0] for entry in entries(small, "portal.correction_list")] == ["dpo"]
    assert made["file_name"] == "upasthiti-corrections-2026-04-06.csv"
    content = made["bytes"].decode("utf-8-sig")
    assert "Taken by Name of dpo (dpo)" in content
    assert "does not change e-Shikshakosh by itself" in content
    row = next(line for line in content.splitlines() if "Pupil 401" in line)
    assert row.startswith("99000000401,Pupil 401,Class 3 A,School One,99000000001,Sabour,2026-04-06,absent,the machine,")
    assert "Pupil 403" not in content
    at.button(key="portal_list_xlsx").click().run()
    made = next(file for file in files(at) if file["file_name"].endswith(".xlsx"))
    cells = [cell for row in sheet_of(made["bytes"]) for cell in row]
    assert "Pupil 401" in cells
    assert any(str(cell).startswith("Taken by Name of dpo (dpo)") for cell in cells)


def test_the_file_of_class_days_names_no_pupil(open_house: OpenHouse) -> None:
    read_class(open_house.small)
    add_portal_marks(open_house.small, p401=0, p403=1)
    at = show(open_house)
    at.button(key="portal_csv").click().run()
    content = files(at)[0]["bytes"].decode("utf-8-sig")
    assert "School One,99000000001,Class 3 A,1,2,1,4,,,-1,1,1," in content
    assert "Pupil 4" not in content


def year(
    open_house: OpenHouse, role: Role = Role.DPO, case: str = "absent_at_portal", pupil: int = 401, **query: str
) -> AppTest:
    at = page(Page.PUPILS, open_house, open_house.account(role), year=str(pupil), case=case, **{"day": DAY, **query})
    assert not at.exception
    return at


def test_a_pupils_year_opens_from_a_harmed_pupil_and_the_look_is_kept(open_house: OpenHouse) -> None:
    small = open_house.small
    read_class(small)
    add_portal_marks(small, p401=0)
    at = year(open_house)
    shown = words(at)
    assert "Pupil 401" in shown
    assert "Opened because: Absent at the portal, recognised here" in shown
    assert "6 Apr: Present; at the portal: absent" in shown
    assert "3 Apr: No photos of the class" in shown
    assert "5 Apr: Not a school day" in shown
    (entry,) = entries(small, "pupil_year.opened")
    assert entry[:3] == ("dpo", "pupil:401", "sabour")
    assert "absent_at_portal" in entry[3]


@pytest.mark.parametrize(
    ("case", "pupil", "opens"),
    [
        ("absent_at_portal", 402, False),
        ("absent_at_portal", 403, False),
        ("to_be_confirmed", 402, True),
        ("to_be_confirmed", 401, False),
        ("not_recognised_days", 403, False),
        ("curious", 401, False),
    ],
)
def test_without_an_open_case_nothing_is_shown_nor_noted(open_house: OpenHouse, case: str, pupil: int, opens: bool) -> None:
    read_class(open_house.small)
    add_portal_marks(open_house.small, p401=0, p402=0, p403=1)
    at = year(open_house, case=case, pupil=pupil)
    assert (f"Pupil {pupil}" in words(at)) == opens
    assert len(entries(open_house.small, "pupil_year.opened")) == opens
    assert bool(at.main.error) != opens


def test_a_lead_of_the_exception_list_is_a_case(open_house: OpenHouse) -> None:
    small = open_house.small
    days = [MONDAY - timedelta(days=back) for back in (5, 4, 3)]
    marks = ["present", "not_recognised", "not_recognised"]
    for day, mark in zip(days, marks, strict=True):
        add_class_day(small, 301, day)
        row = {"day": day, "block_id": "sabour", "school_id": 201, "class_section_id": 301, "marked_by": "machine"}
        frame = pd.DataFrame([{**row, "pupil_id": 403, "mark": mark}])
        small.district.db.write(lambda tx, frame=frame: tx.insert_frame("attendance", frame))
    assert year(open_house, case="not_recognised_days", pupil=403).main.error
    read_class(small)
    refresh(small)
    at = year(open_house, case="not_recognised_days", pupil=403)
    assert not at.main.error
    assert "Opened because: Not recognised for several school days" in words(at)


def test_a_case_of_another_block_stays_closed(open_house: OpenHouse) -> None:
    read_class(open_house.small)
    add_portal_marks(open_house.small, p401=0)
    open_house.account(Role.BRC, ("kahalgaon",))
    at = year(open_house, Role.BRC)
    assert at.main.error
    assert "Pupil 401" not in words(at)


def test_all_of_it_is_in_hindi(open_house: OpenHouse) -> None:
    read_class(open_house.small)
    add_portal_marks(open_house.small, p401=0, p403=1)
    account = open_house.account(Role.DPO)
    for at in (
        page(Page.ATTENDANCE, open_house, account, language="hi", section="portal", day=DAY),
        page(Page.PUPILS, open_house, account, language="hi", year="401", case="absent_at_portal", day=DAY),
    ):
        assert not at.exception
        assert "बच्चा 401" in words(at)
        assert "पोर्टल पर अनुपस्थित" in words(at)
