"""The search's benchmark on few vectors."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import search


def test_all_planted_pairs_are_found_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    search.main(["--pupils", "3000", "--pairs", "64", "--json", str(tmp_path / "out.json")])
    result = json.loads((tmp_path / "out.json").read_text())
    for row in (result["whole"], *result["peers"].values()):
        assert (row["planted"], row["expected"], row["found"], row["false"]) == (64, 32, 32, 0)
    assert set(result["peers"]) == {"ours", "numpy float32", "faiss IndexFlatIP"}
    assert "found 32 of 32" in capsys.readouterr().out


def test_a_vector_is_the_same_however_it_is_asked_for() -> None:
    made = search.District(25_000, 50)
    rows = np.concatenate(list(made.batches()))
    positions = np.array([0, 9_999, 10_000, *sorted(min(made.expected))])
    positions.sort()
    assert np.array_equal(made.at(positions), rows[positions])
    for first, second in made.expected:
        assert rows[first] @ rows[second] >= search.THRESHOLD
