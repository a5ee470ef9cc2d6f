"""What the schema of follow-up cases refuses, and that people's words on them leave figures in the cache alone."""

from typing import Any

import pytest

from data import follow_ups
from data.errors import WriteRefused
from data.scope import Scope
from tests.data.two_blocks import MOMENT, MONDAY, put
from tests.support import Small

ALL = Scope.everything()
CASE = {
    "case_id": 9001,
    "pupil_id": 401,
    "class_section_id": 301,
    "school_id": 201,
    "block_id": "sabour",
    "first_day": MONDAY,
    "last_day": MONDAY,
    "days": 1,
    "opened_on": MONDAY,
}


def closed(by: str | None, outcome: str | None) -> dict[str, Any]:
    return {"state": "closed", "closed_by": by, "closed_at": MOMENT, "outcome": outcome}


@pytest.mark.parametrize(
    "wrong",
    [
        closed("system", "ill"),
        closed("system", "dropped_out"),
        closed("mis", None),
        closed(None, "ill"),
        closed("mis", "absent"),
        {"state": "visiting", "visitor": "  "},
        {"state": "open", "outcome": "ill"},
    ],
)
def test_only_a_person_says_what_a_visit_found_and_closing_needs_it(small: Small, wrong: dict[str, Any]) -> None:
    with pytest.raises(WriteRefused):
        small.district.db.write(lambda tx: put(tx, "follow_up", **CASE, **wrong))


def test_peoples_words_on_a_case_leave_the_figures_alone(small: Small) -> None:
    db = small.district.db
    db.write(lambda tx: put(tx, "follow_up", **CASE))
    before = db.version
    words = {"said_by": "mis"}
    db.write(lambda tx: follow_ups.set_visitor(tx, ALL, [9001], visitor="CRC", visit_by=MONDAY, **words))
    db.write(lambda tx: follow_ups.add_steps(tx, ALL, [9001], kind="noted", text="asked", **words))
    db.write(lambda tx: follow_ups.close(tx, ALL, 9001, outcome="ill", text=None, **words))
    db.write(lambda tx: follow_ups.reopen(tx, ALL, 9001, text="still not seen", **words))
    assert db.version == before
    steps = [(row["kind"], row["text"], row["visit_by"], row["outcome"]) for row in follow_ups.steps(db, ALL, [9001])]
    assert steps == [
        ("visitor", "CRC", MONDAY, None),
        ("noted", "asked", None, None),
        ("closed", None, None, "ill"),
        ("reopened", "still not seen", None, None),
    ]
    (case,) = follow_ups.of_pupil(db, ALL, 401)
    assert (case["state"], case["visitor"], case["outcome"]) == ("visiting", "CRC", None)
