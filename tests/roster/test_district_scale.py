"""The sandbox at the district's scale, on a small likeness of it: a year that hangs together, closures, a school that moved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from attendance.__main__ import app
from attendance.config import Config
from attendance.district import District, Kind
from attendance.office.access import SYSTEM, Role
from attendance.office.accounts import listed
from attendance.reports import evaluating, follow_up_found
from attendance.reports.rules import Limits
from attendance.roster import fiction, sandbox, training
from attendance.roster.workdays import working_days
from attendance.worker import Worker
from data import rollups
from data.clock import today
from recognition.pipeline import Pipeline
from tests.support import config_in

LIKENESS = replace(fiction.DISTRICT, schools=120, class_sections=950, pupils=9_500, days=50)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config_in(tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="module")
def opened(config: Config, pipeline: Pipeline) -> Iterator[District]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fiction, "DISTRICT", LIKENESS)
        patched.setattr(sandbox, "Pipeline", lambda _: pipeline)
        patched.setenv("UPASTHITI_HOME", str(config.home))
        patched.setenv("UPASTHITI_KEYS", str(config.keys))
        done = CliRunner().invoke(app, ["sandbox", "--scale", "district"])
    assert done.exit_code == 0, done.output
    district = District.open(config, Kind.SANDBOX)
    yield district
    district.close()


def asked(district: District, sql: str) -> list[tuple[object, ...]]:
    return district.db._cursor().execute(sql).fetchall()


def test_it_has_the_asked_size_and_the_training_class(opened: District) -> None:
    assert asked(opened, "SELECT count(DISTINCT block_id), count(*), bool_and(fictional) FROM school") == [(17, 120, True)]
    assert asked(opened, "SELECT count(*) FROM class_section") == [(951,)]
    assert asked(opened, "SELECT count(*), bool_and(fictional) FROM pupil") == [(9_509, True)]
    assert len(training.training_class(opened).pupil_of) == 9
    assert {one.account.role for one in listed(opened, SYSTEM)} == set(Role)


def test_schools_have_all_grades_of_their_kind(opened: District) -> None:
    lowest = "SELECT min(grades) FROM (SELECT count(DISTINCT grade) AS grades FROM class_section GROUP BY school_id OFFSET 1)"
    assert asked(opened, lowest)[0][0] in (1, 4)


def test_nearly_every_class_day_up_to_yesterday_has_its_photos(opened: District) -> None:
    days = working_days(today(), LIKENESS.days)
    first, last = asked(opened, "SELECT min(day), max(day) FROM class_day")[0]
    assert first == days[0]
    assert last in (days[-1], today() - timedelta(days=1))
    share = "SELECT sum(read) / sum(expected) FROM school_day WHERE with_photos > 0"
    assert 0.9 < float(str(asked(opened, share)[0][0])) <= 1


def test_sums_of_class_days_are_those_of_their_marks(opened: District) -> None:
    differing = """
    SELECT count(*)
    FROM class_day c
    FULL JOIN (
        SELECT day, class_section_id, count(*) AS enrolled, count(*) FILTER (mark = 'present') AS recognised,
               count(*) FILTER (mark = 'absent') AS absent, count(*) FILTER (mark = 'uncertain') AS uncertain
        FROM attendance
        GROUP BY ALL
    ) m ON m.day = c.day AND m.class_section_id = c.class_section_id
    WHERE (c.enrolled, c.recognised, c.absent, c.uncertain) IS DISTINCT FROM (m.enrolled, m.recognised, m.absent, m.uncertain)
    """
    assert asked(opened, differing) == [(0,)]
    assert asked(opened, "SELECT count(*) FROM attendance WHERE mark = 'absent' AND marked_by <> 'person'") == [(0,)]


def test_marks_lie_in_the_order_of_day_and_school(opened: District) -> None:
    stored = asked(opened, "SELECT day, school_id FROM attendance ORDER BY rowid")
    assert stored == sorted(stored)


def test_closures_are_not_expected_and_have_nothing(opened: District) -> None:
    closed = "SELECT count(DISTINCT day) FROM calendar WHERE kind = 'closure'"
    assert asked(opened, closed)[0][0] == 8
    within = """
    SELECT count(*)
    FROM class_day d
    JOIN class_section c USING (class_section_id)
    JOIN calendar k ON k.day = d.day AND k.kind = 'closure' AND (k.block_id IS NULL OR k.block_id = d.block_id)
     AND (k.school_id IS NULL OR k.school_id = d.school_id) AND (k.grades IS NULL OR list_contains(k.grades, c.grade))
    """
    assert asked(opened, within) == [(0,)]


def test_a_school_that_moved_keeps_its_past_where_it_was(opened: District) -> None:
    of_day = """
    SELECT count(*) > 50, bool_and(d.block_id = p.block_id AND d.cluster_id = p.cluster_id),
           list_sort(list(DISTINCT d.block_id))
    FROM class_day d
    JOIN school_place p ON p.school_id = d.school_id AND d.day >= p.from_day AND (p.to_day IS NULL OR d.day <= p.to_day)
    WHERE d.school_id IN (SELECT school_id FROM school_place GROUP BY ALL HAVING count(*) = 2)
    """
    assert asked(opened, of_day) == [(True, True, sorted(fiction.MOVE))]


def test_the_portal_the_register_and_the_meals_are_there(opened: District) -> None:
    assert asked(opened, "SELECT count(DISTINCT day) FROM portal_pupil_day")[0][0] in (5, 6)
    counted = "SELECT kind, count(DISTINCT school_id) > 60 FROM headcount GROUP BY kind ORDER BY kind"
    assert asked(opened, counted) == [("meal", True), ("register", True)]
    unreported = "SELECT count(DISTINCT c.day) FROM class_day c WHERE c.day NOT IN (SELECT day FROM portal_report)"
    assert asked(opened, unreported) == [(1,)]


def test_the_roll_ups_are_those_of_its_class_days(opened: District) -> None:
    sums = "SELECT sum(with_photos), sum(recognised), sum(expected) FROM school_day"
    made = asked(opened, sums)
    opened.db.write(lambda tx: rollups.refresh(tx))
    assert asked(opened, sums) == made
    assert asked(opened, "SELECT count(*), sum(recognised) FROM class_day WHERE photos > 0")[0] == made[0][:2]


def test_a_reset_keeps_the_scale(opened: District, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "DISTRICT", LIKENESS)
    sandbox.reset(opened, SYSTEM, pipeline)
    assert asked(opened, "SELECT count(*) FROM school") == [(120,)]
    assert asked(opened, "SELECT count(*) > 400_000 FROM attendance") == [(True,)]


def test_after_the_rules_were_looked_at_some_children_are_to_be_visited(opened: District) -> None:
    evaluating.each_hour(opened)
    Worker(lambda: [opened], {evaluating.EVALUATE: evaluating.evaluate}).work_off()
    ((cases, pupils, least),) = asked(opened, "SELECT count(*), count(DISTINCT pupil_id), min(days) FROM follow_up")
    assert cases == pupils
    assert 0 < int(str(cases)) < 300
    assert least >= follow_up_found.threshold(Limits())
