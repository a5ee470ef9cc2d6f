"""Files that name pupils: a purpose, a watermark, the trail, the Scope; and "not recognised" never becomes "absent" in them."""

import io
import itertools
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from attendance import i18n
from attendance.errors import BadEntry, NotAllowed
from attendance.office.access import Account, Role
from attendance.reports import follow_up, follow_up_cases, follow_up_rows, portal_pupils, pupil_files, pupil_marks
from attendance.reports.figures import Place, Span
from attendance.reports.follow_up_cases import NO_STRIKE_OFF, OF_PEOPLE, Filters, Outcome, Which
from attendance.reports.handing import Format
from attendance.reports.paper import visits
from attendance.reports.pupil_files import Purpose, Why
from data import audit, follow_ups
from data.scope import Scope
from tests.reports.paper_support import pages, text_of
from tests.reports.support import MOMENT, MONDAY
from tests.support import BLOCKS, Small, small_district

DPO = Account("dpo", "=Rashmi", Role.DPO)
BRC = Account("brc", "Worker", Role.BRC, frozenset({"sabour"}))
TRAINER = Account("trainer", "T", Role.TRAINER)
PURPOSE = Purpose(Why.VISIT, "for the CRC of Sabour, this week")
WEEK = Span(MONDAY, MONDAY + timedelta(days=5))
MARKS = [
    ("present", "machine"),
    ("present", "person"),
    ("uncertain", "machine"),
    ("not_recognised", "machine"),
    ("absent", "person"),
]
OUTCOMES: list[Outcome | None] = [None, *Outcome]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district whose marks and cases each example writes anew."""
    made = small_district(tmp_path_factory.mktemp("pupil_files"))
    yield made
    made.district.close()


def fill(small: Small, marks: dict[tuple[int, date], tuple[str, str]], cases: list[dict[str, Any]]) -> None:
    """Only these marks of class 301 and these cases."""
    place = {"class_section_id": 301, "school_id": 201, "block_id": "sabour"}
    rows = [
        {"day": day, **place, "pupil_id": pupil, "mark": mark, "marked_by": by} for (pupil, day), (mark, by) in marks.items()
    ]

    def work(tx: Any) -> None:
        for table in ("attendance", "follow_up"):
            tx._cursor().execute(f"DELETE FROM {table}").fetchall()  # noqa: S608 - names from this line
        for table, frame in (("attendance", rows), ("follow_up", [place | case for case in cases])):
            if frame:
                tx.insert_frame(table, pd.DataFrame(frame))

    small.district.db.write(work)


def case_of(pupil: int, outcome: Outcome | None, first: date = MONDAY, last: date = MONDAY) -> dict[str, Any]:
    """A case that is open, or that a person or the app closed."""
    by = None if outcome is None else "brc" if outcome in OF_PEOPLE else "system"
    closed = {"outcome": outcome and outcome.value, "closed_by": by, "closed_at": MOMENT if outcome else pd.NaT}
    days = {"first_day": first, "last_day": last, "days": 1, "opened_on": last}
    return {"pupil_id": pupil, "state": "closed" if outcome else "open", **days, **closed}


def sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def below(content: bytes, heading: str) -> list[Any]:
    """A column's cells."""
    rows = sheet(content)
    top = next(line for line, row in enumerate(rows) if "PEN" in row)
    column = rows[top].index(heading)
    return [row[column] for row in rows[top + 1 :]]


def trail(small: Small) -> list[dict[str, Any]]:
    when = {"since": datetime(2000, 1, 1), "until": datetime(2100, 1, 1)}
    found = audit.entries(small.district.db, Scope.everything(), **when)
    return [row for row in found if row["action"].startswith("export")]


def test_each_file_says_who_when_for_what_and_what_it_is_not_on_each_printed_page(small: Small) -> None:
    fill(small, {}, [case_of(401, None), case_of(402, Outcome.ILL)])
    rows = follow_up_rows.of_list(small.district, BRC, Filters())
    content = pupil_files.hand_out(small.district, DPO, rows, PURPOSE).content
    said = " ".join(str(row[0]) for row in sheet(content))
    for part in (
        "Follow-up cases",
        "Taken by =Rashmi (dpo) on ",
        "Purpose: Visiting the families: for the CRC of Sabour, this week",
        "Filter: All that are open",
        NO_STRIKE_OFF,
        "does not change e-Shikshakosh",
    ):
        assert part in said
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        book = packed.read("xl/workbook.xml").decode()
    heading = next(line for line, row in enumerate(sheet(content), start=1) if "PEN" in row)
    assert f"_xlnm.Print_Titles" in book and f"$1:${heading}<" in book  # noqa: F541, PT018
    assert below(content, "Pupil") == ["Pupil 401"]
    (entry,) = trail(small)
    detail = entry["detail"]
    assert (entry["action"], entry["block_id"], detail["pupils"], detail["filters"]) == (
        "export.follow_ups",
        "sabour",
        1,
        ["All that are open"],
    )
    assert detail["purpose"] == "Visiting the families: for the CRC of Sabour, this week"


@pytest.mark.parametrize(
    "purpose", [Purpose(None, "for the CRC of Sabour"), Purpose(Why.VISIT, "  visit  "), Purpose(Why.ORDER, "x" * 301)]
)
def test_without_a_purpose_no_file_leaves(small: Small, purpose: Purpose) -> None:
    fill(small, {}, [case_of(401, None)])
    with pytest.raises(BadEntry):
        pupil_files.hand_out(small.district, DPO, follow_up_rows.of_list(small.district, DPO, Filters()), purpose)
    assert trail(small) == []


def test_nothing_leaves_without_the_trail_or_beyond_the_scope_and_the_limit(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(small, {(401, MONDAY): ("present", "machine")}, [case_of(401, None)])
    rows = follow_up_rows.of_list(small.district, DPO, Filters())
    other = Account("k", "K", Role.BRC, frozenset({"kahalgaon"}))
    with pytest.raises(NotAllowed):
        pupil_files.hand_out(small.district, other, rows, PURPOSE)
    assert follow_up_rows.of_list(small.district, other, Filters()).pupils == 0
    assert pupil_marks.of_school(small.district, other, 201, WEEK).pupils == 0
    for take in (
        lambda: pupil_files.hand_out(small.district, TRAINER, rows, PURPOSE),
        lambda: follow_up_rows.of_list(small.district, TRAINER, Filters()),
        lambda: pupil_marks.of_school(small.district, TRAINER, 201, WEEK),
    ):
        with pytest.raises(NotAllowed):
            take()
    with pytest.raises(BadEntry):
        pupil_marks.of_school(small.district, DPO, 201, Span(MONDAY, MONDAY + timedelta(days=31)))
    monkeypatch.setattr(pupil_files, "MOST_ROWS", 0)
    with pytest.raises(BadEntry):
        pupil_files.hand_out(small.district, DPO, rows, PURPOSE)
    monkeypatch.undo()

    def refused(*_: object, **__: object) -> None:
        raise RuntimeError("no trail")

    assert trail(small) == []
    monkeypatch.setattr(pupil_files.audit, "record", refused)
    with pytest.raises(RuntimeError, match="no trail"):
        pupil_files.hand_out(small.district, DPO, rows, PURPOSE)


def test_what_starts_like_a_formula_stays_text(small: Small) -> None:
    fill(small, {}, [case_of(401, None) | {"state": "visiting", "visitor": "=HYPERLINK(1)"}])
    small.district.db.write(
        lambda tx: tx._cursor().execute("UPDATE pupil SET name_en = '+cmd|x', name_hi = '@x' WHERE pupil_id = 401").fetchall()
    )
    (key,) = (row["case_id"] for row in follow_ups.of_pupil(small.district.db, Scope.everything(), 401))
    follow_up.note(small.district, DPO, key, "=1+1")
    content = pupil_files.hand_out(small.district, DPO, follow_up_rows.of_list(small.district, DPO, Filters()), PURPOSE).content
    assert below(content, "Pupil") == ["+cmd|x"]
    assert below(content, "State") == ["=HYPERLINK(1) visits"]
    assert below(content, "Last note") == ["=1+1"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_absent_stands_only_where_a_person_said_so(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: language)
    absent = pupil_marks.in_words("absent", "person")
    word = {"en": "absent", "hi": "अनुपस्थित"}[language]
    assert word in absent
    every = itertools.product(
        ("present", "uncertain", "not_recognised", "absent"), ("machine", "person"), OUTCOMES, (False, True)
    )
    for mark, by, outcome, set_aside in every:
        told = pupil_marks.in_words(mark, by, outcome=outcome and outcome.value, set_aside=set_aside)
        assert (word in told) == (mark == "absent" and by == "person"), (mark, by, outcome, told)


KEYS = st.tuples(st.integers(401, 404), st.dates(WEEK.first, WEEK.last))
CASES = st.lists(st.tuples(st.integers(401, 404), st.sampled_from(OUTCOMES), st.integers(0, 5)), max_size=5)


@settings(max_examples=40)
@given(
    st.dictionaries(KEYS, st.sampled_from(MARKS), min_size=1, max_size=12),
    CASES,
    st.sampled_from([None, 301, 302]),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.sampled_from(Which),
    st.sampled_from([None, *BLOCKS]),
)
def test_no_row_of_a_machine_alone_comes_out_as_absent_whatever_the_filters(
    shared: Small,
    marks: dict[tuple[int, date], tuple[str, str]],
    cases: list[tuple[int, Outcome | None, int]],
    section: int | None,
    ends: tuple[int, int],
    which: Which,
    block: str | None,
) -> None:
    fill(shared, marks, [case_of(pupil, outcome, last=MONDAY + timedelta(days=last)) for pupil, outcome, last in cases])
    span = Span(MONDAY + timedelta(days=min(ends)), MONDAY + timedelta(days=max(ends)))
    attendance = pupil_marks.of_school(shared.district, DPO, 201, span, section)
    content = pupil_files.hand_out(shared.district, DPO, attendance, PURPOSE).content
    told = list(zip(below(content, "PEN"), below(content, "Day"), below(content, "Mark"), strict=True))
    within = {key: said for key, said in marks.items() if span.first <= key[1] <= span.last and section != 302}
    assert len(told) == len(within)
    for pen, day, word in told:
        mark = within[int(pen[-4:]), day]
        assert ("absent" in word) == (mark == ("absent", "person"))
        if mark == ("not_recognised", "machine"):
            assert word.startswith("not recognised (by the machine)")
    rows = follow_up_rows.of_list(shared.district, DPO, Filters(which, block))
    content = pupil_files.hand_out(shared.district, DPO, rows, PURPOSE).content
    cells = [str(cell) for row in sheet(content)[len(pupil_files.watermark(shared.district, DPO, rows, "")) :] for cell in row]
    assert not any("absent" in cell for cell in cells)
    found = [one.label for one in OF_PEOPLE]
    by_people = sum(outcome in OF_PEOPLE for _pupil, outcome, _last in cases)
    shown = sum(cell in found for cell in below(content, "A visit found"))
    assert shown == (by_people if which is Which.CLOSED and block != "kahalgaon" else 0)


def test_the_correction_list_takes_in_what_people_found_and_nothing_of_the_app(small: Small) -> None:
    closed = [case_of(401, Outcome.PRESENT), case_of(402, Outcome.TRANSFERRED), case_of(403, Outcome.ILL)]
    fill(small, {}, [*closed, case_of(404, Outcome.RECOGNISED_AGAIN), case_of(404, None)])
    absent = [
        {"day": MONDAY, "class_section_id": 301, "pupil_id": pupil, "present": False, "imported_at": MOMENT}
        for pupil in range(401, 405)
    ]
    small.district.db.write(lambda tx: tx.insert_frame("portal_pupil_day", pd.DataFrame(absent)))
    made = portal_pupils.correction_list(small.district, BRC, Span.of(MONDAY), Place("sabour"), Format.EXCEL)
    assert list(zip(below(made.content, "Pupil"), below(made.content, "At the portal"), strict=True)) == [
        ("Pupil 401", "absent"),
        ("Pupil 402", "on the roll of this school"),
    ]
    assert below(made.content, "Reason")[0].endswith("Comes to school; the photos do not recognise the child.")
    said = [str(row[0]) for row in sheet(made.content)]
    assert NO_STRIKE_OFF in said
    assert "Purpose: Asking the school, and correcting the roll or the portal" in said
    other = Account("k", "K", Role.BRC, frozenset({"kahalgaon"}))
    assert portal_pupils.found_by_visits(small.district, other, Span.of(MONDAY), Place("sabour")) == []


def test_the_visit_list_says_on_each_page_who_when_for_what_and_what_it_is_not(small: Small) -> None:
    fill(small, {}, [case_of(401 + number % 4, None) for number in range(20)])
    (school,) = follow_up_cases.schools(small.district, BRC, Filters(), 9)
    with pytest.raises(BadEntry):
        visits.of_one_school(small.district, BRC, school, Filters(), Purpose(Why.VISIT, "soon"))
    assert trail(small) == []
    made = visits.of_one_school(small.district, BRC, school, Filters(), PURPOSE)
    found = [" ".join(text_of(page).split()) for page in pages(made.content)]
    assert len(found) > 1
    for text in found:
        assert "Printed by Worker (brc) on " in text
        assert "for: Visiting the families: for the CRC of Sabour, this week" in text
        assert "no ground for striking off a name" in text
    assert "Pupil 401" in found[0]
    (entry,) = trail(small)
    assert (entry["action"], entry["subject"]) == ("export.visit_list", "pdf")
    with pytest.raises(BadEntry):
        visits.of_one_school(small.district, BRC, school, Filters(Which.CLOSED), PURPOSE)
