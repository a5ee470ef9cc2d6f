import json
from pathlib import Path

import pytest

from benchmarks import classday
from recognition.pipeline import Pipeline


def test_a_composed_day_is_read_as_the_truth_says(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(classday, "Pipeline", lambda cache: pipeline)
    classday.main(["--days", "1", "--json", str(tmp_path / "result.json")])
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["present"] == result["present_accepted"] + result["present_uncertain"] + result["present_missed"]
    assert (result["present_missed"], result["absent_accepted"]) == (0, 0)
    assert result["present"] + result["absent"] == 9
    assert f"accepted {result['present_accepted']}" in capsys.readouterr().out
