"""The queries of the pages, answered in five ways: from the roll-ups, from class days, from marks, by SQLite, in pandas."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data import figures
from data.database import Database
from data.scope import Scope

EVERYTHING = Scope.everything()
WAYS = ("ours", "class days", "marks", "SQLite", "pandas")
SUMS = ("enrolled", "recognised", "uploaded")
QUICK, SLOW = 15, 3
"""Runs of a way: a slow one, of more than a second, is asked less often."""

# What SQLite and pandas get is one ready table of all class days: more than any of them would find in the files.
_FLAT = """
SELECT day::TEXT AS day, block_id, cluster_id, school_id, class_section_id, grade,
       coalesce(enrolled, 0) AS enrolled, coalesce(recognised, 0) AS recognised,
       coalesce(uploaded AND expected, FALSE)::INTEGER AS uploaded
FROM known_class_day($first, $last)
"""


@dataclass(frozen=True)
class Question:
    """What a page asks.

    Attributes:
        by: Columns to group by.
        where: Only rows with these values.
        ours: How a page asks it; it returns a table with the columns `by` and `SUMS`.
    """

    name: str
    by: tuple[str, ...]
    where: Mapping[str, Any]
    first: date
    last: date
    ours: Callable[[Database], pd.DataFrame]


def questions(db: Database, first: date, last: date) -> list[Question]:
    """Of the Attendance page and its neighbours, for a history from ``first`` to ``last``."""
    block, school = (
        db._cursor().execute("SELECT block_id, max(school_id) FROM class_day GROUP BY ALL ORDER BY count(*)").fetchall()[-1]
    )
    month = last - timedelta(days=30)

    def asked(depth: int, start: date, **how: Any) -> Callable[[Database], pd.DataFrame]:
        return lambda db: figures.sums(db, EVERYTHING, start, last, depth=depth, **how)

    return [
        Question("blocks x days, the year", ("block_id", "day"), {}, first, last, asked(1, first, by_day=True)),
        Question("blocks, a day", ("block_id",), {}, last, last, asked(1, last)),
        Question("blocks, the year", ("block_id",), {}, first, last, asked(1, first)),
        Question("a block's schools, 30 days", ("school_id",), {"block_id": block}, month, last,
                 asked(3, month, block_id=block)),
        Question("all schools, the year", ("school_id",), {}, first, last, asked(3, first)),
        Question("a school's classes, 30 days", ("class_section_id",), {"school_id": school}, month, last,
                 asked(4, month, school_id=school)),
    ]  # fmt: skip


class Flat:
    """All class days in one table in memory, for SQLite (indexed by each place and day) and for pandas."""

    def __init__(self, db: Database, first: date, last: date) -> None:
        self.frame = db._cursor().execute(_FLAT, {"first": first, "last": last}).df()
        self.sqlite = sqlite3.connect(":memory:")
        self.frame.to_sql("flat", self.sqlite, index=False, chunksize=100_000)
        for column in ("block_id", "cluster_id", "school_id", "class_section_id"):
            self.sqlite.execute(f"CREATE INDEX by_{column} ON flat ({column}, day)")
        self.sqlite.execute("CREATE INDEX by_day ON flat (day, block_id)")
        self.sqlite.execute("ANALYZE")
        self.frame["day"] = pd.to_datetime(self.frame["day"])
        self.frame["block_id"] = self.frame["block_id"].astype("category")


def ways(question: Question, db: Database, flat: Flat) -> dict[str, Callable[[], pd.DataFrame]]:
    """How each answers it. From marks come those recognised only: the portal's word is not among them."""
    by, where = ", ".join(question.by), "".join(f" AND {name} = :{name}" for name in question.where)
    span = {"first": question.first, "last": question.last}
    bound = {**question.where, **span}
    sums = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
    days = f"SELECT {by}, {sums} FROM flat WHERE day BETWEEN :first AND :last{where} GROUP BY {by}"  # noqa: S608 - our own words
    duck = days.replace(":", "$")
    marks = (
        f"SELECT {by}, count(*) AS enrolled, count(*) FILTER (mark = 'present') AS recognised "  # noqa: S608 - our own words
        f"FROM attendance WHERE day BETWEEN :first AND :last{where} GROUP BY {by}"
    ).replace(":", "$")

    def from_days() -> pd.DataFrame:
        rows = _FLAT.replace("day::TEXT AS day", "day")
        return db._cursor().execute(f"WITH flat AS ({rows}) {duck}", bound).df()

    def by_sqlite() -> pd.DataFrame:
        return pd.read_sql_query(days, flat.sqlite, params={name: _text(value) for name, value in bound.items()})

    def in_pandas() -> pd.DataFrame:
        frame = flat.frame
        chosen = frame["day"].between(pd.Timestamp(question.first), pd.Timestamp(question.last))
        for name, value in question.where.items():
            chosen &= frame[name] == value
        found = frame if chosen.all() else frame[chosen]
        return found.groupby(list(question.by), observed=True)[list(SUMS)].sum().reset_index()

    return {
        "ours": lambda: question.ours(db),
        "class days": from_days,
        "marks": lambda: db._cursor().execute(marks, bound).df(),
        "SQLite": by_sqlite,
        "pandas": in_pandas,
    }


def compare(question: Question, db: Database, flat: Flat) -> dict[str, dict[str, float]]:
    """Seconds of each way; see `timed`.

    Raises:
        AssertionError: Two ways give different sums.
    """
    found = {}
    truth: dict[str, int] = {}
    for name, way in ways(question, db, flat).items():
        answer = way()
        sums = {column: int(answer[column].sum()) for column in SUMS if column in answer}
        truth = truth or sums
        assert sums.items() <= truth.items(), (question.name, name, sums, truth)
        found[name] = timed(way)
    return found


def timed(way: Callable[[], object]) -> dict[str, float]:
    """Quickest, median, 95th percentile and the number of runs."""
    seconds: list[float] = []
    while len(seconds) < (SLOW if seconds and seconds[0] > 1 else QUICK):
        started = time.perf_counter()
        way()
        seconds.append(time.perf_counter() - started)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return {"best": min(seconds), "median": statistics.median(seconds), "p95": p95, "runs": len(seconds)}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
