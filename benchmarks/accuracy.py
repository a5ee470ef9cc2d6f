"""How often faces are found, matched and mistaken, beside the peers, on composed class days whose truth is known.

    python -m benchmarks.accuracy [--portraits DIR] [--quick] [--rate 0.05] [--cache DIR] [--json FILE]
    python -m benchmarks.accuracy DIR [--json FILE]

The second measures a folder of one's own (benchmarks.folder says what it holds). The first composes four photos a day; the nine
synthetic adults of openpeople (three of them look alike) are the pupils, the portraits' DIR holds one portrait
each of others (the sixty of faker-js/assets-person-portrait, CC0): they fill the rolls and come as strangers. Faces are 16 to
80 px high; at 40 px they are also blurred, dark, bright, tilted, half hidden or badly compressed. Thresholds used on a person
are fit without that person, on other days; intervals draw the persons anew. Nine adults are few: all numbers are point
estimates.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from attendance.config import Config
from benchmarks import beside, folder
from benchmarks.calibrate import CACHE, FOLDS, FROM_FACE, calibration, choosing_days, seen
from benchmarks.composed import HARMS
from benchmarks.days import HARMED_AT, HEIGHTS, Day, People, people, plans, read
from benchmarks.outcomes import (
    LOOK_ALIKES,
    Named,
    Outcome,
    Roll,
    each_photo_alone,
    judge,
    ours,
    per_face,
    persons_too_many,
    roll,
    share,
    strangers_named,
    with_strangers,
    without,
)
from recognition.calibration import SHIPPED
from recognition.pipeline import Pipeline
from recognition.thresholds import Thresholds

SIZES = (10, 30, 60, 120)
DAYS, HARMED_DAYS = 10, 4
QUICK_HEIGHTS = (24, 40, 64)
BANDS = {"20 to 24 px": (20, 24), "32 px": (32,), "40 px": (40,), "48 to 80 px": (48, 64, 80)}
TARGETS = {"32 to 40 px": ((32, 40), 0.85), "48 to 80 px": ((48, 64, 80), 0.97)}
FALSE_TARGET = 0.001

Matcher = Callable[[Day, Roll, int], Named]
"""A day, its roll and a fold of persons, whose outcomes will be kept."""


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, and writes JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description="Composed class days, beside the peers")
    parser.add_argument("folder", metavar="DIR", type=Path, nargs="?", help="photos of one's own, with a gallery and the truth")
    parser.add_argument("--portraits", metavar="DIR", type=Path, help="one portrait each of other people")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="two days at three heights with the shipped calibration, and no peer but the flat threshold",
    )
    parser.add_argument("--rate", type=float, default=0.05, help="unknown persons who may be taken for a pupil")
    parser.add_argument("--cache", metavar="DIR", type=Path, default=CACHE, help="where faces once read are kept")
    parser.add_argument("--json", metavar="FILE", type=Path)
    given = parser.parse_args(arguments)
    pipeline = Pipeline(Config().weights)
    if given.folder is None:
        result = measure(pipeline, given.portraits, given.cache, given.rate, quick=given.quick)
        print(report(result))
    else:
        if not (given.folder / "photos").is_dir():
            parser.error(f"{given.folder} has no folder photos")
        result = folder.measure(pipeline, given.folder)
        print(folder.report(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measure(pipeline: Pipeline, portraits: Path | None, cache: Path, rate: float, *, quick: bool = False) -> dict[str, Any]:
    """All tables; `report` says what each means."""
    everybody = people(pipeline, portraits)
    chosen = [] if quick or not everybody.heads else choosing_days(pipeline, everybody, cache)
    fits = folds(chosen, everybody, rate)
    strict = as_strict(chosen, everybody, rate)
    days = reporting_days(pipeline, everybody, cache, quick)
    usual = [with_strangers(day, everybody) for day in days]
    matchers: dict[str, Matcher] = {
        "ours": lambda day, enrolled, fold: ours(day, enrolled, fits[fold], everybody.model),
        "each photo alone, flat 0.50": flat(everybody, 0.50),
        f"each photo alone, flat {strict:.2f}": flat(everybody, strict),
    }
    plain = [day for day in usual if day.plan.harm == "none"]
    result: dict[str, Any] = {
        "model": pipeline.model,
        "rate": rate,
        "evidence": [round(fit.accept, 3) for fit in fits],
        "people": len(everybody.codes),
        "days": len(days),
        "per_face": per_face(days, everybody),
        "class_days": {
            name: {band: line(outcomes(plain, everybody, matcher, heights)) for band, heights in BANDS.items()}
            for name, matcher in matchers.items()
        },
        "class_sizes": {
            size: line(outcomes(plain, everybody, matchers["ours"], BANDS["48 to 80 px"], (size,))) for size in SIZES
        },
        "targets": {
            band: line(outcomes(plain, everybody, matchers["ours"], heights)) | {"target": target}
            for band, (heights, target) in TARGETS.items()
        },
        "harms": {
            harm: line(outcomes([day for day in usual if day.plan.harm == harm], everybody, matchers["ours"], (HARMED_AT,)))
            for harm in HARMS[1:]
        },
        "strangers": strangers(days, everybody, fits),
        "unmatched": {
            band: [
                persons_too_many(day, roll(day, everybody, 30), fits[0], everybody.model)
                for day in plain
                if day.plan.face in heights
            ]
            for band, heights in BANDS.items()
        },
    }
    if not quick:
        result["peers"], result["left_out"] = beside.measure(pipeline, everybody, portraits, days, usual, matchers)
    return result


def folds(chosen: Sequence[Day], everybody: People, rate: float) -> list[Thresholds]:
    """Thresholds for the persons of each fold, fit without them; the shipped ones where there are no days to fit on."""
    if not chosen:
        return [Thresholds.for_rate(SHIPPED, rate)] * FOLDS
    known = seen(chosen, everybody)
    return [Thresholds.for_rate(calibration(known, everybody.codes[fold::FOLDS]), rate) for fold in range(FOLDS)]


def flat(everybody: People, accept: float) -> Matcher:
    """Each photo alone with a flat threshold."""

    def matcher(day: Day, enrolled: Roll, _: int) -> Named:
        return each_photo_alone(day, enrolled, everybody.model, accept)

    return matcher


def as_strict(chosen: Sequence[Day], everybody: People, rate: float) -> float:
    """The flat threshold that lets `rate` of unknown persons pass on the days chosen on, faces from FROM_FACE: what a threshold
    alone would do if it were as strict as ours."""
    days = [day for day in chosen if day.plan.face >= FROM_FACE]
    for accept in np.arange(0.50, 0.95, 0.01) if days else ():
        found = outcomes(days, everybody, flat(everybody, float(accept)), HEIGHTS, (10, 30, 60))
        strangers = sum(one.kind == "stranger" for one in found)
        if sum(one.kind == "absent" and one.result == "accepted" for one in found) <= rate * strangers:
            return float(accept)
    return 0.70


def reporting_days(pipeline: Pipeline, everybody: People, cache: Path, quick: bool) -> list[Day]:
    """The days reported, on seeds that nothing was chosen on."""
    made = []
    for face in QUICK_HEIGHTS if quick else HEIGHTS:
        made += plans(everybody, face, "none", 2 if quick else DAYS, 0)
    for harm in () if quick else HARMS[1:]:
        made += plans(everybody, HARMED_AT, harm, HARMED_DAYS, 0)
    return [read(pipeline, everybody, plan, cache) for plan in made]


def outcomes(
    days: Sequence[Day], everybody: People, matcher: Matcher, heights: Sequence[int], sizes: Sequence[int] = SIZES
) -> list[Outcome]:
    """Everybody's outcome on the days with faces of these heights, for rolls of these sizes."""
    found = []
    of_fold = {code: number % FOLDS for number, code in enumerate(everybody.codes)}
    for day in days:
        if day.plan.face not in heights:
            continue
        for size in sizes:
            enrolled = roll(day, everybody, size)
            for fold in range(FOLDS):
                judged = judge(day, enrolled, matcher(day, enrolled, fold))
                found += [one for one in judged if of_fold.get(one.person, 0) == fold]
    return found


def line(found: Sequence[Outcome]) -> dict[str, Any]:
    """Of those present accepted, uncertain and missed, and of the absent-or-stranger chances those with a false present."""
    present = [one for one in found if one.kind == "present"]
    others = [one for one in found if one.kind != "present"]
    return {
        "present": len(present),
        "accepted": share(present, lambda one: one.result == "accepted"),
        "uncertain": share(present, lambda one: one.result == "uncertain")[0],
        "missed": share(present, lambda one: one.result == "missed")[0],
        "chances": len(others),
        "false": sum(one.kind == "absent" and one.result == "accepted" for one in others),
        "false_share": share(others, lambda one: one.kind == "absent" and one.result == "accepted"),
    }


def strangers(days: Sequence[Day], everybody: People, fits: Sequence[Thresholds]) -> dict[str, tuple[float, float, float]]:
    """Shares of unknown persons, faces from 48 px, who are taken for somebody absent: strangers, and people of the cast who sit
    there without being enrolled, those apart who look like an enrolled one."""
    taken: dict[str, list[Outcome]] = {"strangers": [], "not enrolled": [], "look-alikes not enrolled": []}
    fold_of = {code: number % FOLDS for number, code in enumerate(everybody.codes)}
    for day in days:
        if day.plan.harm != "none" or day.plan.face not in BANDS["48 to 80 px"]:
            continue
        for size in SIZES:
            enrolled = roll(day, everybody, size)
            for code in (code for code in day.plan.people if code in everybody.heads):
                found = strangers_named(day, enrolled, fits[fold_of[code]], everybody.model)
                taken["strangers"].append(Outcome(code, "stranger", "accepted" if found[code] else "missed"))
            for code in (code for code in day.plan.people if code not in everybody.heads):
                # Those who look like them stay away, so that the name is free to be taken.
                alike = set(LOOK_ALIKES) - {code} if code in LOOK_ALIKES else set()
                left = [number for number, one in enumerate(enrolled.codes) if one != code]
                others = Roll(tuple(enrolled.codes[number] for number in left), enrolled.templates[left])
                found = strangers_named(without(day, alike), others, fits[fold_of[code]], everybody.model)
                kind = "look-alikes not enrolled" if code in LOOK_ALIKES else "not enrolled"
                taken[kind].append(Outcome(code, "stranger", "accepted" if found[code] else "missed"))
    return {kind: share(found, lambda one: one.result == "accepted") for kind, found in taken.items()}


def report(result: dict[str, Any]) -> str:
    """The result as text."""
    passing = f"one in {1 / result['rate']:.0f} unknown persons may pass: evidence {result['evidence']}"
    lines = [
        f"{result['days']} composed class days of four photos, {result['people']} adults, {result['model']}. Point estimates:",
        "nine of the people have several pictures. [95 % intervals over persons]",
        f"Thresholds: {passing}, each fit without the persons judged by it",
        "",
        "Per face, true-accept rate (faces not found count as refused)",
        *(
            f"  {name:16} found {row['found']:.0%}, at FAR 1e-2 {_share(row['0.01'])}, at 1e-3 {_share(row['0.001'])}"
            for name, row in result["per_face"].items()
        ),
        "",
        f"Per class day, rolls of {', '.join(map(str, SIZES))}, a stranger or two on half of the days",
        *(
            _row(f"{name}, {band}", row)
            for name, bands in result["class_days"].items()
            for band, row in bands.items()
            if row["present"]
        ),
        *(_row(f"ours, roll of {size}, 48 to 80 px", row) for size, row in result["class_sizes"].items()),
        *(_row(f"ours, 40 px, {harm}", row) for harm, row in result["harms"].items() if row["present"]),
        "",
        *(
            f"Target, {band}: {row['accepted'][0]:.1%} of those present accepted, {row['target']:.0%} wanted; "
            f"false present {row['false_share'][0]:.3%} of chances, {FALSE_TARGET:.1%} allowed"
            for band, row in result["targets"].items()
            if row["present"]
        ),
        *(f"Unknown persons taken for somebody absent, {kind}: {_share(row)}" for kind, row in result["strangers"].items()),
        *(
            f"Persons nobody was named as, {band}: right on {sum(one == 0 for one in found)} of {len(found)} days, on average "
            f"{np.mean(found):+.1f}"
            for band, found in result["unmatched"].items()
            if found
        ),
        *([""] + beside.report(result["peers"]) + result["left_out"] if "peers" in result else []),
    ]
    return "\n".join(lines)


def _row(name: str, row: dict[str, Any]) -> str:
    return (
        f"  {name:42} of {row['present']:5} present: accepted {_share(row['accepted'])}, uncertain {row['uncertain']:.1%}, "
        f"missed {row['missed']:.1%}; false {row['false']} of {row['chances']} chances, {_share(row['false_share'], 3)}"
    )


def _share(found: Sequence[float], digits: int = 1) -> str:
    return f"{found[0]:.{digits}%} [{found[1]:.{digits}%}, {found[2]:.{digits}%}]"


if __name__ == "__main__":
    main()
