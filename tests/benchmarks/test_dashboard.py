"""The dashboard's benchmark on a tiny district: five ways, one answer; and what the real app answers over its websocket."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from attendance.config import Config
from attendance.district import District, Kind
from attendance.roster import fiction, sandbox
from benchmarks import dashboard, sessions, ways
from recognition.pipeline import Pipeline
from tests.support import config_in

TINY = replace(fiction.DISTRICT, schools=80, class_sections=500, pupils=5_000, days=30)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Config:
    made = config_in(tmp_path_factory.mktemp("dashboard"))
    sandbox.prepare(made, pipeline, TINY)
    return made


@pytest.fixture
def opened(config: Config) -> Iterator[District]:
    district = District.open(config, Kind.SANDBOX)
    yield district
    district.close()


def test_the_five_ways_give_one_answer_and_are_reported_as_ratios(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "QUICK", 2)
    found: dict[str, Any] = dashboard.queries(config, years=2)
    assert set(found["years"]) == {1, 2}
    for row in found["queries"].values():
        assert tuple(row) == ways.WAYS
    text = dashboard.report({**found, "load": 0.0, "pages": {}})
    assert "blocks x days, the year" in text
    assert "2: " in text


def test_a_way_that_answers_something_else_is_found_out(opened: District) -> None:
    first, last = opened.db._cursor().execute("SELECT min(day), max(day) FROM class_day").fetchall()[0]
    flat = ways.Flat(opened.db, first, last)
    question = ways.questions(opened.db, first, last)[0]
    with pytest.raises(AssertionError, match="class days"):
        ways.compare(replace(question, first=first + timedelta(days=7)), opened.db, flat)


@pytest.mark.skipif(os.name != "posix", reason="processor time is read from /proc")
def test_sessions_click_on_the_real_app(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.clicks.EVERY_S", 0.2)
    found = sessions.measure(config, count=4, seconds=1.0, photos=0)
    assert found["first_page"] > 0
    assert found["idle"]["burst"]["clicks"] == 4
    assert found["idle"]["clicks"]["bytes"] > 1000
    assert "worker idle" in sessions.report(found)
