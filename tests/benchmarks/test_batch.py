import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import batch
from recognition.pipeline import Pipeline
from recognition.weights import facenet_state
from tests.recognition.support import openpeople


def test_photos_a_minute_and_memory_are_measured_and_drawn(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UPASTHITI_HOME", str(tmp_path))
    monkeypatch.setattr(batch, "Pipeline", lambda cache: pipeline)
    monkeypatch.setattr(batch, "facenet_state", lambda cache: facenet_state(pipeline.cache))
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "selfie.jpg").write_bytes(openpeople("P001", "amateur_selfie"))
    plot, result = tmp_path / "memory.svg", tmp_path / "result.json"
    given = ["--photos", "6", "--stock", "1", "--folder", str(tmp_path / "photos"), "--plot", str(plot), "--json", str(result)]
    batch.main(given)
    measured = json.loads(result.read_text())
    assert measured["memory"][-1][1] == measured["photos"] == 6
    assert measured["ratio"] == pytest.approx(measured["photos_a_minute"] / measured["stock_photos_a_minute"])
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")  # noqa: S314 - written a moment ago
    assert "against the second" in capsys.readouterr().out
