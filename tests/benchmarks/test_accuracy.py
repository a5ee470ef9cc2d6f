import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attendance.roster.cast import cast
from benchmarks import accuracy
from benchmarks.calibrate import Seen, calibration
from benchmarks.composed import Plan, compose, head_of
from benchmarks.days import Day, Faces, People
from benchmarks.outcomes import Outcome, judge, roll, share, with_strangers
from recognition.pipeline import Pipeline
from recognition.quality import FaceQuality
from tests.recognition.support import openpeople


@pytest.mark.timeout(600)
def test_a_quick_run_without_portraits_reports_every_table(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(accuracy, "Pipeline", lambda cache: pipeline)
    monkeypatch.setattr(accuracy, "QUICK_HEIGHTS", (64,))
    arguments = ["--quick", "--cache", str(tmp_path / "cache"), "--json", str(tmp_path / "result.json")]
    accuracy.main(arguments)
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    row = result["class_days"]["ours"]["48 to 80 px"]
    assert row["accepted"][0] + row["uncertain"] + row["missed"] == pytest.approx(1)
    assert row["accepted"][0] > 0.8
    assert row["false"] == 0
    assert result["per_face"]["64 px"]["found"] > 0.9
    assert "point estimates" in capsys.readouterr().out.lower()
    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").iterdir()}
    accuracy.main(arguments)
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").iterdir()} == kept


def test_a_composed_day_is_the_same_every_time_and_holds_the_people_of_its_plan() -> None:
    portrait = np.asarray(Image.open(io.BytesIO(openpeople("P001", "studio_portrait"))).convert("RGB"))
    heads = {"somebody": head_of(portrait, (100, 100, 200, 220))}
    plan = Plan(3, 24, "tilt", (*(member.code for member in cast()[:4]), "somebody"))
    first, again = compose(plan, heads), compose(plan, heads)
    assert [photo.jpeg for photo in first] == [photo.jpeg for photo in again]
    assert len(first) == 4
    for code in plan.people:
        assert sum(one.code == code and one.front for photo in first for one in photo.shown) >= 2


def _people(count: int) -> People:
    rows = np.random.default_rng(0).normal(size=(9 + count, 512)).astype(np.float32)
    codes = (*(member.code for member in cast()), *(f"other_{number}" for number in range(count)))
    heads = dict.fromkeys(codes[9:])
    return People(codes, rows / np.linalg.norm(rows, axis=1, keepdims=True), heads, "model")  # type: ignore[arg-type]


def _day(people: tuple[str, ...]) -> Day:
    photo = Faces(np.zeros((len(people), 512), np.float32), (FaceQuality(40, 400, 1, cut=False),) * len(people), people, people)
    return Day(Plan(1, 40, "none", people), (photo,) * 4)


def test_a_roll_holds_nobody_who_is_in_the_room_as_a_stranger_and_is_filled_up() -> None:
    everybody = _people(12)
    enrolled = roll(_day(("P001", "other_3")), everybody, 40)
    assert len(enrolled.codes) == len(set(enrolled.codes)) == len(enrolled.templates) == 40
    assert "other_3" not in enrolled.codes
    assert np.allclose(np.linalg.norm(enrolled.templates, axis=1), 1, atol=1e-5)


def test_outcomes_name_the_false_present_and_a_stranger_can_be_taken_out() -> None:
    everybody = _people(3)
    day = _day(("P001", "P002", "other_0"))
    enrolled = roll(day, everybody, 10)
    found = {one.person: one for one in judge(day, enrolled, ({"P001", "P004"}, {"P002"}))}
    assert found["P001"] == Outcome("P001", "present", "accepted")
    assert found["P002"] == Outcome("P002", "present", "uncertain")
    assert found["P004"] == Outcome("P004", "absent", "accepted")
    assert found["other_0"].kind == "stranger"
    assert with_strangers(day, everybody, 0).plan.people == ("P001", "P002")
    assert with_strangers(day, everybody, 0).photos[0].truth == ("P001", "P002")


def test_an_interval_draws_persons_and_not_faces() -> None:
    sure = [Outcome("a", "present", "accepted")] * 50 + [Outcome("b", "present", "missed")] * 50
    middle, low, high = share(sure, lambda one: one.result == "accepted")
    assert (middle, low, high) == (0.5, 0.0, 1.0)
    assert all(np.isnan(share([], lambda one: True)))


def test_a_calibration_is_fit_without_the_persons_it_is_used_on() -> None:
    def seen(person: str, pupil: str, evidence: float | None, enrolled: bool) -> Seen:
        return Seen(person, enrolled, pupil, evidence, 0.0, 30, 48)

    known = [seen("a", "a", 0.8, True), seen("b", "b", 0.7, True), seen("x", "a", 0.3, False), seen("y", "b", 0.6, False)] * 3
    everybody, without = calibration(known), calibration(known, ("y",))
    assert (everybody.same, everybody.different) == (6, 6)
    assert (without.same, without.different) == (6, 3)
    assert without.evidence_for_rate(0.05) < everybody.evidence_for_rate(0.05)
