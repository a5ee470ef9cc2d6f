"""Episodes of exceptions against a plain model, through evaluations and people's words in any order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import exceptions
from data.clock import today
from data.scope import Scope
from tests.support import Small, small_district

ALL = Scope.everything()
DAY = timedelta(days=1)
KEYS = ((301, "low"), (301, "late"), (302, "low"))
quick = settings(max_examples=40)

Move = tuple[str, Any]


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district that lasts for the module: each example empties its exceptions."""
    made = small_district(tmp_path_factory.mktemp("episodes"))
    yield made
    made.district.close()


@dataclass
class Episode:
    """What the model knows of one."""

    key: tuple[int, str]
    first: date
    last: date
    state: str = "new"
    owner: str | None = None
    by_person: bool = False
    ended_on: date | None = None


@st.composite
def stories(draw: st.DrawFn) -> list[Move]:
    """Evaluations, a day each: which keys hold, and for how many days; between them people's words on one of the keys."""
    told: list[Move] = []
    for _ in range(draw(st.integers(1, 7))):
        held = draw(st.dictionaries(st.sampled_from(KEYS), st.integers(1, 4)))
        told.append(("look", held))
        for what in draw(st.lists(st.sampled_from(("seen", "closed", "owned", "nobody")), max_size=2)):
            told.append((what, draw(st.sampled_from(KEYS))))
    return told


def play(story: list[Move]) -> list[Episode]:
    """The model: what lasts goes on, what ends closes, what was closed stays closed while it lasts."""
    episodes: list[Episode] = []
    day = today() - 30 * DAY
    for what, value in story:
        if what == "look":
            day += DAY
            _look(episodes, day, {key: day - (days - 1) * DAY for key, days in value.items()})
            continue
        for one in (one for one in episodes if one.key == value and one.ended_on is None):
            if what == "owned" or what == "nobody":
                one.owner = "mis" if what == "owned" else None
                if one.state != "closed":
                    one.state = "followed" if what == "owned" else "seen"
            else:
                one.state, one.by_person = what, what == "closed"
    return episodes


def _look(episodes: list[Episode], day: date, held: dict[tuple[int, str], date]) -> None:
    for key in KEYS:
        of_key = [one for one in episodes if one.key == key]
        lasting = next((one for one in of_key if one.ended_on is None), None)
        if key not in held:
            if lasting:
                lasting.ended_on, lasting.state = day, "closed"
            continue
        first = held[key]
        if lasting is None and of_key and first <= of_key[-1].last:
            lasting = of_key[-1]  # it had not ended at all
            lasting.ended_on = None
            if not lasting.by_person:
                lasting.state = "followed" if lasting.owner else "new"
        if lasting is None:
            episodes.append(Episode(key, first, day))
        else:
            lasting.first, lasting.last = min(lasting.first, first), day


@quick
@given(stories())
def test_episodes_are_those_of_the_model(emptied: Small, story: list[Move]) -> None:
    db = emptied.district.db
    for emptying in ("DELETE FROM exception", "DELETE FROM exception_look", "DELETE FROM exception_count"):
        db.write(lambda tx, emptying=emptying: tx._cursor().execute(emptying).fetchall())
    day = today() - 30 * DAY
    for what, value in story:
        if what == "look":
            day += DAY
            put(db, day, value)
            continue
        class_section_id, rule = value
        ids = [row["exception_id"] for row in kept(db) if (row["class_section_id"], row["rule"]) == (class_section_id, rule)]
        if what in ("owned", "nobody"):
            db.write(lambda tx, ids=ids, what=what: exceptions.set_owner(tx, ALL, ids, "mis" if what == "owned" else None))
        else:
            db.write(
                lambda tx, ids=ids, what=what: exceptions.set_state(
                    tx, ALL, ids, what, said_by="mis", why="so" if what == "closed" else None
                )
            )
    truth = play(story)
    here = [
        (
            (row["class_section_id"], row["rule"]),
            plain(row["first_day"]),
            plain(row["last_day"]),
            row["state"],
            row["owner"],
            row["closed_by"] is not None,
            plain(row["ended_on"]),
        )
        for row in kept(db)
    ]
    assert sorted(here, key=repr) == sorted(
        ((one.key, one.first, one.last, one.state, one.owner, one.by_person, one.ended_on) for one in truth), key=repr
    )
    assert {plain(row) for row in exceptions.history(db, ALL, "low", step=0, most=50)["day"]} == {
        today() - 30 * DAY + number * DAY for number in range(1, 1 + sum(what == "look" for what, _ in story))
    }


def put(db: Any, day: date, held: dict[tuple[int, str], int]) -> None:
    rows = [
        {
            "rule": rule,
            "school_id": 201,
            "class_section_id": class_section_id,
            "cluster_id": 101,
            "block_id": "sabour",
            "first_day": day - (days - 1) * DAY,
            "newest_day": day - (days - 1) * DAY,
            "last_day": day,
            "days": days,
            "step": 0,
            "severity": 1,
            "measured": {"days": days},
        }
        for (class_section_id, rule), days in held.items()
    ]
    found = pd.DataFrame(rows, columns=exceptions.FOUND)
    db.write(lambda tx: exceptions.put_found(tx, day, found))


def kept(db: Any) -> list[dict[str, Any]]:
    return list(
        db._cursor().execute("FROM exception").df().astype(object).where(lambda frame: frame.notna(), None).to_dict("records")
    )


def plain(day: Any) -> date | None:
    return None if day is None else pd.Timestamp(day).date()
