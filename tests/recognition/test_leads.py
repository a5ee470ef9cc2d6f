"""The self-join finds what a float32 comparison of all pairs finds, in whatever pieces it is done."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recognition import leads
from recognition.leads import SelfJoin

Rows = NDArray[np.float32]


def unit(rows: NDArray[np.floating]) -> Rows:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def near(random: np.random.Generator, rows: Rows, similarity: NDArray[np.floating]) -> Rows:
    """For each row a vector exactly so similar to it."""
    other = random.normal(size=rows.shape)
    other = unit(other - (other * rows).sum(axis=1, keepdims=True) * rows)
    return unit(similarity[:, None] * rows + np.sqrt(1 - similarity[:, None] ** 2) * other)


def join(rows: Rows, threshold: float, owners: NDArray[np.int64] | None = None) -> SelfJoin:
    return SelfJoin([rows], np.arange(len(rows)) if owners is None else owners, threshold, lambda positions: rows[positions])


def found(made: SelfJoin, start: int = 0) -> dict[tuple[int, int], float]:
    pairs = {}
    while start < len(made):
        step = made.step(start)
        assert not step.left_out
        pairs.update(zip(zip(step.first.tolist(), step.second.tolist(), strict=True), step.similarity.tolist(), strict=True))
        start = step.stop
    return pairs


def by_hand(rows: Rows, threshold: float, owners: NDArray[np.int64]) -> set[tuple[int, int]]:
    first, second = np.triu_indices(len(rows), 1)
    similarity = np.einsum("ij,ij->i", rows[first], rows[second])
    keep = (similarity >= np.float32(threshold)) & (owners[first] != owners[second])
    return set(zip(first[keep].tolist(), second[keep].tolist(), strict=True))


@pytest.fixture(params=[7, 64, 2048])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(leads, "ROWS", request.param)
    return request.param


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 60), threshold=st.floats(0.3, 0.95))
def test_it_finds_what_comparing_each_with_each_finds(seed: int, count: int, threshold: float) -> None:
    random = np.random.default_rng(seed)
    people = unit(random.normal(size=(max(count // 3, 1), 512)))
    chosen = people[random.integers(len(people), size=count)]
    rows = near(random, chosen, random.uniform(0.4, 1.0, size=count)) if count else chosen
    owners = random.integers(max(count // 2, 1), size=count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leads, "ROWS", int(random.integers(1, 40)))
        assert set(found(join(rows, threshold, owners))) == by_hand(rows, threshold, owners)


def test_rounding_neither_loses_nor_invents_a_pair_at_the_threshold(block: int) -> None:
    random = np.random.default_rng(1)
    rows = unit(random.normal(size=(400, 512)))
    wanted = 0.8 + np.linspace(-0.008, 0.008, 400)
    both = np.concatenate([rows, near(random, rows, wanted)])
    pairs = found(join(both, 0.8))
    assert set(pairs) == by_hand(both, 0.8, np.arange(800))
    assert 190 <= len(pairs) <= 210
    for (first, second), similarity in pairs.items():
        assert similarity == pytest.approx(float(both[first].astype(np.float64) @ both[second].astype(np.float64)), abs=1e-5)


def test_a_product_is_never_further_off_than_the_slack() -> None:
    random = np.random.default_rng(2)
    rows = unit(random.choice([-1.0, 1.0], size=(300, 512)) * (1 + 2.0**-8 - 2.0**-16))  # halfway between two bfloat16
    other = near(random, rows, random.uniform(0.5, 1, size=300))
    products = torch.mm(torch.from_numpy(rows).bfloat16(), torch.from_numpy(other).bfloat16().t()).float().numpy()
    assert np.abs(products - rows @ other.T).max() < leads.SLACK


def test_vectors_of_one_owner_are_never_paired(block: int) -> None:
    rows = np.repeat(unit(np.random.default_rng(3).normal(size=(1, 512))), 6, axis=0)
    assert set(found(join(rows, 0.9, np.array([1, 1, 2, 2, 2, 1])))) == {
        (first, second) for first in (0, 1, 5) for second in (2, 3, 4) if first < second
    } | {(second, 5) for second in (2, 3, 4)}


def test_it_goes_on_from_any_position(block: int) -> None:
    random = np.random.default_rng(4)
    rows = unit(random.normal(size=(150, 512)))
    both = np.concatenate([rows, near(random, rows, np.full(150, 0.9))])
    whole = found(join(both, 0.8))
    assert len(whole) == 150
    for stopped in (1, 100, 299):
        rest = found(join(both, 0.8), stopped)
        assert rest == {pair: value for pair, value in whole.items() if pair[0] >= stopped}


def test_the_product_without_bfloat16_gives_the_same(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    rows = unit(random.normal(size=(90, 512)))
    both = np.concatenate([rows, near(random, rows, random.uniform(0.7, 0.9, size=90))])
    expected = found(join(both, 0.8))
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX2")
    assert found(join(both, 0.8)) == expected


def test_it_leaves_torchs_threads_as_they_were() -> None:
    rows = unit(np.random.default_rng(8).normal(size=(5, 512)))
    before = torch.get_num_threads()
    made = SelfJoin([rows], np.arange(5), 0.8, lambda positions: rows[positions], threads=before + 1)
    assert found(made) == {}
    assert torch.get_num_threads() == before


def test_too_many_pairs_are_cut_to_the_most_similar_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leads, "MOST_PAIRS", 5)
    monkeypatch.setattr(leads, "ROWS", 10)
    random = np.random.default_rng(6)
    one = np.repeat(unit(random.normal(size=(1, 512))), 40, axis=0)
    rows = near(random, one, np.linspace(0.99, 0.90, 40))
    step = join(rows, 0.7).step(0)
    assert len(step.first) == 5
    assert step.left_out == 10 * 9 // 2 + 10 * 30 - 5
    assert np.all(np.diff(step.similarity) <= 0)
    assert {*step.first.tolist(), *step.second.tolist()} <= set(range(8))


def test_a_threshold_of_nothing_and_a_wrong_number_of_vectors_are_refused() -> None:
    rows = unit(np.random.default_rng(7).normal(size=(3, 512)))
    for threshold in (0.0, 1.5):
        with pytest.raises(ValueError, match="threshold"):
            join(rows, threshold)
    for count in (2, 4):
        with pytest.raises(ValueError, match="vectors than owners"):
            SelfJoin([rows], np.arange(count), 0.8, lambda positions: rows[positions])


def test_vectors_that_are_no_numbers_are_no_pair() -> None:
    rows = np.full((4, 512), np.nan, dtype=np.float32)
    assert found(join(rows, 0.8)) == {}
