"""Charts: order, patterns, gaps, words."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from attendance import i18n
from attendance.reports import charts, figures
from attendance.reports.figures import Level, Span
from attendance.reports.measures import Measure, in_order
from data.scope import Scope
from tests.reports.support import MONDAY, add_class_day, add_portal
from tests.support import Small

ALL = Scope.everything()


@pytest.fixture
def table(small: Small) -> pd.DataFrame:
    """The two blocks; Kahalgaon with fewer recognised."""
    add_class_day(small, 301, counts=(90_000, 20_000, 7_456, 6_000))
    add_class_day(small, 303, counts=(1, 2, 1, 0))
    return in_order(figures.table(small.district.db, ALL, Span.of(MONDAY), Level.BLOCK), Measure.RECOGNISED)


def texts(chart: Any) -> list[str]:
    return [annotation.text for annotation in chart.layout.annotations]


def test_bars_stand_in_the_tables_order_and_lead_to_their_rows(table: pd.DataFrame) -> None:
    chart = charts.bars(table, Measure.RECOGNISED)
    top_is_first = chart.layout.yaxis.range[0] > chart.layout.yaxis.range[1]
    assert top_is_first
    assert [list(data) for data in chart.data[0].customdata] == [["kahalgaon"], ["sabour"]]
    assert list(chart.data[0].y) == [0, 1]


def test_a_bars_parts_make_up_all_enrolled_and_differ_by_more_than_colour(table: pd.DataFrame) -> None:
    chart = charts.bars(table, Measure.RECOGNISED)
    assert [part.name for part in chart.data] == ["पहचाने गए", "चेहरा दिखा, नाम नहीं", "नहीं दिखे", "अनुपस्थित (व्यक्ति द्वारा दर्ज)"]
    for row in range(2):
        assert sum(part.x[row] for part in chart.data) == pytest.approx(100)
    assert [bool(part.marker.pattern.shape) for part in chart.data] == [False, True, False, False]
    assert chart.data[0].marker.color == "#0072B2"


def test_a_bar_says_its_measure_with_its_denominator_in_indian_grouping(table: pd.DataFrame) -> None:
    assert "1,23,456 में <b>73 %</b> · चेहरे 89 %" in texts(charts.bars(table, Measure.RECOGNISED))
    hover = charts.bars(table, Measure.RECOGNISED).data[1].hovertext[1]
    assert hover == "सबौर: चेहरा दिखा, नाम नहीं: 1,23,456 में 20,000 (16 %)"


def test_what_is_not_known_is_an_empty_frame_with_a_word(table: pd.DataFrame) -> None:
    chart = charts.bars(table, Measure.COMPLIANCE)
    assert texts(chart).count("पोर्टल आँकड़े नहीं आए") == 2
    *parts, frames = chart.data
    assert all(value is None for part in parts for value in part.x)
    assert (list(frames.x), frames.marker.color) == ([100, 100], "#FFFFFF")
    assert [list(data) for data in frames.customdata] == [["kahalgaon"], ["sabour"]]


def test_the_change_since_before_stands_beside(table: pd.DataFrame) -> None:
    shown = texts(charts.bars(table.assign(change=[-6.2, float("nan")]), Measure.RECOGNISED))
    assert any(text.endswith("▼6") for text in shown)
    assert not any("nan" in text for text in shown)


def test_a_name_is_text_even_where_it_looks_like_markup(table: pd.DataFrame) -> None:
    chart = charts.bars(table.assign(block_hi="<b>क</b>"), Measure.RECOGNISED)
    assert "<b>&lt;b&gt;क&lt;/b&gt;</b>" in texts(chart)


def test_the_tile_map_is_made_of_points_that_can_be_clicked(table: pd.DataFrame) -> None:
    chart = charts.tile_map(table, Measure.RECOGNISED)
    points = chart.data[0]
    assert (points.type, points.marker.symbol) == ("scatter", "square")
    assert [list(data) for data in points.customdata] == [["kahalgaon"], ["sabour"]]
    assert list(zip(points.x, points.y, strict=True)) == [(4, 2), (3, 2)]
    assert list(points.text) == ["25 %", "73 %"]
    assert points.marker.color[0] != points.marker.color[1]


def test_a_tile_without_figures_is_white(small: Small) -> None:
    blocks = figures.table(small.district.db, ALL, Span.of(MONDAY), Level.BLOCK)
    points = charts.tile_map(blocks, Measure.RECOGNISED).data[0]
    assert set(points.marker.color) == {"#FFFFFF"}
    assert set(points.text) == {"–"}


def test_the_trend_breaks_where_nothing_is_known(small: Small) -> None:
    for offset in (0, 2):
        add_class_day(small, 301, MONDAY + timedelta(days=offset))
    add_portal(small, 301, MONDAY + timedelta(days=1))
    days = figures.trend(small.district.db, ALL, Span(MONDAY, MONDAY + timedelta(days=2)))
    chart = charts.trend(days)
    recognised, _seen, coverage, compliance = chart.data
    assert list(recognised.y) == [50, None, 50]
    assert list(compliance.y) == [None, 0, None]
    assert list(coverage.y)[1] == 0
    assert not any(line.connectgaps for line in chart.data)
    assert len({line.marker.symbol for line in chart.data}) == 4
    assert len({line.line.dash for line in chart.data}) == 4


@pytest.mark.parametrize("measure", Measure)
def test_charts_of_nothing_can_be_drawn(small: Small, measure: Measure) -> None:
    nothing = figures.table(small.district.db, Scope.nothing(), Span.of(MONDAY), Level.SCHOOL)
    assert len(charts.bars(nothing, measure).data[0].y) == 0
    assert len(charts.trend(figures.trend(small.district.db, Scope.nothing(), Span.of(MONDAY))).data) == 4


def test_charts_follow_the_readers_language(table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_provider", lambda: "en")
    shown = texts(charts.bars(table, Measure.RECOGNISED))
    assert "<b>Kahalgaon</b>" in shown
    assert "<b>73 %</b> of 1,23,456 · faces 89 %" in shown
