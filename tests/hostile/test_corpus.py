"""A short run of each kind of the hostile corpus; the long one is ``python -m benchmarks.hostile``."""

import random
from pathlib import Path

import pytest

from benchmarks.hostile.kinds import KINDS, Place
from recognition.pipeline import Pipeline
from tests.support import Small, school_day

CASES = {"image": 60, "accept": 4, "archive": 40, "manifest": 40, "inbox": 2, "table": 25, "export": 20, "answer": 80}


@pytest.mark.parametrize("kind", CASES)
def test_each_case_is_taken_or_refused_in_words(kind: str, small: Small, tmp_path: Path) -> None:
    # Without models: these kinds need none, and those that do are left to the long run.
    place = Place(small.district, school_day(), Pipeline(tmp_path))
    for number in range(CASES[kind]):
        KINDS[kind][0](place, random.Random(f"suite:{kind}:{number}"))  # noqa: S311
    outside = {path.name for path in tmp_path.iterdir()} - {"home", "keys"}
    assert outside == set()


def test_each_kind_has_a_share_and_all_shares_are_a_whole() -> None:
    assert sum(share for _, share in KINDS.values()) == pytest.approx(1)
    assert set(CASES) <= set(KINDS)
