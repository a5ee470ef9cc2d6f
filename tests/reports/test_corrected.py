"""What the audit sample says of the figures, from rows of marks and answers in the database."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from attendance.estimate import Estimate, Marked
from attendance.reports import charts, corrected, figure_rows, figures, tables, truth_charts
from attendance.reports.corrected import Division
from attendance.reports.figures import Level, Place, Span
from attendance.reports.measures import Measure
from attendance.reports.places import Located
from data import sample
from data.sample import NewAnswer
from data.scope import Scope
from tests.reports.judged import DAYS, KAHALGAON, SABOUR, fill, judge
from tests.support import Small

ALL = Scope.everything()
SPAN = Span(DAYS[0], DAYS[-1])


def test_without_a_judged_item_nothing_is_known(small: Small) -> None:
    fill(small, SABOUR)
    found = corrected.of_place(small.district.db, ALL, SPAN)
    assert found.share is None
    assert found.items == 0
    assert corrected.words(found.share) == "अभी पता नहीं"
    assert corrected.by_block(small.district.db, ALL, SPAN).empty


def test_the_share_comes_from_marks_and_rates(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, false=1, seen=2)
    found = corrected.of_place(small.district.db, ALL, SPAN, "sabour")
    assert found.marked == Marked(present=144, not_recognised=72, said_present=12, said_absent=12)
    assert found.false_present.rate is not None
    assert found.missed.rate is not None
    assert (found.false_present.items, found.false_present.class_days) == (48, 12)
    assert found.false_present.rate.point == pytest.approx(0.25)
    assert found.missed.rate.point == pytest.approx(0.5)
    assert found.share is not None
    assert found.share.point == pytest.approx((144 * (1 - 0.25 * 0.5) + 72 * 0.5 + 12) / 240)
    assert found.share.low < found.share.point < found.share.high


def test_those_who_wait_widen_the_share(small: Small) -> None:
    fill(small, SABOUR, uncertain=2)
    judge(small, SABOUR, seen=2)
    found = corrected.of_place(small.district.db, ALL, SPAN, "sabour")
    assert found.marked.left_out == 24
    assert found.share is not None
    assert found.share.high - found.share.low > 24 / found.marked.enrolled


def test_those_without_a_reference_photo_are_left_out_too(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, seen=2)
    small.district.db.write(lambda tx: tx._cursor().execute("UPDATE class_day SET references_of = enrolled - 2").fetchall())
    marked = corrected.of_place(small.district.db, ALL, SPAN, "sabour").marked
    assert (marked.not_recognised, marked.left_out, marked.enrolled) == (48, 24, 240)


def test_unclear_answers_are_left_out_and_told(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, false=1, unclear=1)
    told = corrected.of_place(small.district.db, ALL, SPAN).false_present
    assert (told.items, told.unclear) == (36, 12)
    assert told.unclear_share == "25 %"
    assert told.rate is not None
    assert told.rate.point == pytest.approx(1 / 3)


def test_where_half_are_unclear_it_is_not_known(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, unclear=2)
    assert corrected.of_place(small.district.db, ALL, SPAN).false_present.rate is None


def test_two_people_who_differ_count_half(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, false=0, seen=4)
    answered = small.district.db.frame("sample/judged", ALL, first=SPAN.first, last=SPAN.last)
    present = answered.loc[answered["kind"] == "present", "item_id"]
    second = pd.DataFrame({"item_id": present, "answer": "nobody", "said_by": "second", "said_at": pd.Timestamp(SPAN.first)})
    small.district.db.write(lambda tx: tx.insert_frame("sample_answer", second))
    told = corrected.of_place(small.district.db, ALL, SPAN).false_present
    assert told.items == 48
    assert told.rate is not None
    assert told.rate.point == pytest.approx(0.5)


def test_one_day_is_too_few_and_its_words_say_so(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, false=1)
    day = corrected.of_place(small.district.db, ALL, Span.of(DAYS[0]))
    assert day.false_present.items == 4
    assert day.share is None


def test_days_that_nobody_judged_keep_a_long_span_unknown(small: Small) -> None:
    fill(small, SABOUR)
    fill(small, KAHALGAON)
    judge(small, SABOUR, seen=2)
    assert corrected.of_place(small.district.db, ALL, SPAN, "sabour").share is not None
    assert corrected.of_place(small.district.db, ALL, SPAN, "kahalgaon").share is None
    assert corrected.of_place(small.district.db, ALL, SPAN).share is None  # half of the pupils are Kahalgaon's


def test_a_brc_sees_its_own_blocks_sample_alone(small: Small) -> None:
    fill(small, SABOUR)
    fill(small, KAHALGAON)
    judge(small, SABOUR, seen=2)
    judge(small, KAHALGAON, seen=0)
    own = Scope.of(["kahalgaon"])
    found = corrected.of_place(small.district.db, own, SPAN)
    assert found == corrected.of_place(small.district.db, ALL, SPAN, "kahalgaon")
    assert corrected.by_block(small.district.db, own, SPAN)["block_id"].tolist() == ["kahalgaon"]
    assert corrected.rates(small.district.db, own, SPAN, Division.BLOCK)["key"].tolist() == ["kahalgaon"]


def test_a_block_with_more_pupils_weighs_more_in_the_district(small: Small) -> None:
    fill(small, SABOUR)
    fill(small, KAHALGAON, DAYS[:6])
    judge(small, SABOUR, false=0, seen=2)
    judge(small, KAHALGAON, DAYS[:6], false=3, seen=2)
    rate = corrected.of_place(small.district.db, ALL, SPAN).false_present.rate
    assert rate is not None
    assert rate.point == pytest.approx(0.75 / 3)


def test_rates_are_told_apart(small: Small) -> None:
    fill(small, SABOUR)
    fill(small, KAHALGAON)
    judge(small, SABOUR, false=1, grade=1, face_px=30)
    judge(small, KAHALGAON, false=2, grade=3, face_px=95)
    db = small.district.db
    grades = corrected.rates(db, ALL, SPAN, Division.GRADE)
    assert grades["key"].tolist() == [1, 3]
    assert [told.rate.point for told in grades["present"]] == pytest.approx([0.25, 0.5])
    faces = corrected.rates(db, ALL, SPAN, Division.FACE)
    assert [corrected.band_text(int(key)) for key in faces["key"]] == ["चेहरा 0 से 39 पिक्सेल", "चेहरा 90 से 129 पिक्सेल"]
    assert [told.items for told in faces["not_recognised"]] == [0, 0]
    weeks = corrected.rates(db, ALL, SPAN, Division.WEEK, "sabour")
    assert [moment.date() for moment in weeks["key"]] == [DAYS[0], DAYS[6]]
    assert all(told.rate is None for told in weeks["present"])  # 24 a week are too few
    assert corrected.rates(db, ALL, SPAN, Division.MODEL)["key"].tolist() == ["model"]


def test_an_answer_shows_at_once(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, DAYS[:11], seen=2)
    before = corrected.of_place(small.district.db, ALL, SPAN).items
    judge(small, SABOUR, DAYS[11:], seen=2)
    assert corrected.of_place(small.district.db, ALL, SPAN).items == before + 8


def test_an_answer_leaves_what_is_kept_of_other_figures(small: Small) -> None:
    fill(small, SABOUR)
    judge(small, SABOUR, seen=2, said_by=())
    db = small.district.db
    assert corrected.of_place(db, ALL, SPAN).items == 0
    version = db.version
    db.write(lambda tx: sample.add_answer(tx, ALL, 1_000_000, NewAnswer("nobody"), "dpo"))
    assert corrected.of_place(db, ALL, SPAN).items == 1
    assert db.version == version


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Estimate(0.84, 0.82, 0.86), "84 % ± 2"),
        (Estimate(0.84, 0.80, 0.86), "84 % (80 से 86 %)"),
        (Estimate(0.996, 0.99, 1.0), "99 % ± 1"),
    ],
)
def test_an_estimate_in_words(found: Estimate, words: str) -> None:
    assert corrected.words(found) == words


def test_whiskers_stand_for_the_blocks_that_are_known(small: Small) -> None:
    fill(small, SABOUR)
    fill(small, KAHALGAON)
    judge(small, SABOUR, seen=2)
    db = small.district.db
    table = corrected.beside(db, ALL, SPAN, figures.table(db, ALL, SPAN, Level.BLOCK))
    assert table["key"].tolist() == ["sabour", "kahalgaon"]
    chart = truth_charts.add_whiskers(charts.bars(table, Measure.RECOGNISED), table)
    points = chart.data[-1]
    assert [data[0] for data in points.customdata] == ["sabour"]
    assert points.x[0] == pytest.approx(100 * table["sample_point"][0])
    assert points.error_x.array[0] > 0
    assert "सबौर" in points.hovertext[0]


def test_tables_and_files_carry_the_sample(small: Small) -> None:
    fill(small, SABOUR)
    fill(small, KAHALGAON)
    judge(small, SABOUR, seen=2)
    db = small.district.db
    table = corrected.beside(db, ALL, SPAN, figures.table(db, ALL, SPAN, Level.BLOCK))
    words = tables.in_words(table, "प्रखंड")["नमूना जाँच से उपस्थित"].tolist()
    assert words[0].endswith("96 जाँचे गए")
    assert words[1] == "अभी पता नहीं\n0 जाँचे गए"
    rows = figure_rows.of_place(db, ALL, SPAN, Located(Place()), Level.BLOCK)
    low, point, high, judged = (rows.table.iloc[:, place].tolist() for place in (-4, -3, -2, -1))
    assert judged == [96, 0]
    assert low[0] < point[0] < high[0]
    assert point[1] is None
    schools = figure_rows.of_place(db, ALL, SPAN, Located(Place()), Level.SCHOOL)
    assert "नमूना जाँच में जाँचे गए" not in schools.table.columns


def test_a_short_span_is_told_of_four_weeks() -> None:
    assert corrected.rates_span(Span.of(DAYS[-1])) == Span(DAYS[-1] - timedelta(days=27), DAYS[-1])
    long = replace(SPAN, first=SPAN.last - timedelta(days=60))
    assert corrected.rates_span(long) == long
