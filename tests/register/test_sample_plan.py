"""How items are shared out over blocks, and what they tell."""

from hypothesis import given
from hypothesis import strategies as st

from attendance.register import sample_plan

UNITS = st.dictionaries(st.sampled_from("abcdefghijklmnopq"), st.integers(0, 50_000), min_size=1)


@given(st.integers(0, 300), UNITS, st.integers(1, 3))
def test_each_block_has_its_minimum_and_the_rest_is_in_proportion(total: int, units: dict[str, int], least: int) -> None:
    taken = sample_plan.allocate(total, units, least)
    assert set(taken) == {block for block, count in units.items() if count}
    assert all(min(least, units[block]) <= count <= units[block] for block, count in taken.items())
    minima = sum(min(least, units[block]) for block in taken)
    assert sum(taken.values()) == max(minima, min(total, sum(units.values())))
    for small in taken:
        for large in taken:
            if units[small] < units[large]:
                assert taken[small] <= max(taken[large], min(least, units[small]))


def test_without_small_blocks_it_is_in_proportion() -> None:
    assert sample_plan.allocate(100, {"a": 600, "b": 300, "c": 100}, 2) == {"a": 60, "b": 30, "c": 10}


def test_five_people_with_ten_minutes_fill_their_minutes() -> None:
    count = sample_plan.wanted(50, sample_plan.SECONDS, 0.1)
    assert count == {"present": 90, "not_recognised": 43, "class_day": 9}
    seconds = sum(1.1 * number * sample_plan.SECONDS[kind] for kind, number in count.items())
    assert 0.95 * 3000 <= seconds <= 3000


def test_more_answers_narrow_the_margin_and_crowded_classes_widen_it() -> None:
    day, week = sample_plan.margin(0.5, 90, 16_000), sample_plan.margin(0.5, 540, 16_000)
    assert day is not None
    assert week is not None
    assert (round(day, 3), round(week, 3)) == (0.103, 0.042)
    crowded = sample_plan.margin(0.5, 540, 20)
    assert crowded is not None
    assert crowded > 1.5 * week
    assert sample_plan.margin(0.5, 0, 20) is None
