"""How fast the pages answer over a whole district's year, and what it would be without the roll-ups.

    python -m benchmarks.dashboard [--home DIR] [--keys DIR] [--years 4] [--sessions 50] [--photos 160] [--json FILE]

Makes the training sandbox at the district's scale in a folder of its own, or takes the one in DIR (which is copied, never
changed), and prints in one run: each page's queries from the roll-ups, from class days, from marks, by SQLite with indices and
in pandas; how they grow with further years, which are copies of the class days, the portal's report and the roll-ups, moved
back by 52 weeks each; the answer of each page; and the sessions test. Ratios are of the quickest run of each way, which other
work on the machine disturbs least; trust them more than the times.
"""

import argparse
import json
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from attendance.config import Config
from attendance.district import District, Kind
from attendance.roster import fiction, sandbox
from benchmarks import sessions, ways
from data.database import Database

COPIED = ("class_day", "portal_class_day", "portal_report", "school_day", "grade_day")
YEAR_DAYS = 364
RUNS = 15


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description="The pages over a district's year")
    parser.add_argument("--home", type=Path, help="a home with a sandbox, by default made anew; it is copied")
    parser.add_argument("--keys", type=Path, help="the keys of that home")
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--sessions", type=int, default=0, help="how many sessions click at once; 0 leaves the test out")
    parser.add_argument("--seconds", type=float, default=40, help="how long they click")
    parser.add_argument("--photos", type=int, default=160, help="that wait for the busy worker; 0 leaves it out")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=given.home.parent if given.home else None) as folder:
        config = made(Path(folder), given.home, given.keys)
        result: dict[str, Any] = {"load": os.getloadavg()[0]}
        result["pages"] = sessions.apart(config, RUNS)
        if given.sessions:
            result["sessions"] = sessions.measure(config, given.sessions, given.seconds, given.photos)
        result |= queries(config, given.years)
    print(report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def made(folder: Path, home: Path | None, keys: Path | None) -> Config:
    """A sandbox in that folder: a copy of one, or one of the district's scale."""
    config = Config(home=folder / "home", keys=folder / "keys")
    if home and keys:
        shutil.copytree(home, config.home)
        shutil.copytree(keys, config.keys)
    else:
        sandbox.prepare(config, scale=fiction.DISTRICT)
    return config


def queries(config: Config, years: int) -> dict[str, Any]:
    """Seconds of each question in each way, and of ours with each further year."""
    district = District.open(config, Kind.SANDBOX)
    try:
        db = district.db
        first, last, count = db._cursor().execute("SELECT min(day), max(day), count(*) FROM class_day").fetchall()[0]
        flat = ways.Flat(db, first, last)
        asked = ways.questions(db, first, last)
        found: dict[str, Any] = {"class_days": count, "queries": {one.name: ways.compare(one, db, flat) for one in asked}}
        found["years"] = {1: _over(db, first, last)}
        for year in range(2, years + 1):
            back = YEAR_DAYS * (year - 1)
            _add_year(db, first, last, back)
            found["years"][year] = _over(db, date.fromordinal(first.toordinal() - back), last)
    finally:
        district.close()
    return found


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    lines = [f"load {result['load']:.1f} at the start; {result['class_days']:,} class days"]
    lines.append(f"{'query':<30}{'ours best':>10}{'p50':>9}{'p95':>9}" + "".join(f"{way:>12}" for way in ways.WAYS[1:]))
    for name, row in result["queries"].items():
        ours = row["ours"]
        times = "".join(f"{row[way]['best'] / ours['best']:>11.1f}x" for way in ways.WAYS[1:])
        lines.append(f"{name:<30}{_ms(ours['best']):>10}{_ms(ours['median']):>9}{_ms(ours['p95']):>9}{times}")
    lines.append("further years, ours, times one year")
    one = result["years"][1]
    for year, row in result["years"].items():
        lines.append(f"  {year}: " + ", ".join(f"{name} {_ms(row[name])} ({row[name] / one[name]:.1f}x)" for name in row))
    lines.append("pages, one visitor: p50, p95, processor time")
    for name, row in result["pages"].items():
        lines.append(f"  {name:<30}{_ms(row['median']):>9}{_ms(row['p95']):>9}{_ms(row['cpu']):>9}")
    if "sessions" in result:
        lines.append(sessions.report(result["sessions"]))
    return "\n".join(lines)


def _over(db: Database, first: date, last: date) -> dict[str, float]:
    """Seconds of each question over a history of that length, quickest run."""
    asked = ways.questions(db, first, last)
    return {one.name: ways.timed(lambda one=one: one.ours(db))["best"] for one in asked}  # type: ignore[misc]


def _add_year(db: Database, first: date, last: date, back: int) -> None:
    def work(tx: Any) -> None:
        for table in COPIED:
            tx._cursor().execute(
                f"INSERT INTO {table} SELECT * REPLACE (day - $back::INTEGER AS day) FROM {table} "  # noqa: S608 - our own words
                "WHERE day BETWEEN $first AND $last ORDER BY day",
                {"back": back, "first": first, "last": last},
            ).fetchall()

    db.write(work)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    main()
