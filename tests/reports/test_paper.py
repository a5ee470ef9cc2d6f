"""A block's week as a PDF: two pages with right conjuncts, nothing cut off, and nothing in it but what is meant."""

import io
import socket
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from attendance import i18n
from attendance.errors import NotAllowed
from attendance.i18n import Language
from attendance.office.access import Account, Role
from attendance.reports.paper import pdf, sheet
from attendance.reports.paper.sheet import Print
from attendance.reports.week import Week
from data import audit
from data.scope import Scope
from recognition.errors import UnreadablePhoto
from recognition.photo import decode
from tests.reports.paper_support import (
    MARGIN,
    PRINTED,
    call,
    characters,
    fonts,
    pages,
    text_of,
    week,
    words,
)
from tests.reports.support import MONDAY, add_class_day, add_day_off, add_portal
from tests.support import Small

NAMES = (
    "राजकीयकृत उत्क्रमित मध्य विद्यालय श्रीकृष्णपुर",
    "ज्ञानेश्वर क्षत्रिय प्राथमिक विद्यालय",
    "द्वितीय बुनियादी विद्यालय अष्टभुजी चिह्नित",
    "हृदयनारायण संस्कृत उच्च विद्यालय रुद्रप्रयाग",
)
LONG = " ".join(NAMES * 2)
NOTO = {"Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Devanagari", "Noto-Sans-Devanagari-Bold"}
DPO = Account("dpo", "रश्मि कुमारी", Role.DPO)
BRC = Account("brc", "प्रखंड कर्मी", Role.BRC, frozenset({"sabour"}))
WEEKS = {
    "few": week(tuple(call(number, name) for number, name in enumerate(NAMES))),
    "nothing to say": week(clusters=()),
    "300 schools": week(tuple(call(number, f"विद्यालय {number}") for number in range(300)), ("क", "ख", "ग", "घ", "च", "छ", "ज")),
    "long names": week(
        tuple(call(number, LONG, LONG) for number in range(40)), (LONG,) * 40, block=LONG, note=LONG, sunday=True
    ),
    "unbroken names": week((call(1, "क्ष" * 200, "W" * 200),) * 40, ("x" * 300,) * 40, block="W" * 300, note="W" * 500),
}


@pytest.fixture(autouse=True, params=i18n.LANGUAGES)
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Language:
    monkeypatch.setattr(i18n, "_provider", lambda: request.param)
    return request.param


@pytest.mark.parametrize("shown", WEEKS.values(), ids=WEEKS)
def test_two_pages_within_their_margins_in_noto_fonts(shown: Week) -> None:
    content = pdf.render(shown, Print("W" * 80 if shown.block.startswith("W") else "रश्मि (dpo)", "10:15", fictional=True))
    assert len(pages(content)) == 2
    assert set(fonts(content).values()) <= {
        f"Noto-Sans{script}{bold}" for script in ("", "-Devanagari") for bold in ("", "-Bold")
    }
    assert not any(0 in glyphs for _font, glyphs in words(content)), "a glyph is missing"
    for one in pages(content):
        width, height = one.get_size()
        upright = [letter for letter in characters(one) if letter.upright]
        assert min(letter.left for letter in upright) >= MARGIN - 1
        assert max(letter.right for letter in upright) <= width - MARGIN + 1
        assert min(letter.bottom for letter in upright) >= 5
        assert max(letter.top for letter in upright) <= height - MARGIN + 1


@pytest.mark.parametrize("shown", [WEEKS["few"], WEEKS["300 schools"]], ids=["few", "300"])
def test_each_row_is_there_or_counted(shown: Week) -> None:
    text = text_of(pages(pdf.render(shown, PRINTED))[1])
    there = [one for one in shown.calls if one.udise in text and (one.head.phone or "") in text]
    assert there == list(shown.calls[: len(there)])
    if len(there) < len(shown.calls):
        assert len(there) > 9
        assert str(len(shown.calls) - len(there)) in text
    assert text.count("00000 99999") == len(there)
    assert text.count("64 %") == len(shown.clusters)


def test_a_photo_that_breaks_off_is_refused_after_a_pdf_was_made() -> None:
    pdf.render(WEEKS["few"], PRINTED)
    whole = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(whole, "JPEG")
    with pytest.raises(UnreadablePhoto):
        decode(whole.getvalue()[:-2000])


def test_names_are_set_in_full_with_their_conjuncts() -> None:
    content = pdf.render(WEEKS["few"], PRINTED)
    weasyprint = pdf._weasyprint()
    alone = weasyprint.HTML(string=f"<body>{''.join(f'<b>{name} </b>' for name in NAMES)}").write_pdf(
        stylesheets=[weasyprint.CSS(string="b { font-family: 'Noto Sans Devanagari' }")]
    )
    expected = words(alone)
    assert len(expected) > 10
    assert expected <= words(content)
    # A virama that is seen is a conjunct that was not made; all of these names' conjuncts have a glyph or a half form.
    font_file = TTFont(_font_file("NotoSansDevanagari-Bold.ttf"))
    virama = font_file.getGlyphID(font_file.getBestCmap()[0x94D])
    assert not any(virama in glyphs for font, glyphs in words(content) if font == "Noto-Sans-Devanagari-Bold")


def test_each_page_says_its_sources_who_printed_it_and_that_the_portal_is_not_changed(spoken: Language) -> None:
    for number, page in enumerate(pages(pdf.render(WEEKS["few"], Print("Rashmi (dpo)", "24 Nov 2026, 10:15", False))), 1):
        text = text_of(page)
        assert text.count("Rashmi (dpo)") == 2, "in the foot and across the page"
        assert text.count("24 Nov 2026, 10:15") == 2
        assert "18:00" in text, "when it was last fed"
        if spoken == "en":
            assert "What is decided here does not change e-Shikshakosh by itself." in text
            assert f"Page {number} of 2" in text


def test_names_are_never_markup_and_nothing_is_fetched() -> None:
    nasty = '<img src="file:///etc/passwd"><b>&amp;</b>'
    shown = week((call(1, nasty, nasty),), (nasty,), block=nasty, note=nasty)
    document = sheet.html(shown, Print(nasty, nasty, False), most_calls=9, most_clusters=9)
    assert "<img" not in document
    text = text_of(pages(pdf.render(shown, Print("x", "y", False)))[1]).replace("\r\n", "")
    assert "<img src=" in text
    assert "&amp;" in text
    with pytest.raises(ValueError, match="fetches nothing"):
        pdf.nothing_is_fetched().fetch("file:///etc/hostname")


def test_a_document_fetches_nothing_even_where_markup_got_into_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("body::after { content: 'secret' }", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        for address in (secret.as_uri(), f"http://127.0.0.1:{elsewhere.getsockname()[1]}/x"):
            document = pdf.laid_out(
                f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}"><img src="{address}">'
                f'<style>@import url("{address}"); body {{ background: url("{address}") }}</style>'
                f'<object data="{address}"></object><svg><image href="{address}"/></svg>'
                f'<p style="list-style-image: url({address})">Name</p>'
            )
            content = document.write_pdf()
            assert "Name" in text_of(pages(content)[0])
            assert "secret" not in text_of(pages(content)[0])
            assert b"EmbeddedFile" not in content
        elsewhere.setblocking(False)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_the_week_of_a_block_from_the_database(small: Small, spoken: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "today", lambda: MONDAY + timedelta(days=5))
    add_class_day(small, 301)
    add_portal(small, 301, uploaded_at=datetime(2026, 4, 6, 10, 30))
    add_portal(small, 301, MONDAY + timedelta(days=1))
    add_day_off(small, MONDAY + timedelta(days=2))
    made = pdf.of_week(small.district, DPO, "sabour", MONDAY + timedelta(days=1))
    assert made.name == f"upasthiti-week-sabour-2026-04-06-{spoken}.pdf"
    first, second = (text_of(page) for page in pages(made.content))
    assert "1\u00a0/\u00a04" in first, "uploaded of those expected on the days with a report"
    if spoken == "en":
        assert "5 school days" in first
        assert "Sample holiday" in first
        assert "School One" in second
        assert "0000000011" in second
    trail = audit.entries(small.district.db, Scope.everything(), since=datetime(2000, 1, 1), until=datetime(2100, 1, 1))
    assert [(row["action"], row["subject"], row["block_id"]) for row in trail] == [("paper.made", "sabour", "sabour")]


@pytest.mark.parametrize("day", [MONDAY, date(2020, 1, 1), date(2030, 1, 1)])
def test_a_block_with_no_data_at_all_is_two_pages_too(small: Small, day: date) -> None:
    content = pdf.of_week(small.district, DPO, "kahalgaon", day).content
    assert len(pages(content)) == 2
    assert not any(0 in glyphs for _font, glyphs in words(content))


def test_a_brc_gets_no_other_block_and_no_rank(small: Small, spoken: Language) -> None:
    add_portal(small, 301, uploaded_at=datetime(2026, 4, 6, 9, 30))
    with pytest.raises(NotAllowed):
        pdf.of_week(small.district, BRC, "kahalgaon", MONDAY)
    first = text_of(pages(pdf.of_week(small.district, BRC, "sabour", MONDAY).content)[0])
    if spoken == "en":
        assert "Units are ranked only on a sheet made by somebody who sees the whole district." in first
    with pytest.raises(NotAllowed):
        pdf.of_week(small.district, Account("t", "T", Role.TRAINER), "sabour", MONDAY)


def _font_file(name: str) -> Path:
    return next(Path("/usr/share/fonts").rglob(name))
