"""A made-up week for the sheet's tests, and what a rendered PDF holds."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pypdfium2
import pypdfium2.raw as pdfium

from attendance.reports.calls import Call, Contact, Why
from attendance.reports.figures import Figures, Span
from attendance.reports.paper.sheet import Print
from attendance.reports.week import RANKED, Day, Rank, Week

MONDAY = date(2026, 11, 2)
PRINTED = Print("श्रीमती रश्मि (dpo)", "24 नवंबर 2026, 10:15", fictional=False)
FED = datetime(2026, 11, 6, 12, 30)
OWN = Figures(
    enrolled=1474, recognised=628, seen_not_named=299, not_seen=547, uncertain=10, expected=100, read=64, with_photos=64,
    portal_expected=100, uploaded=74, late=56, fed_at=FED, portal_fed_at=FED,
)  # fmt: skip
PT_PER_MM = 72 / 25.4
MARGIN = 13 * PT_PER_MM
SPACE = 3
"""The glyph of a space in the Noto fonts."""


def call(number: int, school: str, name: str = "श्रीमती विद्या सिन्हा") -> Call:
    return Call(
        school_id=number,
        school=school,
        udise=f"9900000{number:04d}",
        cluster="संकुल प्रतिष्ठापुर",
        head=Contact(name, f"00000 {number:05d}"),
        crc=Contact("ज्ञानेश्वर मिश्र", "00000 99999"),
        reasons=("पोर्टल पर कुछ अपलोड नहीं: 24 वर्ग-दिनों में 0।", "चेहरे दिखे: नामांकित में केवल 51 % (74 / 144)।"),
        gravest=Why.NOTHING,
        lacking=24,
    )


def week(
    calls: tuple[Call, ...] = (),
    clusters: tuple[str, ...] = ("उत्क्रमित संकुल",),
    *,
    block: str = "कहलगाँव",
    note: str = "दीपावली से छठ",
    sunday: bool = False,
) -> Week:
    """Six or seven days, the last school day with a note, Saturday off."""
    days = [
        Day(MONDAY + timedelta(days=step), OWN if step != 5 else Figures(), False, note if step >= 4 else "")
        for step in range(7 if sunday else 6)
    ]
    sums = {name: [value] * len(clusters) for name, value in vars(OWN).items()}
    names = {"cluster_hi": list(clusters), "cluster_en": list(clusters), "block_hi": block, "block_en": block}
    table = pd.DataFrame({**sums, **names, "school_hi": None, "school_en": None, "class_section_id": None})
    span = Span(MONDAY, days[-1].day)
    return Week(
        block_id="kahalgaon", block=block, span=span, counted=span, earlier=Span(MONDAY - timedelta(7), MONDAY - timedelta(2)),
        days=tuple(days), now=OWN, before=OWN, around=OWN, whole_district=True,
        ranks=tuple(Rank(measure, 5, 8, 17) for measure in RANKED), clusters=table, calls=calls, target=90,
    )  # fmt: skip


@dataclass(frozen=True)
class Character:
    """One character of a page and its box, in points from the lower left corner; the watermark is not upright."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    upright: bool


def pages(content: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(content))


def text_of(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_range()


def characters(page: pypdfium2.PdfPage) -> Iterator[Character]:
    """Those that are visible."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        upright = abs(pdfium.FPDFText_GetCharAngle(text, index)) < 0.01
        if right > left and top > bottom:
            yield Character(chr(pdfium.FPDFText_GetUnicode(text, index)), left, bottom, right, top, upright)


def fonts(content: bytes) -> dict[str, str]:
    """The names of the fonts embedded, by the six letters that stand for each in the page's content."""
    found = {}
    for stream in [content, *_streams(content)]:
        found |= dict(re.findall(rb"/BaseFont ?/([A-Z]{6})\+([^\s/<>\[\]()]+)", stream))
    return {short.decode(): name.decode() for short, name in found.items()}


def words(content: bytes) -> set[tuple[str, tuple[int, ...]]]:
    """Each word shown, as the font it is set in and its glyphs; glyph 0 is the box that stands for what a font lacks.

    Of Devanagari this says more than the text that can be copied out: WeasyPrint writes that wrongly where a glyph stands for
    several letters.
    """
    names, found = fonts(content), set()
    font, word = "", []  # type: str, list[int]
    for stream in _streams(content):
        for short, run, _place in re.findall(rb"/([A-Z]{6}) [\d.]+ Tf|\[(.*?)\] TJ|(Tm|ET)\s", stream, re.S):
            if run:
                digits = "".join(one.decode() for one in re.findall(rb"<([0-9a-f]*)>", run))
                word += [int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)]
            else:
                found |= _parted(font, word)
                font, word = names[short.decode()] if short else font, []
    return found


def _parted(font: str, run: list[int]) -> set[tuple[str, tuple[int, ...]]]:
    spaces = [-1, *(at for at, glyph in enumerate(run) if glyph == SPACE), len(run)]
    parts = (tuple(run[first + 1 : last]) for first, last in pairwise(spaces))
    return {(font, part) for part in parts if part}


def _streams(content: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found
