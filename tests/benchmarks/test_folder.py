import json
from pathlib import Path

import pytest
from PIL import Image

from attendance.roster.cast import cast
from attendance.roster.compose import compose_class_day
from benchmarks import accuracy
from benchmarks import folder as folders
from recognition.pipeline import Pipeline

ENROLLED = ("P001", "P002", "P005")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three enrolled; one photo in which two of them and somebody else sit, one photo of nobody, one that is broken."""
    root = tmp_path_factory.mktemp("folder")
    for member in cast():
        if member.code in ENROLLED:
            (root / "gallery" / member.code).mkdir(parents=True)
            (root / "gallery" / member.code / "1.jpg").write_bytes(member.reference.read_bytes())
    (root / "photos").mkdir()
    day = compose_class_day(2, members=[*ENROLLED, "P007"], absent={"P002"}, with_stranger=False)
    (root / "photos" / "class.jpg").write_bytes(day.photos[0].jpeg)
    Image.new("RGB", (400, 300), "grey").save(root / "photos" / "empty.jpg")
    (root / "photos" / "broken.jpg").write_bytes(day.photos[0].jpeg[:5000])
    shown = sorted(day.photos[0].visible & set(ENROLLED))
    (root / "truth.csv").write_text("photo,name\n" + "".join(f"class.jpg,{code}\n" for code in shown), encoding="utf-8")
    return root


def test_counts_a_folder_against_its_truth(
    pipeline: Pipeline, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(accuracy, "Pipeline", lambda cache: pipeline)
    accuracy.main([str(folder), "--json", str(tmp_path / "result.json")])
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert set(result) == {"found", "missed", "false", "uncertain", "photos"}
    assert (result["found"] + result["missed"] + result["uncertain"], result["false"]) == (2, 0)
    assert result["found"] == 2
    assert result["photos"]["class.jpg"] == {"faces": 3, "present": ["P001", "P005"], "uncertain": [], "unknown": 1}
    assert result["photos"]["empty.jpg"] == {"faces": 0, "present": [], "uncertain": [], "unknown": 0}
    assert "broken.jpg" not in result["photos"]
    printed = capsys.readouterr()
    assert "found 2, missed 0, false 0, uncertain 0" in printed.out
    assert "broken.jpg: cannot be read (broken)" in printed.err


def test_a_wrong_truth_shows_as_missed_and_false(pipeline: Pipeline, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gallery").symlink_to(folder / "gallery")
    (tmp_path / "photos").symlink_to(folder / "photos")
    (tmp_path / "truth.csv").write_text("photo,name\nclass.jpg,P001\nclass.jpg,P002\ngone.jpg,P005\n", encoding="utf-8")
    result = folders.measure(pipeline, tmp_path)
    assert (result["found"], result["missed"], result["false"]) == (1, 2, 1)


def test_without_a_gallery_faces_are_counted(pipeline: Pipeline, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").symlink_to(folder / "photos")
    result = folders.measure(pipeline, tmp_path)
    assert result["photos"]["class.jpg"] == {"faces": 3, "present": [], "uncertain": [], "unknown": 3}


def test_a_folder_without_photos_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        accuracy.main([str(tmp_path)])
    assert "has no folder photos" in capsys.readouterr().err
