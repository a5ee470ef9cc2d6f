"""The month's statement: what was signed stays on it, who signed, what is left, and the PDF that says so in both languages."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from attendance import i18n
from attendance.errors import NotAllowed
from attendance.estimate import Estimate, Marked
from attendance.i18n import Language
from attendance.office.access import Account, Role
from attendance.reports import statement
from attendance.reports.corrected import Corrected, Told
from attendance.reports.paper import statement as paper
from data import block_days
from data.scope import Scope
from tests.reports.paper_support import MARGIN, characters, fonts, pages, text_of, words
from tests.reports.support import MONDAY, add_class_day, refresh
from tests.support import Small

EVERYTHING = Scope.everything()
DPO = Account("dpo", "श्रीमती रश्मि", Role.DPO)
TODAY = MONDAY + timedelta(days=3)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True, params=i18n.LANGUAGES)
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Language]:
    monkeypatch.setattr(paper, "today", lambda: TODAY)
    with i18n.reading_in(request.param):
        yield request.param


@pytest.fixture
def signed(small: Small) -> Small:
    """Monday of Sabour is signed, with a class read; Tuesday had been locked and was opened again."""
    add_class_day(small, 301)
    refresh(small)

    def work(tx) -> None:  # type: ignore[no-untyped-def]
        own = block_days.figures(tx, Scope.of(["sabour"]), MONDAY, TUESDAY).to_dict("records")
        first, second = ({name: int(value) for name, value in row.items() if name not in ("day", "block_id")} for row in own)
        by = {"said_by": "dpo"}
        block_days.put(tx, EVERYTHING, MONDAY, "sabour", state="signed", kind="signed", figures=first, **by)
        block_days.put(tx, EVERYTHING, TUESDAY, "sabour", state="locked", kind="locked", figures=second, **by)
        again = {"reason": "सही फ़ोटो बाद में आई", "figures": second}
        block_days.put(tx, EVERYTHING, TUESDAY, "sabour", state="open", kind="reopened", **again, **by)
        block_days.add_pending(tx, EVERYTHING, MONDAY, "sabour", [302])

    small.district.db.write(work)
    return small


def of(small: Small, block_id: str | None = "sabour") -> statement.Statement:
    found = statement.of_month(small.district.db, EVERYTHING, MONDAY, TODAY, block_id)
    assert found
    return found


def test_a_signed_day_stands_as_signed_whatever_comes_later(signed: Small) -> None:
    before = of(signed).lines
    add_class_day(signed, 302)
    add_class_day(signed, 302, TUESDAY)
    refresh(signed)
    after = {line.day: line for line in of(signed).lines}
    monday = next(line for line in before if line.day == MONDAY)
    assert after[MONDAY].counts == monday.counts
    assert (after[MONDAY].signed_by, after[MONDAY].waiting) == (("dpo",), 1)
    assert after[TUESDAY].counts["read"] == 1, "an open day stands as it is today"
    assert after[TUESDAY].reopened == ((TUESDAY, "सही फ़ोटो बाद में आई"),)
    assert after[TUESDAY].signed == 0


def test_only_days_that_have_come_and_the_own_blocks_are_stated(signed: Small) -> None:
    lines = of(signed).lines
    assert max(line.day for line in lines if line.day) == TODAY
    assert {line.block_id for line in of(signed, None).lines} == {"sabour", "kahalgaon"}
    assert statement.of_month(signed.district.db, Scope.of(["kahalgaon"]), MONDAY, TODAY, "sabour") is None
    assert statement.of_month(signed.district.db, EVERYTHING, date(2020, 1, 1), TODAY, "sabour") is None


def test_the_lines_add_up(signed: Small) -> None:
    by_day, by_block = of(signed), of(signed, None)
    assert by_day.total.counts == next(line for line in by_block.lines if line.block_id == "sabour").counts
    assert by_day.total.signed == 1
    assert by_block.total.days == 2 * by_day.total.days


@pytest.mark.parametrize("block_id", ["sabour", None])
def test_the_pdf_is_within_its_margins_and_says_who_signed_what(signed: Small, spoken: Language, block_id: str | None) -> None:
    made = paper.of_month(signed.district, DPO, MONDAY, block_id)
    assert made.name == f"upasthiti-statement-{block_id or 'all'}-2026-04-{spoken}.pdf"
    assert not any(0 in glyphs for _font, glyphs in words(made.content)), "no letter lacks"
    assert all(name.startswith("Noto") for name in fonts(made.content).values())
    for sheet in pages(made.content):
        width = sheet.get_width()
        assert all(one.left >= MARGIN - 3 and one.right <= width - MARGIN + 3 for one in characters(sheet) if one.upright)
    text = "".join(text_of(sheet) for sheet in pages(made.content)).replace("\r\n", " ")
    if spoken == "en":
        assert "days are signed off; the others stand as they are today" in text
        assert "Draft: not all days are signed off" in text
        assert "a machine marks nobody absent" in text
        assert "Photos or a changed roll of 1 class came after the signature" in text
        assert "Opened again" in text


def test_whose_block_it_is_not_gets_no_statement_and_the_trail_knows_who_did(signed: Small) -> None:
    with pytest.raises(NotAllowed):
        paper.of_month(signed.district, Account("b", "B", Role.BRC, frozenset({"kahalgaon"})), MONDAY, "sabour")
    with pytest.raises(NotAllowed):
        paper.of_month(signed.district, Account("t", "T", Role.TRAINER), MONDAY, "sabour")
    paper.of_month(signed.district, DPO, MONDAY, "sabour")
    assert signed.district.db.rows("audit/choices", EVERYTHING)[0]["actions"] == ["statement.made"]


def test_the_month_says_what_the_audit_sample_tells_or_that_it_is_not_known(
    signed: Small, spoken: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of(signed).total.sample == Corrected(Told(), Told(), Marked(), None)
    told = Told(420, 12, 300, Estimate(0.02, 0.01, 0.04))
    found = Corrected(told, Told(20, 1, 9), Marked(present=100, not_recognised=20), Estimate(0.84, 0.82, 0.86))
    monkeypatch.setattr(statement.corrected, "of_place", lambda *_of: found)
    text = "".join(text_of(sheet) for sheet in pages(paper.of_month(signed.district, DPO, MONDAY).content))
    if spoken == "en":
        flat = " ".join(text.split())
        assert flat.count("audit sample: 84 % ± 2") == 3, "each block and both together"
        assert "of 420 items judged" in flat
        assert "not known yet, of 20 items judged" in flat
