"""Kept results: computed once, never for another Scope, database or language, and never older than the data."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from attendance import cached, i18n
from data import audit, settings
from data.database import Database, Statements
from data.scope import Scope

EVERYTHING = Scope.everything()
SABOUR = Scope.of(["sabour"])


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "district.duckdb") as opened:
        yield opened


class Counting:
    """Something to compute that tells how often it was."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_a_result_is_computed_once_and_again_after_a_write(db: Database) -> None:
    count = Counting()
    assert [cached.value(db, EVERYTHING, count, "figure") for _ in range(3)] == [1, 1, 1]
    db.write(lambda tx: settings.put(tx, "late_after", "09:30", "mis"))
    assert [cached.value(db, EVERYTHING, count, "figure") for _ in range(2)] == [2, 2]


def test_a_write_that_was_rolled_back_and_one_of_the_audit_trail_leave_it(db: Database) -> None:
    count = Counting()
    cached.value(db, EVERYTHING, count, "figure")

    def failing(tx: Statements) -> None:
        settings.put(tx, "late_after", "09:30", "mis")  # type: ignore[arg-type]
        raise LookupError

    with pytest.raises(LookupError):
        db.write(failing)
    db.write(lambda tx: audit.add(tx, username="mis", action="looked", subject=None, block_id=None, detail=None))
    assert cached.value(db, EVERYTHING, count, "figure") == 1


def test_nothing_is_handed_to_another_scope_database_language_or_day(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = Counting()
    assert cached.value(db, EVERYTHING, count, "figure") == 1
    assert cached.value(db, SABOUR, count, "figure") == 2
    assert cached.value(db, EVERYTHING, count, "figure", "of something else") == 3
    with i18n.reading_in("en"):
        assert cached.value(db, EVERYTHING, count, "figure") == 4
    with Database(tmp_path / "other.duckdb") as other:
        assert cached.value(other, EVERYTHING, count, "figure") == 5
    assert cached.value(db, Scope.of(["sabour"]), count, "figure") == 2
    tomorrow = cached.today() + timedelta(days=1)
    monkeypatch.setattr(cached, "today", lambda: tomorrow)
    assert cached.value(db, SABOUR, count, "figure") == 6


def test_of_many_who_ask_at_once_one_computes(db: Database) -> None:
    count, begun, go_on = Counting(), threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        go_on.wait()
        return count()

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(cached.value, db, EVERYTHING, slow, "figure")
        begun.wait()
        others = [threads.submit(cached.value, db, EVERYTHING, count, "figure") for _ in range(7)]
        go_on.set()
        assert {asked.result() for asked in (first, *others)} == {1}


def test_a_failure_is_not_kept(db: Database) -> None:
    def failing() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        cached.value(db, EVERYTHING, failing, "figure")
    assert cached.value(db, EVERYTHING, Counting(), "figure") == 1


def test_a_reader_who_changes_a_table_changes_nobody_elses(db: Database) -> None:
    @cached.function
    def table(db: Statements, scope: Scope, start: int, *, step: int = 1) -> pd.DataFrame:
        return pd.DataFrame({"count": range(start, 10, step)})

    mine = table(db, EVERYTHING, 1, step=3)
    mine["count"] = 0
    mine.loc[0, "count"] = 7
    assert table(db, EVERYTHING, 1, step=3)["count"].tolist() == [1, 4, 7]
    assert table(db, EVERYTHING, 1, step=4)["count"].tolist() == [1, 5, 9]


def test_inside_a_transaction_nothing_is_kept(db: Database) -> None:
    count = Counting()
    assert db.write(lambda tx: [cached.value(tx, EVERYTHING, count, "figure") for _ in range(2)]) == [1, 2]


def test_only_so_much_is_kept(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "KEPT", 2)
    count = Counting()
    assert [cached.value(db, EVERYTHING, count, name) for name in ("a", "b", "a", "c", "a", "b")] == [1, 2, 1, 3, 1, 4]
