"""Cohen's kappa against a slow plain version, and its interval against resampling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.register.agreement import agreement

LABELS = ("right", "wrong", "unclear")


def plainly(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Observed and expected agreement, each pair against each other one."""
    alike = sum(one == other for one, other in pairs) / len(pairs)
    chance = sum(one == other for one, _ in pairs for _, other in pairs) / len(pairs) ** 2
    return alike, chance


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40))
def test_kappa_is_that_of_the_plain_version(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    assert found is not None
    alike, chance = plainly(pairs)
    assert found.alike == pytest.approx(alike)
    if chance == pytest.approx(1):
        assert found.kappa is None
        return
    assert found.kappa == pytest.approx((alike - chance) / (1 - chance))
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.kappa + 1e-9
    assert found.kappa - 1e-9 <= found.high <= 1
    turned = agreement([(other, one) for one, other in pairs])
    assert turned is not None
    assert (turned.low, turned.high) == pytest.approx((found.low, found.high)), "who comes first changes nothing"


def test_the_interval_is_as_wide_as_resampling_says() -> None:
    random = np.random.default_rng(3)
    truth = random.choice(LABELS, 400, p=(0.7, 0.25, 0.05))
    wrong = lambda: np.where(random.random(400) < 0.12, random.choice(LABELS, 400), truth)  # noqa: E731
    pairs = list(zip(wrong(), wrong(), strict=True))
    found = agreement(pairs)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    again = [agreement([pairs[index] for index in random.integers(0, 400, 400)]) for _ in range(400)]
    low, high = np.percentile([one.kappa for one in again if one and one.kappa is not None], (2.5, 97.5))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)


def test_nothing_is_said_of_no_pairs_nor_of_chance_where_all_said_the_same() -> None:
    assert agreement([]) is None
    found = agreement([("seen", "seen")] * 5)
    assert found is not None
    assert (found.alike, found.kappa) == (1, None)
