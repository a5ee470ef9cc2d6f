import json
from pathlib import Path

import pytest

from benchmarks import speed
from tests.recognition.support import openpeople


def test_a_photo_is_timed_beside_the_stock(
    tmp_path: Path, weights_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UPASTHITI_HOME", str(tmp_path))
    monkeypatch.setattr(speed, "Config", lambda: type("Folder", (), {"weights": weights_cache}))
    monkeypatch.setattr(speed, "MATRIX", 256)
    photo, result = tmp_path / "selfie.jpg", tmp_path / "speed.json"
    photo.write_bytes(openpeople("P001", "amateur_selfie"))
    speed.main([str(photo), "--min-face", "80", "--rounds", "1", "--json", str(result)])
    measured = json.loads(result.read_text())
    assert (measured["stock_boxes"], measured["found"], measured["share_found"]) == (1, 1, 1.0)
    assert measured["cosine_same_crops"] >= 0.999
    assert measured["mean_cosine"] >= 0.95
    assert set(measured["stock"]) == {"decode", "detect", "crop", "embed", "total"} == set(measured["ours"])
    assert measured["gmac"]["facenet"] == pytest.approx(1.42, abs=0.1)
    assert measured["times_the_limit"] > 1
    assert "ratio" in capsys.readouterr().out
