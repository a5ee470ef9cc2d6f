"""The draw can be computed again by anybody from its seed, and what is judged comes with all that the error rates need."""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import md5

import numpy as np
import pandas as pd
import pytest
import scipy

from data import sample
from data.errors import AlreadyStored, OutOfScope
from data.sample import NewAnswer
from data.scope import Scope
from tests.register.sampled import MODEL, Sampled
from tests.support import small_district

ALL = Scope.everything()
MONDAY = date(2026, 11, 23)
SEED = 8_123_456_789_012_345_678


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sampled]:
    """A day of two classes in each block."""
    small = small_district(tmp_path_factory.mktemp("sample"))
    made = Sampled(small)
    made.day(MONDAY, {"sabour": 2, "kahalgaon": 2})
    yield made
    small.district.close()


def number(text: str) -> int:
    """The MD5, its first byte the lowest."""
    return int.from_bytes(md5(text.encode(), usedforsecurity=False).digest(), "little")


def in_order(seed: int, kind: str, units: Iterable[int]) -> list[int]:
    """The order of the draw, as anybody can compute it."""
    return sorted(units, key=lambda unit: number(f"{seed}:{kind}:{unit}"))


def chosen(many: Sampled, block: str = "sabour", share: float = 0.3) -> pd.DataFrame:
    strata = pd.DataFrame({"kind": ["present", "not_recognised", "class_day"], "units": [60, 20, 2], "take": [9, 5, 1]})
    return sample.choose(many.db, ALL, MONDAY, strata.assign(block_id=block, seed=SEED, share=share), MODEL)


def test_anybody_can_draw_the_same_with_the_seed_and_an_md5(many: Sampled) -> None:
    marks = many.db._cursor().execute("SELECT pupil_id, mark FROM attendance WHERE block_id = 'sabour'").fetchall()
    items = chosen(many)
    for kind, take in (("present", 9), ("not_recognised", 5)):
        there = [pupil for pupil, mark in marks if mark == kind]
        order = in_order(SEED, kind, there)
        drawn = items[items["kind"] == kind].sort_values("place")
        assert list(drawn["pupil_id"]) == order[:take]
        twice = [number(f"{SEED}:twice:{kind}:{pupil}") % 1_000_000 < 300_000 for pupil in order[:take]]
        assert list(drawn["twice"]) == twice


def test_each_unit_has_the_same_chance_and_the_same_chance_of_each_place() -> None:
    counts, firsts, pairs = np.zeros(40), np.zeros(40), np.zeros(40)
    for seed in range(1000):
        order = in_order(seed * 7919, "present", range(101, 141))
        counts[np.array(order[:10]) - 101] += 1
        firsts[order[0] - 101] += 1
        pairs[order[1] - 101] += order[0] == 101
    # Drawn without replacement, counts vary by 30 / 40 of what a chi-square of independent draws expects.
    assert scipy.stats.chi2.sf(((counts - 250) ** 2 / 250).sum() * 39 / 30, 39) > 0.01
    assert scipy.stats.chisquare(firsts).pvalue > 0.01
    assert pairs[1:].max() < 8, "who comes first says nothing of who comes second"


def test_a_day_is_kept_once_and_only_of_its_own_block(many: Sampled) -> None:
    items = chosen(many, "kahalgaon")
    with pytest.raises(OutOfScope):
        many.db.write(lambda tx: sample.add_draw(tx, Scope.of({"sabour"}), MONDAY, "kahalgaon", SEED, 50, items))
    with pytest.raises(OutOfScope):
        many.db.write(lambda tx: sample.add_draw(tx, ALL, MONDAY, "sabour", SEED, 50, items))
    many.db.write(lambda tx: sample.add_draw(tx, ALL, MONDAY, "kahalgaon", SEED, 50, items))
    with pytest.raises(AlreadyStored):
        many.db.write(lambda tx: sample.add_draw(tx, ALL, MONDAY, "kahalgaon", SEED, 50, items))
    kept = many.db._cursor().execute("SELECT count(*) FROM sample_item WHERE block_id = 'kahalgaon'").fetchone()
    assert kept == (len(items),)


def test_what_is_judged_has_a_row_for_each_item_and_person(many: Sampled) -> None:
    many.db.write(lambda tx: sample.add_draw(tx, ALL, MONDAY, "sabour", SEED, 50, chosen(many)))
    find = "SELECT kind, min(item_id), arg_min(pupil_id, item_id) FROM sample_item WHERE block_id = 'sabour' GROUP BY kind"
    items = {kind: (item, pupil) for kind, item, pupil in many.db._cursor().execute(find).fetchall()}

    def say(kind: str, who: str, new: NewAnswer) -> int:
        return many.db.write(lambda tx: sample.add_answer(tx, ALL, items[kind][0], new, who))

    say("present", "anna", NewAnswer("pupil", pupil_id=items["present"][1], seconds=8))
    say("present", "bina", NewAnswer("nobody", seconds=12))
    say("class_day", "anna", NewAnswer("counted", counted=31))
    wrong = say("not_recognised", "anna", NewAnswer("seen"))
    say("not_recognised", "anna", NewAnswer("undo", undoes=wrong))
    found = sample.judged(many.db, ALL, MONDAY, MONDAY)
    assert sorted((row.kind, row.said_by, row.answer) for row in found.itertuples()) == [
        ("class_day", "anna", "counted"),
        ("present", "anna", "pupil"),
        ("present", "bina", "nobody"),
    ]
    present = found[found["kind"] == "present"]
    assert set(present["units"]) == {60}
    assert set(present["taken"]) == {9}
    assert list(present["said_pupil"].dropna()) == [items["present"][1]]
    heads = found[found["kind"] == "class_day"].iloc[0]
    assert (heads["counted"], heads["said_count"]) == (30, 31)
    assert sample.judged(many.db, Scope.of({"kahalgaon"}), MONDAY, MONDAY).empty
    assert sample.seconds(many.db, ALL, pd.Timestamp(2020, 1, 1).to_pydatetime()) == {"present": (10.0, 2)}
