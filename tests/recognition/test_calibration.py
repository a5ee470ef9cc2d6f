import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.calibration import Calibration

CURVE = Calibration(-9.0, 25.0, 0.8, tail_at=0.4, tail_share=0.2, tail_fall=0.05, same=40, different=900)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(10, 300), st.floats(10, 300))
def test_more_similar_and_larger_never_means_less_probable(a: float, b: float, size: float, other: float) -> None:
    assert CURVE.probability(min(a, b), size) <= CURVE.probability(max(a, b), size)
    assert CURVE.probability(a, min(size, other)) <= CURVE.probability(a, max(size, other)) <= CURVE.probability(a)


@given(st.floats(0.001, 0.999), st.floats(10, 300))
def test_the_evidence_for_a_probability_gives_that_probability(probability: float, size: float) -> None:
    assert CURVE.probability(CURVE.evidence_for(probability, size), size) == pytest.approx(probability, abs=1e-9)


@given(st.floats(0.0001, 0.2))
def test_the_evidence_for_a_rate_lets_that_rate_pass_and_a_stricter_one_asks_for_more(rate: float) -> None:
    assert CURVE.passing(CURVE.evidence_for_rate(rate)) == pytest.approx(rate)
    assert CURVE.evidence_for_rate(rate / 2) > CURVE.evidence_for_rate(rate)


def test_a_calibration_survives_being_written_down() -> None:
    assert Calibration.from_json(CURVE.as_json()) == CURVE
    falling = CURVE.as_json().replace("25.0", "-25.0")
    for text in ("{}", "[]", "nothing", falling, CURVE.as_json().replace("0.05", "0"), '{"colour": 2}'):
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


def test_strangers_pass_about_as_often_as_was_chosen() -> None:
    random = np.random.default_rng(5)
    same = random.normal(0.6, 0.1, 4000)
    strangers = random.normal(0.1, 0.1, (8000, 40)).max(axis=1)
    found = Calibration.fit(np.concatenate([same, strangers[:4000]]), [True] * 4000 + [False] * 4000)
    assert (strangers[4000:] >= found.evidence_for_rate(0.05)).mean() == pytest.approx(0.05, abs=0.02)
    # Half of them are clearly like nobody, and never pass.
    again = Calibration.fit(np.concatenate([same, strangers[:4000]]), [True] * 4000 + [False] * 4000, nobody_like=4000)
    assert again.passing(0.4) == pytest.approx(found.passing(0.4) / 2, abs=0.02)
