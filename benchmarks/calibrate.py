"""Fits the shipped calibration on composed class days, and says what the chosen rates come to.

    python -m benchmarks.calibrate PORTRAITS [--cache DIR] [--json FILE]

The days begin at seed CHOOSING; benchmarks.accuracy reports on others. All faces are those of adults.
"""

import argparse
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs

from attendance.config import Config
from benchmarks.days import HEIGHTS, Day, People, people, plans, read
from benchmarks.outcomes import roll
from recognition.calibration import Calibration
from recognition.matching import Gallery, match_class_day
from recognition.pipeline import Pipeline
from recognition.thresholds import Thresholds

CHOOSING = 500_000
DAYS = 6
FOLDS = 3
SIZES = (10, 20, 30, 45, 60)
FROM_FACE = 40
"""Pixels. On smaller faces strangers pass less often at the same evidence; size never raises trust, so large ones set it."""
ANYTHING_CLEAR = Thresholds(accept=0.0, uncertain=0.0)
CACHE = platformdirs.user_cache_path("upasthiti", appauthor=False) / "benchmarks"


@dataclass(frozen=True)
class Seen:
    """The strongest evidence of a day that `person`, `enrolled` or not, is `pupil`; None when they were clearly like nobody.

    `similarity` is what the evidence comes from, `face` the height of the day's faces in pixels."""

    person: str
    enrolled: bool
    pupil: str
    evidence: float | None
    similarity: float
    class_size: int
    face: int


def main(arguments: list[str] | None = None) -> None:
    """Fits, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibrate", description="The shipped calibration, fit anew")
    parser.add_argument("portraits", metavar="PORTRAITS", type=Path, help="portraits of other people, one each: strangers")
    parser.add_argument("--cache", metavar="DIR", type=Path, default=CACHE)
    parser.add_argument("--json", metavar="FILE", type=Path)
    given = parser.parse_args(arguments)
    pipeline = Pipeline(Config().weights)
    everybody = people(pipeline, given.portraits)
    known = seen(choosing_days(pipeline, everybody, given.cache), everybody)
    fit = calibration(known)
    print(f"{pipeline.model}: {fit}")
    for size in SIZES:
        alike = [one.similarity - one.evidence for one in known if one.evidence is not None and one.class_size == size]
        print(f"class of {size}: what others share takes {np.mean(alike):.3f} off on average")
    for rate in (0.01, 0.02, 0.05, 0.1):
        print(f"one in {round(1 / rate)} unknown persons: evidence {fit.evidence_for_rate(rate):.3f}")
    for with_size in (False, True):
        print(f"log loss {'with' if with_size else 'without'} size: {_loss(known, with_size):.4f}")
    if given.json:
        given.json.write_text(fit.as_json() + "\n", encoding="utf-8")


def choosing_days(pipeline: Pipeline, everybody: People, cache: Path) -> list[Day]:
    """The days that thresholds are chosen on."""
    made = [plan for face in HEIGHTS for plan in plans(everybody, face, "none", DAYS, CHOOSING)]
    return [read(pipeline, everybody, plan, cache) for plan in made]


def seen(days: Sequence[Day], everybody: People, sizes: Sequence[int] = SIZES) -> list[Seen]:
    """The strongest evidence of everybody in the photos, for classes of these sizes."""
    found = []
    for day in days:
        for size in sizes:
            enrolled = roll(day, everybody, size)
            gallery = Gallery(tuple(range(size)), enrolled.templates, everybody.model)
            embeddings = [photo.embeddings for photo in day.photos]
            matched = match_class_day(embeddings, gallery, ANYTHING_CLEAR, model=everybody.model)
            best: dict[str, Seen] = {}
            for photo, matches in zip(day.photos, matched, strict=True):
                for code, match in zip(photo.truth, matches, strict=True):
                    if match.decision != "accepted" or match.evidence is None or match.needed is None:
                        continue
                    pupil = enrolled.codes[match.candidates[0][0]]
                    if code != pupil and pupil in day.plan.people:
                        continue  # a face of somebody else beside those of a pupil who is there anyway
                    one = Seen(
                        code, code in enrolled.codes, pupil, match.evidence, match.evidence + match.needed, size, day.plan.face
                    )
                    if code not in best or (best[code].evidence or 0) < match.evidence:
                        best[code] = one
            for code in day.plan.people:
                found.append(best.get(code) or Seen(code, code in enrolled.codes, "", None, 0.0, size, day.plan.face))
    return found


def calibration(known: Sequence[Seen], without: Collection[str] = ()) -> Calibration:
    """Fit on everybody but `without`, neither their faces nor their templates; a rate is read from strangers alone."""
    used = [one for one in known if one.person not in without and one.pupil not in without and one.face >= FROM_FACE]
    clear = _telling(used)
    nobody_like = sum(one.evidence is None and not one.enrolled for one in used)
    return Calibration.fit([evidence for evidence, _, _ in clear], [same for _, same, _ in clear], nobody_like=nobody_like)


def _telling(known: Sequence[Seen]) -> list[tuple[float, bool, float]]:
    """Evidence, whether it is right, and face size, of pupils taken for themselves and of strangers."""
    return [
        (one.evidence, one.person == one.pupil, float(one.face))
        for one in known
        if one.evidence is not None and (one.person == one.pupil or not one.enrolled)
    ]


def _loss(known: Sequence[Seen], with_size: bool) -> float:
    """Cross entropy, in nats, of evidence at all sizes, each person judged by a curve that was fit on the others."""
    losses = []
    persons = sorted({one.person for one in known})
    for fold in range(FOLDS):
        out = set(persons[fold::FOLDS])
        inside = _telling([one for one in known if one.person not in out])
        sizes = [size for _, _, size in inside] if with_size else None
        fit = Calibration.fit([evidence for evidence, _, _ in inside], [same for _, same, _ in inside], sizes)
        for evidence, same, size in _telling([one for one in known if one.person in out]):
            probability = fit.probability(evidence, size if with_size else None)
            losses.append(-np.log(max(1e-12, probability if same else 1 - probability)))
    return float(np.mean(losses))


if __name__ == "__main__":
    main()
