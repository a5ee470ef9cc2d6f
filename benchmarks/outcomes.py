"""What became of everybody on a composed class day, whoever matched its faces."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.composed import HARMS
from benchmarks.days import HARMED_AT, NOBODY, Day, Faces, People
from recognition.fusing import Fused, fuse
from recognition.matching import Gallery, match_class_day, match_photo
from recognition.thresholds import Thresholds

STRANGERS_KEPT = ((0, 1, 2), (0.5, 0.35, 0.15))
"""How many of a day's strangers stay in its photos: a class photo shows its class, and sometimes a visitor."""
MADE_UP = "made up"
RATES = (1e-2, 1e-3)
"""False-accept rates per comparison at which true-accept rates are told."""
LOOK_ALIKES = ("P004", "P006", "P010")

Kind = Literal["present", "absent", "stranger"]
Result = Literal["accepted", "uncertain", "missed"]
Embeddings = NDArray[np.float32]


@dataclass(frozen=True)
class Roll:
    """Who is enrolled, with the columns of `templates` (m, 512) in this order; made-up templates come last."""

    codes: tuple[str, ...]
    templates: Embeddings


@dataclass(frozen=True)
class Outcome:
    """`person` was there, away, or there without being enrolled, and this is what the machine says of them.

    A stranger is never accepted by name: what counts against the machine is the absent one whose name they got."""

    person: str
    kind: Kind
    result: Result


Named = tuple[set[str], set[str]]
"""The codes accepted as present and those that a person should look at."""


def with_strangers(day: Day, everybody: People, kept: int | None = None) -> Day:
    """The day with only some of its strangers, by chance or `kept` of them: the faces of the others are taken out."""
    chance = np.random.default_rng([day.plan.seed, 11])
    strangers = [code for code in day.plan.people if code in everybody.heads]
    count = int(chance.choice(STRANGERS_KEPT[0], p=STRANGERS_KEPT[1])) if kept is None else kept
    return without(day, strangers[count:])


def without(day: Day, people: Collection[str]) -> Day:
    """The day as if these had not been in the room."""
    plan = type(day.plan)(
        day.plan.seed, day.plan.face, day.plan.harm, tuple(one for one in day.plan.people if one not in people)
    )
    return Day(plan, tuple(_without(photo, people) for photo in day.photos))


def _without(photo: Faces, people: Collection[str]) -> Faces:
    kept = [number for number, code in enumerate(photo.truth) if code not in people]
    return Faces(
        photo.embeddings[kept],
        tuple(photo.quality[number] for number in kept),
        tuple(photo.truth[number] for number in kept),
        tuple(code for code in photo.drawn if code not in people),
    )


def roll(day: Day, everybody: People, size: int, repeat: int = 0) -> Roll:
    """The cast and others who are not in the room, `size` in all.

    Where the portraits are not enough, templates are made up: drawn from the normal distribution that the known ones have.
    Without portraits the roll is the cast alone.
    """
    chance = np.random.default_rng([day.plan.seed, size, repeat])
    free = [code for code in everybody.codes if code in everybody.heads and code not in day.plan.people]
    names = [*everybody.cast, *map(str, chance.permutation(free))][:size]
    rows = [everybody.template(code) for code in names]
    middle = everybody.templates.mean(axis=0)
    spread = (everybody.templates - middle) / np.sqrt(len(everybody.templates) - 1)
    for number in range(size - len(names) if everybody.heads else 0):
        made = middle + chance.normal(size=len(spread)) @ spread
        names.append(f"{MADE_UP} {number}")
        rows.append((made / np.linalg.norm(made)).astype(np.float32))
    return Roll(tuple(names), np.stack(rows))


def ours(day: Day, enrolled: Roll, thresholds: Thresholds, model: str) -> Named:
    """The matcher of the whole class day."""
    gallery = Gallery(tuple(range(len(enrolled.codes))), enrolled.templates, model)
    embeddings = [photo.embeddings for photo in day.photos]
    return _named(fuse(match_class_day(embeddings, gallery, thresholds, model=model), embeddings, thresholds), enrolled)


def each_photo_alone(day: Day, enrolled: Roll, model: str, accept: float = 0.50) -> Named:
    """The same embeddings, but each photo alone with a flat threshold and a margin of .05."""
    flat = Thresholds(accept=accept, margin=0.05, shared=0.0)
    gallery = Gallery(tuple(range(len(enrolled.codes))), enrolled.templates, model)
    embeddings = [photo.embeddings for photo in day.photos]
    return _named(fuse([match_photo(rows, gallery, flat, model=model) for rows in embeddings], embeddings, flat), enrolled)


def _named(fused: Fused, enrolled: Roll) -> Named:
    return {enrolled.codes[key] for key in fused.present}, {enrolled.codes[key] for key in fused.uncertain}


def judge(day: Day, enrolled: Roll, named: Named) -> list[Outcome]:
    """An outcome for everybody enrolled and for every stranger."""
    accepted, uncertain = named
    there = set(day.plan.people)
    found: list[Outcome] = []
    for code in enrolled.codes:
        result: Result = "accepted" if code in accepted else "uncertain" if code in uncertain else "missed"
        found.append(Outcome(code, "present" if code in there else "absent", result))
    return found + [Outcome(code, "stranger", "missed") for code in sorted(there - set(enrolled.codes))]


def strangers_named(day: Day, enrolled: Roll, thresholds: Thresholds, model: str) -> dict[str, bool]:
    """For each stranger of the day whether a face of theirs was accepted as somebody who is away."""
    gallery = Gallery(tuple(range(len(enrolled.codes))), enrolled.templates, model)
    found = match_class_day([photo.embeddings for photo in day.photos], gallery, thresholds, model=model)
    away = {key for key, code in enumerate(enrolled.codes) if code not in day.plan.people}
    taken = {code: False for code in day.plan.people if code not in enrolled.codes}
    for photo, matches in zip(day.photos, found, strict=True):
        for code, match in zip(photo.truth, matches, strict=True):
            if code in taken and match.decision == "accepted" and match.candidates[0][0] in away:
                taken[code] = True
    return taken


def persons_too_many(day: Day, enrolled: Roll, thresholds: Thresholds, model: str) -> int:
    """How many more persons are counted that nobody was named as than there are: those found but not accepted. Boxes around
    no face count as persons, for so they do to a reader."""
    gallery = Gallery(tuple(range(len(enrolled.codes))), enrolled.templates, model)
    embeddings = [photo.embeddings for photo in day.photos]
    fused = fuse(match_class_day(embeddings, gallery, thresholds, model=model), embeddings, thresholds)
    accepted = {enrolled.codes[key] for key in fused.present}
    found = {code for photo in day.photos for code in photo.truth} - {NOBODY}
    return fused.unmatched - len(found - accepted)


def share(outcomes: Sequence[Outcome], counted: Callable[[Outcome], bool], seed: int = 0) -> tuple[float, float, float]:
    """The share counted, and its 95 % interval when the persons are drawn anew 1,000 times (one person's go together)."""
    if not outcomes:
        return float("nan"), float("nan"), float("nan")
    persons = sorted({one.person for one in outcomes})
    of = {person: number for number, person in enumerate(persons)}
    totals, hits = np.zeros(len(persons)), np.zeros(len(persons))
    for one in outcomes:
        totals[of[one.person]] += 1
        hits[of[one.person]] += counted(one)
    drawn = np.random.default_rng(seed).integers(len(persons), size=(1000, len(persons)))
    low, high = np.quantile(hits[drawn].sum(axis=1) / totals[drawn].sum(axis=1), [0.025, 0.975])
    return float(hits.sum() / totals.sum()), float(low), float(high)


def comparisons(
    photos: Sequence[Faces], everybody: People, among: Collection[str]
) -> tuple[list[tuple[str, float]], list[float]]:
    """Per-face similarities: (person, similarity) of everyone of `among` who looks at the camera with their own template, -1
    where no face was found; and of every found face with all other templates."""
    same: list[tuple[str, float]] = []
    different: list[float] = []
    for photo in photos:
        similarity = photo.embeddings @ everybody.templates.T
        for code in photo.drawn:
            if code in among:
                own = [float(similarity[face, everybody.codes.index(code)]) for face in _of(photo, code)]
                same.append((code, max(own, default=-1.0)))
        for face, code in enumerate(photo.truth):
            if code != NOBODY:
                different += np.delete(similarity[face], everybody.codes.index(code)).tolist()
    return same, different


def _of(photo: Faces, code: str) -> list[int]:
    return [face for face, whose in enumerate(photo.truth) if whose == code]


def per_face(days: Sequence[Day], everybody: People) -> dict[str, dict[str, Any]]:
    """True-accept rates per face at two false-accept rates, for each height and harm; faces not found count as refused."""
    kinds = {f"{face} px": (face, "none") for face in sorted({day.plan.face for day in days})}
    kinds |= {f"{HARMED_AT} px, {harm}": (HARMED_AT, harm) for harm in HARMS[1:]}
    found: dict[str, dict[str, Any]] = {}
    for name, (face, harm) in kinds.items():
        photos = [photo for day in days if (day.plan.face, day.plan.harm) == (face, harm) for photo in day.photos]
        same, different = comparisons(photos, everybody, everybody.cast)
        if not same:
            continue
        found[name] = {
            "same": len(same),
            "different": len(different),
            "found": float(np.mean([value > -1 for _, value in same])),
        }
        for rate in RATES:
            at = float(np.quantile(different, 1 - rate))
            judged = [Outcome(code, "present", "accepted" if value > at else "missed") for code, value in same]
            found[name][f"{rate:g}"] = share(judged, lambda one: one.result == "accepted")
    return found
