import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.calibration import Calibration

CURVE = Calibration(intercept=-9.0, slope=25.0, small=0.8, same=40, different=900)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(10, 300), st.floats(10, 300))
def test_more_similar_and_larger_never_means_less_probable(a: float, b: float, size: float, other: float) -> None:
    assert CURVE.probability(min(a, b), size) <= CURVE.probability(max(a, b), size)
    assert CURVE.probability(a, min(size, other)) <= CURVE.probability(a, max(size, other)) <= CURVE.probability(a)


@given(st.floats(0.001, 0.999), st.floats(10, 300))
def test_the_similarity_for_a_probability_gives_that_probability(probability: float, size: float) -> None:
    assert CURVE.probability(CURVE.similarity_for(probability, size), size) == pytest.approx(probability, abs=1e-9)


@given(st.integers(1, 200), st.integers(1, 200), st.sampled_from([0.0001, 0.001, 0.01]))
def test_a_larger_class_and_a_stricter_rate_ask_for_more(few: int, many: int, rate: float) -> None:
    few, many = sorted((few, many))
    assert CURVE.similarity_for_class(rate, few) <= CURVE.similarity_for_class(rate, many)
    assert CURVE.similarity_for_class(rate, few) <= CURVE.similarity_for_class(rate / 2, few)


def test_a_calibration_survives_being_written_down() -> None:
    assert Calibration.from_json(CURVE.as_json()) == CURVE
    for text in ("{}", "[]", "nothing", '{"intercept": 0, "slope": -1}', '{"intercept": 0, "slope": 1, "colour": 2}'):
        with pytest.raises(ValueError, match=r".+"):
            Calibration.from_json(text)


def test_a_fit_finds_the_curve_that_made_the_comparisons() -> None:
    random = np.random.default_rng(3)
    # Two normal distributions of the same width: their log odds are a straight line with this slope.
    same, different = random.normal(0.6, 0.1, 4000), random.normal(0.1, 0.1, 20000)
    found = Calibration.fit(np.concatenate([same, different]), [True] * 4000 + [False] * 20000)
    assert found.slope == pytest.approx(0.5 / 0.1**2, rel=0.15)
    assert found.probability(0.35) == pytest.approx(0.5, abs=0.1)
    assert (found.same, found.different) == (4000, 20000)


def test_a_fit_stays_finite_when_the_two_never_meet_and_refuses_one_kind() -> None:
    found = Calibration.fit([0.1, 0.2, 0.8, 0.9], [False, False, True, True], [80, 80, 20, 20])
    assert found.probability(0.1) < 0.5 < found.probability(0.9)
    assert found.small == 0
    with pytest.raises(ValueError, match="same and of different"):
        Calibration.fit([0.1, 0.2], [False, False])
    with pytest.raises(ValueError, match="rises"):
        Calibration.fit([0.1, 0.9], [True, False])


def test_strangers_pass_at_most_at_the_chosen_rate() -> None:
    random = np.random.default_rng(5)
    same, different = random.normal(0.6, 0.1, 4000), random.normal(0.1, 0.1, 20000)
    found = Calibration.fit(np.concatenate([same, different]), [True] * 4000 + [False] * 20000)
    strangers = random.normal(0.1, 0.1, (20000, 40)).max(axis=1)
    assert (strangers >= found.similarity_for_class(0.01, 40)).mean() <= 0.01
