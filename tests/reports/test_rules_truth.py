"""Every exception rule against a slow plain computation from the rows of random small districts."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.reports import finding
from attendance.reports.rules import Limits, Rule
from data.scope import Scope
from tests.reports import rules_truth
from tests.reports.random_district import RandomDistrict, fill, random_districts
from tests.reports.rules_truth import Key, Truth
from tests.support import Small, small_district

quick = settings(max_examples=25)
CONSTANTS = ("FEWEST", "FEWEST_DAYS", "FEWEST_SCHOOL_DAYS", "FEWEST_LACKING", "FEWEST_PUPIL_DAYS")


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A district that lasts for the module: each example empties it and fills it anew."""
    made = small_district(tmp_path_factory.mktemp("random"))
    with pytest.MonkeyPatch.context() as patched:
        for name in CONSTANTS:
            patched.setattr(finding, name, getattr(rules_truth, name))
        yield made
    made.district.close()


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    """Settings small enough for small districts."""
    first = draw(st.integers(1, 3))
    running = draw(st.integers(1, 3))
    return Limits(
        low_seen_percent=draw(st.sampled_from((40, 75))),
        unreported=(first, first + 2, first + 6),
        late_days=draw(st.integers(1, 3)),
        below_school_points=draw(st.sampled_from((10, 25))),
        sudden_z=draw(st.sampled_from((0.5, 1.0, 3.5))),
        sudden_points=draw(st.sampled_from((5, 20))),
        constant_days=draw(st.integers(2, 3)),
        margin_percent=draw(st.sampled_from((10, 30))),
        not_recognised=(running, running + 1, running + 3),
        often_percent=draw(st.sampled_from((10, 50))),
        silent_days=draw(st.integers(1, 3)),
    )


def photograph(made: RandomDistrict, chance: random.Random) -> dict[int, datetime]:
    """When reference photos were added, of some pupils: before the first day or in the middle, also late in the evening."""
    moments = (datetime(2026, 3, 1, 5), datetime(2026, 4, 6, 18, 29), datetime(2026, 4, 6, 18, 30), datetime(2026, 4, 20, 5))
    return {row["pupil_id"]: chance.choice(moments) for row in made.tables["pupil"] if chance.random() < 0.3}


def put_references(small: Small, photographed: dict[int, datetime]) -> None:
    rows = [
        {
            "pupil_id": pupil_id,
            "sha256": f"{pupil_id:064}",
            "vault_name": f"reference/{pupil_id}",
            "face_px": 200,
            "added_at": moment,
            "added_by": "mis",
        }
        for pupil_id, moment in photographed.items()
    ]
    if rows:
        small.district.db.write(lambda tx: tx.insert_frame("reference_photo", pd.DataFrame(rows)))


def as_truth(found: pd.DataFrame) -> dict[Key, Truth]:
    return {
        (Rule(row["rule"]), row["school_id"], row["class_section_id"]): Truth(
            row["first_day"], row["last_day"], row["days"], row["step"], row["severity"], plain(row["measured"])
        )
        for row in found.to_dict("records")
    }


def plain(measured: dict[str, Any]) -> dict[str, Any]:
    """Without what is only said, rounded."""
    return {name: value for name, value in measured.items() if name not in ("usual_percent", "z")}


@quick
@given(random_districts(), limits(), st.integers(0, 2**32 - 1), st.integers(0, 5))
def test_every_rule_finds_what_the_rows_say(emptied: Small, made: RandomDistrict, chosen: Limits, seed: int, back: int) -> None:
    fill(emptied.district, made)
    photographed = photograph(made, random.Random(seed))  # noqa: S311 - made-up rows
    put_references(emptied, photographed)
    day: date = max(made.first, made.last - timedelta(days=back))
    truth = rules_truth.find(made, day, chosen, photographed)
    pupils = finding.leads(emptied.district.db, Scope.everything(), day, chosen)
    here = as_truth(finding.find(emptied.district.db, day, chosen, pupils))
    for rule in Rule:
        assert {key: one for key, one in here.items() if key[0] is rule} == {
            key: one for key, one in truth.items() if key[0] is rule
        }
    assert set(here) == set(truth)


def test_the_districts_are_not_all_quiet(emptied: Small) -> None:
    met: set[Rule] = set()

    @settings(max_examples=40, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(random_districts(), limits())
    def look(made: RandomDistrict, chosen: Limits) -> None:
        met.update(key[0] for key in rules_truth.find(made, made.last, chosen, {}))

    look()
    assert met == set(Rule) - {Rule.USED_PHOTOS}
