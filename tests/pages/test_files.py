"""Files that pages hand out: made on a click, watermarked, on the audit trail, and only of one's own blocks."""

import base64
import io
import json
import zipfile
from datetime import datetime
from typing import Any

import pypdfium2
import pytest
from streamlit.testing.v1 import AppTest

from attendance.office.access import Page, Role
from attendance.reports import evaluating
from data import audit
from data.scope import Scope
from tests.pages.support import OpenHouse, page
from tests.reports.support import MONDAY, add_class_day, add_portal
from ui.attendance import page as attendance_page

DAY = MONDAY.isoformat()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance_page, "today", lambda: MONDAY)


def show(open_house: OpenHouse, role: Role = Role.DPO, **query: str) -> AppTest:
    at = page(Page.ATTENDANCE, open_house, open_house.account(role), day=DAY, **query)
    assert not at.exception
    return at


def files(at: AppTest) -> list[dict[str, Any]]:
    """What the page's download buttons hold."""
    found = [json.loads(one.proto.json) for one in at.get("bidi_component") if "file_name" in one.proto.json]
    return [{**one, "bytes": base64.b64decode(one["content"])} for one in found]


def trail(open_house: OpenHouse) -> list[tuple[str, str, str | None]]:
    when = {"since": datetime(2000, 1, 1), "until": datetime(2100, 1, 1)}
    rows = audit.entries(open_house.small.district.db, Scope.everything(), **when, most=9)
    return [(row["action"], row["username"], row["block_id"]) for row in rows if row["action"].startswith(("paper", "export"))]


def test_the_pdf_is_made_on_a_click_and_the_click_is_on_the_trail(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    at = show(open_house, block="sabour")
    assert not files(at)
    assert not trail(open_house)
    at.button(key="week_pdf").click().run()
    (made,) = files(at)
    assert made["file_name"] == "upasthiti-week-sabour-2026-04-06-en.pdf"
    assert made["once"], "it is saved without a second click"
    assert len(pypdfium2.PdfDocument(made["bytes"])) == 2
    assert trail(open_house) == [("paper.made", "dpo", "sabour")]
    at.run()
    assert files(at)[0]["once"] == made["once"], "drawn again, it is not saved again"
    assert len(trail(open_house)) == 1


def test_there_is_no_pdf_of_all_units_nor_of_a_school(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    for place in ({}, {"block": "sabour", "school": "201"}):
        assert not [one for one in show(open_house, **place).button if one.key == "week_pdf"]


def test_a_brc_saves_class_rows_of_the_own_block_alone(open_house: OpenHouse) -> None:
    add_class_day(open_house.small, 301)
    add_class_day(open_house.small, 303)
    add_portal(open_house.small, 301, uploaded_at=datetime(2026, 4, 6, 9, 30))
    at = show(open_house, Role.BRC)
    at.session_state["table-units"] = True
    at.run()
    at.button(key="units_zip").click().run()
    (made,) = files(at)
    with zipfile.ZipFile(io.BytesIO(made["bytes"])) as archive:
        assert sorted(archive.namelist()) == ["README.txt", "sabour-figures-blocks.xlsx"]
    assert trail(open_house) == [("export.figures", "brc", "sabour")]


def test_the_exception_list_is_saved_by_the_filters_chosen(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    add_class_day(open_house.small, 301)
    district = open_house.small.district
    monkeypatch.setattr(evaluating, "last_day", lambda _hour: MONDAY)
    district.db.write(lambda tx: evaluating.queue_due(tx, MONDAY))
    while job := evaluating.under_way(district):
        evaluating.evaluate(district, job, None)
    at = page(Page.EXCEPTIONS, open_house, open_house.account(Role.DPO), block="kahalgaon")
    at.session_state["exceptions_files"] = True
    at.run()
    at.button(key="exceptions_csv").click().run()
    assert not at.exception
    (made,) = files(at)
    text = made["bytes"].decode("utf-8-sig")
    assert "Filter: Kahalgaon" in text
    assert "School Two" in text
    assert "School One" not in text
    assert trail(open_house) == [("export.exceptions", "dpo", "kahalgaon")]
