from itertools import islice

import pytest

from benchmarks import faking, integrity
from benchmarks.faking import Submission
from benchmarks.integrity import Outcome
from recognition.pipeline import Pipeline


def outcome(kind: str, flagged: set[str], also: set[str] = frozenset()) -> Outcome:  # type: ignore[assignment]
    return Outcome(Submission(kind, kind or "true", 301, next(faking._school_days()), (), frozenset(also)), frozenset(flagged))


def test_a_flag_is_wrong_unless_the_fake_makes_it_true() -> None:
    outcomes = [
        outcome("poor", {"poor", "too_few"}, {"too_few"}),
        outcome("poor", {"strangers"}),
        outcome("", {"poor"}),
    ]
    assert integrity.recall(outcomes) == {("poor", "poor"): (1, 2)}
    assert {kind: (right, dict(wrong)) for kind, (right, wrong) in integrity.precision(outcomes).items()} == {
        "poor": (1, {"true": 1}),
        "strangers": (0, {"poor": 1}),
    }


def test_yesterdays_photos_again_are_found_and_todays_are_not(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = list(islice(faking.submissions(1, 9), 6))
    few = [first[0], first[5]]
    monkeypatch.setattr(faking, "submissions", lambda each, seed: few)
    monkeypatch.setattr(integrity, "Pipeline", lambda cache: pipeline)
    integrity.main(["--small"])
    said = capsys.readouterr().out
    assert "1 true submissions, 0 of them flagged" in said
    assert "re-encoded             1 of   1   100%" in said
    assert "20,000 hashes" in said
